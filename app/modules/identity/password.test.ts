import { describe, expect, it } from 'vitest'
import { passwordProblem } from './password.ts'

const known = ['haruka.sato@minato.example', '佐藤 春香', 'Minato Aqua']
const problem = (password: string) => passwordProblem(password, known)

describe('a new password', () => {
  it.each(['umi no soko no akari', 'みんなで歩く海辺の道を', 'vK3#x-9qLw!2', 'correct horse battery'])(
    'may be %s',
    password => {
      expect(problem(password.padEnd(12, '道'))).toBeUndefined()
    },
  )

  it.each(['short', 'elevenchars', '', '🐟'.repeat(11)])('is too short: %s', password => {
    expect(problem(password)).toBe('short')
  })

  it.each([
    'qwertyuiop123',
    'Password2026!',
    '!!football2026',
    'passwordpassword',
    'aaaaaaaaaaaa',
    'abcabcabcabcab',
    '123456789012',
    'abcdefghijklm',
    '098765432109',
    'ｐａｓｓｗｏｒｄ１２３４',
  ])('is too common: %s', password => {
    expect(problem(password)).toBe('common')
  })

  it.each(['haruka.sato-rocks', 'my Minato password', 'I love 佐藤 春香 a lot', 'BANSO is my friend'])(
    'holds what everybody knows: %s',
    password => expect(problem(password)).toBe('personal'),
  )

  it('may be long, but not endless', () => {
    expect(problem('青い海と白い雲。'.repeat(8))).toBeUndefined()
    expect(problem('x9'.repeat(129))).toBe('long')
    expect(problem('🐟鮪'.repeat(86))).toBe('long')
  })
})
