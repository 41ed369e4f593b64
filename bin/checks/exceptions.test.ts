import { describe, expect, test } from 'vitest'
import { badExceptions, withoutExceptions } from './exceptions.ts'
import type { Check, Problem } from './project.ts'

const check: Check = { name: 'budgets', about: '', find: () => [] }
const place = { file: 'app/a.ts', subject: 'load' }
const problem: Problem = { ...place, line: 1, message: 'too long', size: 50 }
const exception = { check: 'budgets', ...place, size: 50, reason: 'a table reads better in one piece' }
const messages = (problems: readonly Problem[]) => problems.map(({ message }) => message)

describe('exceptions', () => {
  test('cover what they name', () => {
    expect(withoutExceptions(check, [problem], [exception])).toEqual([])
    const unsized = { ...problem, size: undefined }
    expect(withoutExceptions(check, [unsized], [{ ...exception, size: undefined }])).toEqual([])
  })

  test('cover nothing else', () => {
    const others = [
      { ...problem, subject: 'save' },
      { ...problem, file: 'app/b.ts' },
      { ...problem, size: 51 },
    ]
    for (const one of others) expect(withoutExceptions(check, [one, problem], [exception])).toContain(one)
  })

  test('only shrink: one that is not needed, or larger than needed, is a problem', () => {
    expect(messages(withoutExceptions(check, [], [exception]))).toEqual(['exception no longer needed: app/a.ts load'])
    const shorter = { ...problem, size: 45 }
    expect(messages(withoutExceptions(check, [shorter], [exception]))).toEqual([
      'exception can shrink to 45: app/a.ts load',
    ])
  })

  test('name a check and a reason', () => {
    expect(badExceptions([check], [exception])).toEqual([])
    expect(messages(badExceptions([check], [{ ...exception, check: 'budget' }]))).toEqual(['there is no check budget'])
    expect(badExceptions([check], [{ ...exception, reason: '' }])).toHaveLength(1)
  })
})
