import type { Random } from './random.ts'

/** How far back the sample company's history goes, in days. */
export const historyDays = 548

/**
 * What becomes of a customer. Nobody is told which one it is: it shows only in what people do, as in life.
 * steady: uses it as always. growing: ever more people and features. stalling: never gets going. fading: falls silent and
 * leaves. loud: complains and stays. handover: the one who carried it leaves. quiet: little, but always.
 */
export const courseKinds = ['steady', 'growing', 'stalling', 'fading', 'loud', 'handover', 'quiet'] as const
export type CourseKind = (typeof courseKinds)[number]

export interface Course {
  readonly kind: CourseKind
  /** Days before today on which things begin to turn (fading, handover); 0 when they never do. */
  readonly turnsAgo: number
  /** Days before today on which it cancelled; undefined for those who stayed. */
  readonly leftAgo: number | undefined
}

const shares: Readonly<Record<CourseKind, number>> = {
  steady: 40,
  growing: 12,
  stalling: 13,
  fading: 14,
  loud: 7,
  handover: 8,
  quiet: 6,
}

/** Where few people carry it, it stops more easily; where many do, hardly. */
const byPeople = { few: 1.9, some: 0.9, many: 0.45 } as const
const stopping: readonly CourseKind[] = ['stalling', 'fading', 'handover']

/** Which course a customer with so many people takes, by how common each is. `draw` is chance: 0 ≤ draw < 1. */
export function pickCourse(draw: number, people: number): CourseKind {
  const factor = byPeople[people <= 2 ? 'few' : people <= 4 ? 'some' : 'many']
  const weights = courseKinds.map(kind => shares[kind] * (stopping.includes(kind) ? factor : 1))
  let left = draw * weights.reduce((sum, weight) => sum + weight, 0)
  for (const [place, weight] of weights.entries()) {
    left -= weight
    if (left < 0) return courseKinds[place] ?? 'steady'
  }
  return 'steady'
}

/** When a customer began, and what becomes of it, in days before today. `draw` is chance: 0 ≤ draw < 1. */
export function courseOf(
  kind: CourseKind,
  draw: number,
  random: Random,
): { readonly startedAgo: number; readonly course: Course } {
  if (kind === 'stalling') {
    // Those who are stalling now joined lately; others did, and most of them are gone.
    const startedAgo = Math.round(draw < 0.35 ? 10 + 100 * draw : 110 + (draw - 0.35) * 660)
    const after = random.chance(0.8) ? random.int(90, 170) : undefined
    return { startedAgo, course: leaves(kind, startedAgo - 45, after, startedAgo) }
  }
  if (kind === 'fading' || kind === 'handover') {
    const turnsAgo = 3 + Math.round(draw * 590)
    // Rather in the first year than later, but not before the service is in use.
    const tenure = 60 + Math.round(360 * random.next() ** 1.3) + (random.chance(0.12) ? random.int(200, 600) : 0)
    const after = random.chance(kind === 'fading' ? 0.92 : 0.5) ? random.int(75, 140) : undefined
    return { startedAgo: turnsAgo + tenure, course: leaves(kind, turnsAgo, after, turnsAgo) }
  }
  // Most joined over the whole history, some before it.
  const startedAgo = random.chance(0.4) ? random.int(historyDays, historyDays + 700) : random.int(60, historyDays)
  // Now and then somebody who was content leaves all the same: the farm is sold, the owner retires.
  const latest = Math.min(startedAgo, historyDays)
  const leftAgo = random.chance(0.03) && latest > 120 ? random.int(1, latest - 100) : undefined
  return { startedAgo, course: { kind, turnsAgo: 0, leftAgo } }
}

/** Leaves `after` days after `from`, if that day has already been. */
function leaves(kind: CourseKind, turnsAgo: number, after: number | undefined, from: number): Course {
  const leftAgo = after === undefined ? undefined : from - after
  return { kind, turnsAgo: Math.max(0, turnsAgo), leftAgo: leftAgo !== undefined && leftAgo > 0 ? leftAgo : undefined }
}

/**
 * How much of its usual use a farm shows on a day, 0 to about 1.6: habit, season, and where the course has led.
 * `ago` counts days before today.
 */
export function liveliness(course: Course, startedAgo: number, ago: number, month: number): number {
  const since = startedAgo - ago
  const season = 0.85 + 0.3 * Math.cos(((month - 8) / 12) * 2 * Math.PI)
  const settled = Math.min(1, 0.35 + since / 60)
  return season * settled * ofCourse(course, since, ago)
}

function ofCourse({ kind, turnsAgo }: Course, since: number, ago: number): number {
  const turned = turnsAgo - ago
  switch (kind) {
    case 'growing':
      return Math.min(1.6, 0.7 + since / 400)
    case 'stalling':
      return since < 14 ? 0.5 : Math.max(0.05, 0.4 - since / 120)
    case 'fading':
      return turned <= 0 ? 1 : Math.max(0.03, 1 - turned / 50)
    case 'quiet':
      return 0.28
    default:
      return 1
  }
}
