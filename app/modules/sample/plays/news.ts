import type { SampleWords } from '../words/words.ts'
import { activeOnly, halves, moreDays, type SamplePlay } from './play.ts'

/** A letter that everybody gets and that changes nothing. */
export function news({ plays: { news: words } }: SampleWords): SamplePlay {
  const { name, description, letter } = words
  return {
    ...{ key: 'news', name, description, owner: 'loader', salt: 'umi-news' },
    versions: [
      {
        publishedAgo: 160,
        definition: {
          v: 1,
          trigger: { kind: 'schedule', settings: { every: 'month', weekday: '1', monthday: 1, hour: 9 } },
          audience: activeOnly,
          reentry: { rule: 'always' },
          steps: [{ id: 's1', kind: 'action', action: 'notice', settings: { to: 'main', ...letter } }],
          exits: [],
          outcome: moreDays(0.35),
          holdout: halves,
        },
      },
    ],
    starts: { event: null, who: ({ day, active }) => day === 1 && active },
    again: true,
    pull: () => 1,
    answers: [],
  }
}
