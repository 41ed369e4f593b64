import { expect, test } from 'vitest'
import { type Assignment, type Candidate, chooseAssignees } from './assignment.ts'

const person = (id: string, more: Partial<Candidate> = {}): Candidate => ({
  id,
  holds: ['csm'],
  strengths: [],
  sample: false,
  minutes: 0,
  ...more,
})
const people = [
  person('ann', { strengths: ['Excel', '給餌'], minutes: 60 }),
  person('ben', { holds: ['operator'], strengths: ['ｅｘｃｅｌ '], minutes: 0 }),
  person('cid', { holds: ['csm', 'manager'], minutes: 30 }),
]
const choose = (assign: Assignment, ownerId: string | null = 'cid', among = people) =>
  chooseAssignees([{ assign, ownerId, minutes: 20, sample: false }], among)[0]

test('the owner, or nobody where the owner is not here', () => {
  expect(choose('owner')).toBe('cid')
  expect(choose('owner', 'gone')).toBeNull()
  expect(choose('owner', null)).toBeNull()
})

test('one person, else the owner', () => {
  expect(choose({ staffId: 'ben' })).toBe('ben')
  expect(choose({ staffId: 'gone' })).toBe('cid')
})

test('by role the owner where they have it, else who has least open; without anybody the owner', () => {
  expect(choose({ role: 'csm' })).toBe('cid')
  expect(choose({ role: 'csm' }, 'ben')).toBe('cid')
  expect(choose({ role: 'csm' }, 'ann')).toBe('ann')
  expect(choose({ role: 'legal' }, 'ben')).toBe('ben')
})

test('by strengths who states most of them, whatever their width and case; of several who has least open', () => {
  expect(choose({ strengths: ['excel', '給餌'] })).toBe('ann')
  expect(choose({ strengths: ['EXCEL'] })).toBe('ben')
  expect(choose({ strengths: ['法務'] })).toBe('cid')
  expect(choose({ strengths: [] }, null)).toBeNull()
})

test('what is given out counts: many tasks at once are spread over those who fit alike', () => {
  const wanted = Array.from({ length: 6 }, () => ({
    assign: { strengths: ['excel'] },
    ownerId: null,
    minutes: 20,
    sample: false,
  }))
  expect(chooseAssignees(wanted, people)).toEqual(['ben', 'ben', 'ben', 'ann', 'ben', 'ann'])
})

test('people of the sample are given nothing of customers', () => {
  const sample = [person('sam', { sample: true, strengths: ['excel'] })]
  expect(choose({ strengths: ['excel'] }, 'sam', sample)).toBeNull()
  const own = { assign: { strengths: ['excel'] }, ownerId: null, minutes: 20, sample: true }
  expect(chooseAssignees([own], sample)).toEqual(['sam'])
})
