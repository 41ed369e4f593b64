import { expect, test } from 'vitest'
import type { Definition, Step } from '../definition/definition.ts'
import { type PastAnswer, walk } from './journey.ts'

const act = (id: string): Step => ({ id, kind: 'action', action: 'notice', settings: {} })
const wait = (id: string, amount: number): Step => ({ id, kind: 'wait', for: { amount, unit: 'days' } })
const until = (id: string, onLimit: 'go_on' | 'end'): Step => ({
  ...{ id, kind: 'until', condition: null, onLimit },
  limit: { amount: 7, unit: 'days' },
})
const split: Step = {
  id: 's5',
  kind: 'split',
  paths: [
    { id: 'p1', name: 'A', share: 50, steps: [act('s6')] },
    { id: 'p2', name: 'B', share: 50, steps: [act('s7')] },
  ],
}
const walkFrom = (steps: readonly Step[], at: Date, metAt: Date | undefined, now: Date, path = 'p1') =>
  walk({ steps, exits: [] }, { at, metAt, now, drawn: ({ paths }) => paths.find(one => one.id === path) })
const day = (number: number) => new Date(Date.UTC(2026, 9, number, 3))
const whats = (journey: ReturnType<typeof walk>) =>
  journey.happened.map(({ at, step, what }) => [at.getUTCDate(), step, what])

test('a way that is over ends with its last step', () => {
  const journey = walkFrom([act('s1'), wait('s2', 3), act('s3')], day(1), undefined, day(20))
  expect(whats(journey)).toEqual([
    [1, 's1', 'entered'],
    [1, 's1', 'done'],
    [4, 's2', 'waited'],
    [4, 's3', 'done'],
    [4, 's3', 'ended'],
  ])
  expect(journey).toMatchObject({ waits: undefined, endedAt: day(4) })
})

test('who still waits stands where they wait', () => {
  const journey = walkFrom([act('s1'), wait('s2', 30), act('s3')], day(1), undefined, day(20))
  expect(whats(journey).at(-1)).toEqual([1, 's1', 'done'])
  expect(journey).toMatchObject({
    waits: { step: 's2', since: day(1), until: day(31), why: 'delay' },
    endedAt: undefined,
  })
})

test.each([
  ['go_on', day(3), ['condition_met', 'done', 'ended']],
  ['go_on', undefined, ['limit_reached', 'done', 'ended']],
  ['go_on', day(12), ['limit_reached', 'done', 'ended']],
  ['end', undefined, ['limit_reached', 'ended']],
] as const)('a condition that has to come true: %s, %s', (onLimit, metAt, expected) => {
  const { happened } = walkFrom([until('s1', onLimit), act('s2')], day(1), metAt, day(20))
  expect(happened.slice(1).map(({ what }) => what)).toEqual(expected)
})

test('what was true before is met at once', () => {
  expect(whats(walkFrom([until('s1', 'end')], day(5), day(2), day(20)))[1]).toEqual([5, 's1', 'condition_met'])
})

test('who comes to a random split goes on along the path drawn, and behind it', () => {
  const journey = walkFrom([split, wait('s2', 3), act('s3')], day(1), undefined, day(20), 'p2')
  expect(whats(journey)).toEqual([
    [1, 's5', 'entered'],
    [1, 's5', 'took'],
    [1, 's7', 'done'],
    [4, 's2', 'waited'],
    [4, 's3', 'done'],
    [4, 's3', 'ended'],
  ])
  expect(journey.happened[1]?.detail).toEqual({ path: 'p2', name: 'B' })
})

const asked = (id: string, is: 'any' | 'accepted'): Step =>
  ({ ...until(id, 'end'), answer: { step: 's1', is } }) as Step
const declined: Definition['exits'] = [
  { id: 'x9', name: '見送り', condition: null, answer: { step: 's1', is: 'declined' } },
]

test.each<[PastAnswer | undefined, unknown[], object]>([
  [
    { is: 'accepted', afterHours: 24 },
    [
      [2, 's2', 'condition_met'],
      [2, 's3', 'done'],
      [2, 's3', 'ended'],
    ],
    {},
  ],
  [{ is: 'declined', afterHours: 48 }, [[3, 's2', 'ended']], { exit: '見送り', endedAt: day(3) }],
  [
    undefined,
    [
      [8, 's2', 'limit_reached'],
      [8, 's2', 'ended'],
    ],
    {},
  ],
  // Not yet.
  [
    { is: 'declined', afterHours: 24 * 30 },
    [
      [8, 's2', 'limit_reached'],
      [8, 's2', 'ended'],
    ],
    {},
  ],
])('an answer decides which way it goes: %j', (answer, expected, more) => {
  const steps = [act('s1'), asked('s2', 'accepted'), act('s3')]
  const journey = walk({ steps, exits: declined }, { at: day(1), answer, now: day(20), drawn: () => undefined })
  expect(whats(journey).slice(2)).toEqual(expected)
  expect(journey).toMatchObject(more)
})
