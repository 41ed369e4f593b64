import { expect, test } from 'vitest'
import type { Definition, Step } from '../definition/definition.ts'
import { type PastAnswer, walk } from './journey.ts'

const act = (id: string): Step => ({ id, kind: 'action', action: 'notice', settings: {} })
const wait = (id: string, amount: number): Step => ({ id, kind: 'wait', for: { amount, unit: 'days' } })
const until = (id: string, onLimit: 'go_on' | 'end'): Step => ({
  ...{ id, kind: 'until', condition: null, onLimit },
  limit: { amount: 7, unit: 'days' },
})
const day = (number: number) => new Date(Date.UTC(2026, 9, number, 3))
const whats = (journey: ReturnType<typeof walk>) =>
  journey.happened.map(({ at, step, what }) => [at.getUTCDate(), step, what])

test('a way that is over ends with its last step', () => {
  const journey = walk(
    { steps: [act('s1'), wait('s2', 3), act('s3')], exits: [] },
    { at: day(1), metAt: undefined },
    day(20),
  )
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
  const journey = walk(
    { steps: [act('s1'), wait('s2', 30), act('s3')], exits: [] },
    { at: day(1), metAt: undefined },
    day(20),
  )
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
  const { happened } = walk(
    { steps: [until('s1', onLimit), act('s2')], exits: [] },
    { at: day(1), metAt: metAt },
    day(20),
  )
  expect(happened.slice(1).map(({ what }) => what)).toEqual(expected)
})

test('what was true before is met at once', () => {
  expect(whats(walk({ steps: [until('s1', 'end')], exits: [] }, { at: day(5), metAt: day(2) }, day(20)))[1]).toEqual([
    5,
    's1',
    'condition_met',
  ])
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
  const journey = walk({ steps, exits: declined }, { at: day(1), answer }, day(20))
  expect(whats(journey).slice(2)).toEqual(expected)
  expect(journey).toMatchObject(more)
})
