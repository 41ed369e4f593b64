import type { Course } from './course.ts'
import type { WorldWords } from './names.ts'
import type { Random } from './random.ts'

/** By which key the words have it. */
type PlanName = keyof WorldWords['plans']

export interface Plan {
  readonly name: PlanName
  readonly monthly: number
  readonly people: readonly [number, number]
  readonly cages: readonly [number, number]
  readonly weight: number
}

/** What a farm pays for from a day on, until the next contract or until it leaves. */
export interface Contract {
  readonly plan: PlanName
  /** Yen a month. */
  readonly monthly: number
  /** Days before today on which it begins. */
  readonly fromAgo: number
}

/** From small to large. */
const plans: readonly [Plan, ...Plan[]] = [
  { name: 'light', monthly: 9_800, people: [1, 2], cages: [2, 10], weight: 34 },
  { name: 'standard', monthly: 29_800, people: [2, 4], cages: [8, 30], weight: 42 },
  { name: 'pro', monthly: 78_000, people: [3, 7], cages: [25, 80], weight: 18 },
  { name: 'cooperative', monthly: 198_000, people: [5, 9], cages: [60, 200], weight: 6 },
]
/** Yen a month for one seat more than the plan has. */
const seat = 4_000

/** The plan a farm begins with, by how common each is. */
export function pickPlan(random: Random): Plan {
  let left = random.next() * plans.reduce((sum, plan) => sum + plan.weight, 0)
  for (const plan of plans) {
    left -= plan.weight
    if (left < 0) return plan
  }
  return plans[0]
}

/** For how long a farm must have been there before it takes more or less, and how far back that happens at most, in days. */
const leastTenure = 110
const farthest = 480

/** What a farm pays for over time: most stay with what they began with, some take more, a few less. */
export function contractsOf(
  plan: Plan,
  course: Course,
  startedAgo: number,
  random: Random,
): readonly [Contract, ...Contract[]] {
  const first = { plan: plan.name, monthly: plan.monthly, fromAgo: startedAgo }
  const latest = Math.min(startedAgo - leastTenure, farthest)
  if (course.leftAgo !== undefined || latest < 20) return [first]
  const fromAgo = random.int(8, latest)
  const next = random.chance(more[course.kind])
    ? grown(plan, random)
    : random.chance(less[course.kind])
      ? plans[plans.indexOf(plan) - 1]
      : undefined
  return next ? [first, { plan: next.name, monthly: next.monthly, fromAgo }] : [first]
}

const more = { steady: 0.08, growing: 0.95, stalling: 0, fading: 0, loud: 0.15, handover: 0, quiet: 0 } as const
const less = { steady: 0.015, growing: 0, stalling: 0, fading: 0.15, loud: 0, handover: 0.3, quiet: 0.4 } as const

/** The next larger plan, or more seats in the same. */
function grown(plan: Plan, random: Random): Pick<Plan, 'name' | 'monthly'> {
  const larger = plans[plans.indexOf(plan) + 1]
  if (larger && random.chance(0.6)) return larger
  return { name: plan.name, monthly: plan.monthly + seat * random.int(2, 5) }
}

/**
 * How much more or less than else a farm is used around a change of its contract: what leads to it begins two months
 * before, and stays.
 */
export function contractPull(contracts: readonly Contract[], ago: number): number {
  const [first, second] = contracts
  if (!first || !second) return 1
  const led = Math.min(1, Math.max(0, (second.fromAgo + 60 - ago) / 60))
  return second.monthly > first.monthly ? 0.8 + 0.45 * led : 1 - 0.4 * led
}
