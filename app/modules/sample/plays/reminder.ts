import type { Definition } from '../../plays/index.ts'
import type { SampleWords } from '../words/words.ts'
import { tiredOfReminders } from '../world/lapses.ts'
import { activeOnly, halves, moreDays, type SamplePlay } from './play.ts'

type Step = Definition['steps'][number]

/** Six times within two weeks. */
const mornings: readonly (readonly [id: string, wait: string, days: number])[] = [
  ['s1', 's2', 2],
  ['s3', 's4', 2],
  ['s5', 's6', 3],
  ['s7', 's8', 2],
  ['s9', 's10', 2],
]

/** Reminders that press: people use it less. */
export function reminder({ plays: { reminder: words }, world: { events } }: SampleWords): SamplePlay {
  const { name, description, dialog } = words
  const event = events.alert
  const remind = (id: string): Step => ({
    ...{ id, kind: 'action', action: 'in_app' },
    settings: { to: 'main', placement: 'dialog', ...dialog, whenLimited: 'skip' },
  })
  return {
    ...{ key: 'reminder', name, description, owner: 'loader', salt: 'umi-reminder' },
    versions: [
      {
        publishedAgo: 252,
        definition: {
          v: 1,
          trigger: { kind: 'event', settings: { event } },
          audience: activeOnly,
          reentry: { rule: 'never' },
          steps: [
            ...mornings.flatMap(([id, wait, amount]): readonly Step[] => [
              remind(id),
              { id: wait, kind: 'wait', for: { amount, unit: 'days' } },
            ]),
            remind('s11'),
          ],
          exits: [],
          outcome: moreDays(0.1),
          holdout: halves,
        },
      },
    ],
    starts: { event, who: ({ active }) => active },
    again: false,
    pull: (arm, days) => (arm === 'treated' ? tiredOfReminders(days) : 1),
    answers: [],
  }
}
