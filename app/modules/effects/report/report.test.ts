import { expect, test } from 'vitest'
import { type ArmDay, reportOn } from './report.ts'

/** So many accounts whose outcome is this on average, with a variance of about 4. */
const arm = (name: string, n: number, mean: number): ArmDay => ({
  arm: name,
  day: '2026-11-01',
  n,
  y: n * mean,
  yy: n * (mean * mean + 4),
  x: 0,
  xx: 0,
  xy: 0,
})

test('no verdict stands where the arms are not as they were drawn', () => {
  const sums = [arm('treated', 5000, 12), arm('held_out', 200, 9)]
  const question = { kind: 'number', better: 'more', smallest: { of: 'mean', size: 0.05 } } as const
  const verdict = (...shares: readonly (readonly [string, number])[]) =>
    reportOn(sums, { question, control: 'held_out', shares: [new Map(shares)] }).compared[0]?.verdict
  expect(verdict()).toBe('works')
  expect(verdict(['treated', 0.5], ['held_out', 0.5])).toBe('unknown')
})
