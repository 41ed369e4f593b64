import type { Definition } from '../../plays/index.ts'
import type { SampleWords } from '../words/words.ts'
import { activeOnly, halves, moreDays, type SamplePlay } from './play.ts'

/** New: nothing can be said about it yet. */
export function review(words: SampleWords): SamplePlay {
  const { name, description, notes } = words.plays.review
  return {
    ...{ key: 'review', name, description, owner: 'second', salt: 'umi-review' },
    versions: [{ publishedAgo: 8, definition: definitionIn(words) }],
    starts: { event: words.world.events.harvest, who: ({ active, cages }) => active && cages >= 20 },
    again: false,
    pull: () => 1,
    invites: ['accepted', 'declined', 'accepted', null],
    answers: [
      { weight: 50, outcome: { kind: 'done', minutes: 18, note: notes.survival } },
      { weight: 30, outcome: { kind: 'done', minutes: 22, note: notes.early } },
      { weight: 20, outcome: { kind: 'something_else', minutes: 40, note: notes.everybody } },
    ],
  }
}

function definitionIn({ plays: { review: words }, world: { events, traits } }: SampleWords): Definition {
  const large = { key: traits.cages, type: 'number', asks: { is: 'at_least', number: 20 } } as const
  return {
    v: 1,
    trigger: { kind: 'event', settings: { event: events.harvest } },
    audience: { kind: 'all', of: [...activeOnly.of, { kind: 'trait', ...large }] },
    reentry: { rule: 'never' },
    steps: stepsIn(words),
    exits: [{ id: 'x7', name: words.declined, condition: null, answer: { step: 's5', is: 'declined' } }],
    outcome: moreDays(0.1),
    holdout: halves,
  }
}

function stepsIn({ invitation, task, afterwards }: SampleWords['plays']['review']): Definition['steps'] {
  return [
    { id: 's1', kind: 'wait', for: { amount: 1, unit: 'days' } },
    {
      ...{ id: 's5', kind: 'action', action: 'invitation' },
      settings: { to: 'main', invites: 'meeting', ...invitation, whenLimited: 'wait' },
    },
    {
      ...{ id: 's6', kind: 'until', condition: null },
      answer: { step: 's5', is: 'accepted' },
      limit: { amount: 5, unit: 'days' },
      onLimit: 'end',
    },
    {
      ...{ id: 's2', kind: 'action', action: 'task' },
      settings: { ...task, assign: 'owner', role: 'csm', days: 3, minutes: 20 },
    },
    { id: 's3', kind: 'wait', for: { amount: 14, unit: 'days' } },
    { id: 's4', kind: 'action', action: 'notice', settings: { to: 'main', ...afterwards } },
  ]
}
