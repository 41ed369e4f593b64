import { expect, test } from 'vitest'
import type { PlayLine } from './result.ts'
import { readTogether } from './together.ts'

const line = (id: number, p: number | null): PlayLine => ({
  id,
  name: 'x',
  state: 'live',
  ownerId: null,
  sample: false,
  holdout: 0.1,
  hasOutcome: true,
  kind: 'number',
  verdict: p !== null && p <= 0.05 ? 'works' : 'unknown',
  treated: 900,
  heldOut: 100,
  difference: p === null ? null : 1,
  low: p === null ? null : 0.1,
  high: p === null ? null : 1.9,
  p: p ?? 1,
  mismatch: false,
  minutes: 0,
  messages: 0,
  keptAt: null,
})

test('of many plays one works only when it would among all of them', () => {
  // Holm: 0.001·5, 0.012·4, 0.02·3 …; Benjamini and Hochberg: 0.02·5/3 = 0.033. The one without a result does not count.
  const read = readTogether([line(1, 0.02), line(2, 0.001), line(3, 0.6), line(4, 0.012), line(5, 0.9), line(6, null)])
  expect(read.map(({ id, together, promising }) => [id, together, promising])).toEqual([
    [1, 'unknown', true],
    [2, 'works', false],
    [3, 'unknown', false],
    [4, 'works', false],
    [5, 'unknown', false],
    [6, 'unknown', false],
  ])
})

test('what likely does harm is no promise', () => {
  const harm: PlayLine = { ...line(1, 0.02), verdict: 'harms', difference: -1, low: -1.9, high: -0.1 }
  const read = readTogether([harm, line(2, 0.001), line(3, 0.6), line(4, 0.012), line(5, 0.9)])
  expect(read[0]).toMatchObject({ together: 'unknown', promising: false, worrying: true })
  expect(read[3]).toMatchObject({ together: 'works', promising: false, worrying: false })
})

test('alone it is what it is', () => {
  expect(readTogether([line(1, 0.04)])[0]?.together).toBe('works')
})

test('what came of arms that are not as they were drawn makes nothing else likelier', () => {
  const wrong: PlayLine = { ...line(3, 1e-9), verdict: 'unknown', mismatch: true }
  // Of two 0.03 is 0.06; as the second of three it would be 0.045.
  const read = readTogether([line(1, 0.03), line(2, 0.9), wrong])
  expect(read.map(({ together, promising }) => [together, promising])).toEqual([
    ['unknown', false],
    ['unknown', false],
    ['unknown', false],
  ])
})
