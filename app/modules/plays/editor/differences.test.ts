import { expect, it, test } from 'vitest'
import { plainPlay, taskStep } from '../../../../test/support/plays.ts'
import type { Definition, Step } from '../definition/definition.ts'
import { differencesOf } from './differences.ts'
import { insertStep, moveStep, removeStep } from './steps.ts'

const play: Definition = {
  ...plainPlay,
  steps: [
    taskStep('s1'),
    taskStep('s2'),
    {
      id: 's3',
      kind: 'branch',
      paths: [{ id: 'p4', name: '', condition: null, steps: [taskStep('s5')] }],
      otherwise: [],
    },
    taskStep('s6'),
  ],
}
const wait: Step = { id: 's9', kind: 'wait', for: { amount: 3, unit: 'days' } }
const told = (after: Definition) =>
  differencesOf(play, after).map(({ kind, about }) => `${kind} ${typeof about === 'string' ? about : about.step.id}`)

test.each<[string, Definition, string[]]>([
  ['nothing', play, []],
  ['keys in another order', { ...play, reentry: { ...play.reentry } }, []],
  ['a step more', insertStep(play, { kind: 'after', step: 's1' }, wait), ['added s9']],
  ['a step less', removeStep(play, 's1'), ['removed s1']],
  ['a branch less', removeStep(play, 's3'), ['removed s3', 'removed s5']],
  ['one step moved', moveStep(play, 's1', 'down'), ['moved s1']],
  ['other words', { ...play, steps: [taskStep('s1', '訪ねる'), ...play.steps.slice(1)] }, ['changed s1']],
  ['a step within a branch', insertStep(play, { kind: 'after', step: 's5' }, wait), ['added s9']],
  ['the holdout', { ...play, holdout: 0.2 }, ['changed holdout']],
  ['an exit', { ...play, exits: [{ id: 'x8', name: '', condition: null }] }, ['added exit']],
])('%s', (_, after, expected) => {
  expect(told(after)).toEqual(expected)
})

it('a step that went far is the one that moved', () => {
  let after = play
  for (let times = 0; times < 5; times++) after = moveStep(after, 's1', 'down')
  expect(told(after)).toEqual(['moved s1'])
})
