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

/** Which course a customer takes, by how common each is. */
export function pickCourse(random: Random): CourseKind {
  let left = random.next() * 100
  for (const kind of courseKinds) {
    left -= shares[kind]
    if (left < 0) return kind
  }
  return 'steady'
}

/** When things turn and whether and when the customer leaves, in days before today. */
export function courseOf(kind: CourseKind, startedAgo: number, random: Random): Course {
  const stays = { kind, turnsAgo: 0, leftAgo: undefined }
  const latest = Math.min(startedAgo, 548)
  if (kind === 'stalling')
    return leaves(kind, latest - 45, random.chance(0.65) ? random.int(50, 140) : undefined, latest)
  if (kind === 'fading') {
    const turns = random.int(3, Math.max(4, latest - 60))
    return leaves(kind, turns, random.chance(0.9) ? random.int(55, 130) : undefined, turns)
  }
  if (kind === 'handover') {
    const turns = random.int(5, Math.max(6, latest - 60))
    return leaves(kind, turns, random.chance(0.45) ? random.int(60, 160) : undefined, turns)
  }
  // Now and then somebody who was content leaves all the same: the farm is sold, the owner retires.
  if (random.chance(0.05) && latest > 120) return { kind, turnsAgo: 0, leftAgo: random.int(1, latest - 100) }
  return stays
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
      return turned <= 0 ? 1 : Math.max(0, 1 - turned / 40)
    case 'quiet':
      return 0.28
    default:
      return 1
  }
}
