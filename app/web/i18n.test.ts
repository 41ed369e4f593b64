import { expect, test } from 'vitest'
import { createWords, missing, type TextKey } from './i18n.ts'

const words = createWords({
  web: {
    ja: { greeting: 'ようこそ、{{name}}さん', plain: 'はい', days_other: '{{count}}日' },
    en: { greeting: 'Welcome, {{name}}', plain: 'yes', days_one: '{{count}} day', days_other: '{{count}} days' },
  },
})
const key = (name: string) => `web:${name}` as TextKey

test('each language has its own words, however often and in whichever order they are asked for', () => {
  for (let round = 0; round < 2; round++) {
    expect(words('ja')(key('plain'))).toBe('はい')
    expect(words('en')(key('plain'))).toBe('yes')
  }
})

test('values are filled in anew each time, also after the text was asked for without any', () => {
  const t = words('en')
  expect(t(key('greeting'))).toBe('Welcome, {{name}}')
  expect(t(key('greeting'), { name: 'Aoki' })).toBe('Welcome, Aoki')
  expect(t(key('greeting'), { name: '<b>' })).toBe('Welcome, <b>')
  expect([1, 2].map(count => t(key('days'), { count }))).toEqual(['1 day', '2 days'])
  expect(words('ja')(key('days'), { count: 1 })).toBe('1日')
})

test('a key that is not there shows itself and is reported each time', () => {
  for (let round = 0; round < 2; round++) {
    missing.clear()
    expect(words('ja')(key('nowhere'))).toBe('nowhere')
    expect([...missing]).toEqual(['nowhere'])
  }
  missing.clear()
})
