import type { Tx } from '../../platform/db.ts'
import type { Actor } from '../activity/index.ts'
import { createModel, type ModelInput } from '../touch/index.ts'
import { nextRenewal } from './contracts.ts'
import type { SegmentKey } from './segments.ts'
import type { SampleTask } from './tasks.ts'
import type { SampleWords } from './words/words.ts'
import type { Anchor } from './world/days.ts'
import type { Farm } from './world/world.ts'

/** What is said of a model in words stands under the same key. */
interface SampleModel extends Pick<ModelInput, 'shares' | 'minutes'> {
  readonly key: keyof SampleWords['models']
}

const ofSegments: readonly (SampleModel & { readonly key: SegmentKey })[] = [
  { key: 'renewing', shares: { high: 60, low: 20, tech: 20, community: 0 }, minutes: 60 },
  { key: 'quiet', shares: { high: 20, low: 50, tech: 30, community: 0 }, minutes: 20 },
]

const everybodyElse: SampleModel = { key: 'others', shares: { high: 5, low: 10, tech: 80, community: 5 }, minutes: 3 }

/** Says how customers are met, as the sample's team would have; beside models of the company's own, after them. */
export async function meetCustomers(
  tx: Tx,
  actor: Actor,
  segments: ReadonlyMap<SegmentKey, number>,
  { models }: SampleWords,
): Promise<void> {
  const model = ({ key, ...figures }: SampleModel) => ({ ...models[key], ...figures })
  for (const one of ofSegments) {
    const segmentId = segments.get(one.key)
    if (segmentId === undefined) continue
    await createModel(tx, actor, { ...model(one), segmentId }, { ...model(everybodyElse), segmentId: null }, true)
  }
}

/** What the team did by hand at one farm after the other: a program could have. */
export function repeatedTasks({ repeated: { report, sensors } }: SampleWords): readonly SampleTask[] {
  return [12, 14, 16, 18, 20, 22, 24].flatMap((place, turn) => [
    {
      ...{ about: ['steady', place], title: report.title, reason: report.reason, minutes: 15, dueIn: -1 - turn * 3 },
      outcome: { kind: 'done', minutes: turn % 3 === 2 ? null : 10 + turn, note: report.note },
    },
    {
      ...{ about: ['steady', place + 1], title: sensors.title(turn + 2), reason: sensors.reason },
      ...{ minutes: 20, dueIn: -2 - turn * 4 },
      outcome: { kind: 'done', minutes: 15 + 5 * (turn % 2), note: null },
    },
  ])
}

const talks = [
  { key: 'year', minutes: 75 },
  { key: 'next', minutes: 50 },
  { key: 'terms', minutes: 40 },
  { key: 'visit', minutes: 110 },
  { key: 'owner', minutes: 60 },
] as const

/** Of the large ones that renew soon the team has seen about every other one. */
export function renewalTalks(
  farms: readonly Farm[],
  anchor: Anchor,
  { renewals }: SampleWords,
): readonly (readonly [Farm, Omit<SampleTask, 'about'>])[] {
  const renewingSoon = farms.filter(({ contracts, course, startedAgo, yearly }) => {
    const renewal = nextRenewal(anchor.today.subtract({ days: startedAgo }), anchor.today, yearly)
    const large = (contracts.at(-1)?.monthly ?? 0) >= 78_000
    return large && course.leftAgo === undefined && anchor.today.until(renewal).total('days') <= 60
  })
  return renewingSoon
    .filter((_, place) => place % 2 === 0)
    .map((farm, place) => {
      const { key, minutes } = talks[place % talks.length] ?? talks[0]
      const { title, ...told } = renewals[key]
      const note = 'note' in told ? told.note : null
      const outcome = { kind: 'done', minutes: minutes + (place % 3) * 5, note } as const
      return [farm, { title, reason: renewals.reason, minutes: 60, dueIn: -1 - ((place * 5) % 34), outcome }]
    })
}
