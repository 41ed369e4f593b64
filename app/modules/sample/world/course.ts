import type { Random } from './random.ts'

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
  steady: 38,
  growing: 12,
  stalling: 13,
  fading: 16,
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

/** When things turn and whether and when the customer leaves, in days before today. */
export function courseOf(kind: CourseKind, startedAgo: number, random: Random): Course {
  const stays = { kind, turnsAgo: 0, leftAgo: undefined }
  const latest = Math.min(startedAgo, 548)
  if (kind === 'stalling')
    return leaves(kind, latest - 45, random.chance(0.8) ? random.int(90, 170) : undefined, latest)
  if (kind === 'fading') {
    const turns = turning(latest, random)
    return leaves(kind, turns, random.chance(0.92) ? random.int(75, 140) : undefined, turns)
  }
  if (kind === 'handover') {
    const turns = turning(latest, random)
    return leaves(kind, turns, random.chance(0.5) ? random.int(75, 140) : undefined, turns)
  }
  // Now and then somebody who was content leaves all the same: the farm is sold, the owner retires.
  if (random.chance(0.03) && latest > 120) return { kind, turnsAgo: 0, leftAgo: random.int(1, latest - 100) }
  return stays
}

/** Rather in the first year than later, but not before the service is in use. */
function turning(latest: number, random: Random): number {
  const span = Math.max(1, latest - 60)
  return Math.max(3, Math.round(latest - 60 - span * random.next() ** 1.2))
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
