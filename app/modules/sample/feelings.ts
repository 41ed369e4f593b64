import type { Tx } from '../../platform/db.ts'
import { noteSentiment } from '../health/index.ts'
import type { SamplePeople } from './people.ts'
import type { SampleWords } from './words/words.ts'
import type { CourseKind } from './world/course.ts'
import { type Anchor, workingTime } from './world/days.ts'
import { type Feeling, talksOf } from './world/talks.ts'
import type { Farm } from './world/world.ts'

/** What of the sample is in the database: ids by external id, who looks after whom, and the language of it all. */
export interface Settled {
  readonly accounts: ReadonlyMap<string, number>
  readonly people: SamplePeople
  readonly words: SampleWords
}

/** How a farm felt, days before today, and what was noted: by which key the words have it. */
interface Felt extends Omit<Feeling, 'note'> {
  readonly note: keyof SampleWords['feelings']
}

/**
 * What the people of the sample noted after talks, by the course that a farm takes. Most agree with what the figures say;
 * some know better, and some are too hopeful, as in life.
 */
const feelings: Readonly<Partial<Record<CourseKind, readonly (readonly Felt[])[]>>> = {
  growing: [
    [{ value: 100, ago: 12, note: 'recommends' }],
    [
      { value: 75, ago: 118, note: 'morePeople' },
      { value: 100, ago: 26, note: 'harvestToo' },
    ],
  ],
  steady: [
    [{ value: 75, ago: 8, note: 'habit' }],
    [{ value: 75, ago: 33, note: 'nextSeason' }],
    // The figures are fine; a person has heard otherwise.
    [{ value: 25, ago: 5, note: 'otherQuotes' }],
    [{ value: 0, ago: 16, note: 'givingUp' }],
  ],
  fading: [
    // A good talk, and nobody uses it any more.
    [{ value: 100, ago: 19, note: 'goodTerms' }],
    [
      { value: 75, ago: 96, note: 'fine' },
      { value: 25, ago: 21, note: 'tooBusy' },
    ],
    [{ value: 25, ago: 9, note: 'onPaper' }],
  ],
  loud: [[{ value: 75, ago: 11, note: 'usedMuch' }], [{ value: 50, ago: 40, note: 'falseAlarms' }]],
  handover: [[{ value: 25, ago: 7, note: 'championLeft' }], [{ value: 50, ago: 29, note: 'handingOver' }]],
  stalling: [[{ value: 25, ago: 14, note: 'putOff' }], [{ value: 50, ago: 4, note: 'notShown' }]],
  quiet: [[{ value: 75, ago: 22, note: 'indispensable' }]],
}

/**
 * Notes how accounts felt to people, at the time of each talk. Before the course is computed, which finds out what was
 * computed then.
 */
export async function noteFeelings(tx: Tx, farms: readonly Farm[], anchor: Anchor, settled: Settled): Promise<void> {
  for (const [kind, told] of Object.entries(feelings)) {
    const candidates = present(farms, kind as CourseKind)
    for (const [position, course] of told.entries()) {
      const farm = candidates[position]
      const where = farm && placeOf(farm, settled)
      if (!where) continue
      for (const { ago, value, note } of course) {
        const at = workingTime(anchor, ago, farm.index)
        const said = { value, note: settled.words.feelings[note] }
        await noteSentiment(tx, where.actor, where.accountId, { ...said, at, sample: true })
      }
    }
  }
  for (const farm of farms) {
    const where = placeOf(farm, settled)
    if (!where || told(farm, farms)) continue
    for (const { ago, ...feeling } of talksOf(farm, settled.words.notes)) {
      const at = workingTime(anchor, ago, farm.index)
      await noteSentiment(tx, where.actor, where.accountId, { ...feeling, at, sample: true })
    }
  }
}

/** Of how many farms that take this course it is said above how they felt: the first of those that are present. */
export function feltAbout(kind: CourseKind): number {
  return feelings[kind]?.length ?? 0
}

function told(farm: Farm, farms: readonly Farm[]): boolean {
  const place = present(farms, farm.course.kind).indexOf(farm)
  return place >= 0 && place < feltAbout(farm.course.kind)
}

/**
 * Farms that take the course, are still customers, and have been for a while; first those that turned long enough ago
 * to show it.
 */
export function present(farms: readonly Farm[], kind: CourseKind): readonly Farm[] {
  return farms
    .filter(({ course, startedAgo }) => course.kind === kind && course.leftAgo === undefined && startedAgo > 40)
    .sort((a, b) => sinceTurning(a) - sinceTurning(b) || a.index - b.index)
}

/** How far the turn of a farm is from the one that has just become plain, in days. */
function sinceTurning({ course }: Farm): number {
  return Math.abs(course.turnsAgo - 50)
}

/**
 * The account of a farm and who speaks about it: one of the sample's people, also where somebody real looks after it, who
 * said nothing of the kind. Undefined when they are not there.
 */
export function placeOf(farm: Farm, { accounts, people }: Settled) {
  const accountId = accounts.get(farm.groupId)
  const id = (farm.owner === 'second' ? people.second : people.first) ?? people.first
  return accountId === undefined || id === null ? undefined : { accountId, actor: { kind: 'staff', id } as const }
}
