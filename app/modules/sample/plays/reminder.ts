import type { Definition } from '../../plays/index.ts'
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
export const reminder: SamplePlay = {
  key: 'reminder',
  name: '朝の記録リマインド',
  description: 'アラートを設定した会社に、二週間のあいだ一日おきの朝、記録のお願いを画面に出します。',
  owner: 'loader',
  salt: 'umi-reminder',
  versions: [
    {
      publishedAgo: 252,
      definition: {
        v: 1,
        trigger: { kind: 'event', settings: { event: 'アラートを設定' } },
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
  starts: { event: 'アラートを設定', who: ({ active }) => active },
  again: false,
  pull: (arm, days) => (arm === 'treated' ? tiredOfReminders(days) : 1),
  answers: [],
}

function remind(id: string): Step {
  return {
    id,
    kind: 'action',
    action: 'in_app',
    settings: {
      to: 'main',
      placement: 'dialog',
      subject: '本日の記録がまだです',
      body: '給餌と水温を、今日のうちに必ずご記入ください。未記入の日が続くと、集計が不正確になります。',
      whenLimited: 'skip',
    },
  }
}
