import { type Course, type CourseKind, courseOf, pickCourse } from './course.ts'
import { companyNames, personName, pickSpecies } from './names.ts'
import { type Random, randomFrom } from './random.ts'

/** How far back the sample company's history goes, and how many customers it has. */
export const historyDays = 548
export const accountCount = 240
const seed = 20_211

/** A made-up customer of the sample company: a fish farm that keeps its daily log in the service. */
export interface Farm {
  readonly index: number
  readonly groupId: string
  readonly name: string
  readonly species: string
  readonly region: string
  readonly cages: number
  readonly plan: Plan
  readonly yearly: boolean
  readonly people: readonly Person[]
  /** Days before today on which it became a customer. */
  readonly startedAgo: number
  readonly course: Course
  /** Who looks after it: one of the sample's people, whoever loads the sample, or nobody. */
  readonly owner: 'first' | 'second' | 'loader' | 'nobody'
  readonly random: Random
}

export interface Person {
  readonly userId: string
  readonly name: string
  readonly email: string
  readonly title: string
  /** The one who carries the service at the farm. */
  readonly champion: boolean
  /** Share of working days on which this person uses the service when all is well. */
  readonly habit: number
}

export interface Plan {
  readonly name: string
  readonly monthly: number
  readonly people: readonly [number, number]
  readonly cages: readonly [number, number]
  readonly weight: number
}

const plans: readonly [Plan, ...Plan[]] = [
  { name: 'ライト', monthly: 9_800, people: [1, 2], cages: [2, 10], weight: 34 },
  { name: 'スタンダード', monthly: 29_800, people: [2, 4], cages: [8, 30], weight: 42 },
  { name: 'プロ', monthly: 78_000, people: [3, 7], cages: [25, 80], weight: 18 },
  { name: '組合', monthly: 198_000, people: [5, 9], cages: [60, 200], weight: 6 },
]

const titles = ['場長', '給餌担当', '代表', '事務', '品質管理', '現場リーダー'] as const

/** The farms of the sample company: the same every time, counted back from today. */
export function createWorld(): readonly Farm[] {
  const random = randomFrom(seed)
  return companyNames(accountCount, random).map((name, index) =>
    farmOf(name, index, randomFrom(seed + 7919 * (index + 1))),
  )
}

function farmOf(name: string, index: number, random: Random): Farm {
  const { name: species, regions } = pickSpecies(random)
  const plan = pickPlan(random)
  const kind = pickCourse(random)
  const startedAgo = startOf(kind, random)
  const number = String(index + 1).padStart(3, '0')
  return {
    index,
    groupId: `umi-${number}`,
    name,
    species,
    region: random.pick(regions),
    cages: random.int(...plan.cages),
    plan,
    yearly: plan.monthly >= 78_000 ? random.chance(0.8) : random.chance(0.35),
    people: peopleOf(number, random.int(...plan.people), random),
    startedAgo,
    course: courseOf(kind, startedAgo, random),
    owner: random.chance(0.3) ? 'loader' : random.chance(0.45) ? 'first' : random.chance(0.8) ? 'second' : 'nobody',
    random,
  }
}

/** Most joined over the whole history, some before it; those who are stalling now joined lately. */
function startOf(kind: CourseKind, random: Random): number {
  if (kind === 'stalling') return random.chance(0.4) ? random.int(10, 45) : random.int(120, historyDays)
  return random.chance(0.35) ? random.int(historyDays, historyDays + 700) : random.int(60, historyDays)
}

function pickPlan(random: Random): Plan {
  let left = random.next() * plans.reduce((sum, plan) => sum + plan.weight, 0)
  for (const plan of plans) {
    left -= plan.weight
    if (left < 0) return plan
  }
  return plans[0]
}

function peopleOf(number: string, count: number, random: Random): readonly Person[] {
  return Array.from({ length: count }, (_, i) => ({
    userId: `umi-${number}-${i + 1}`,
    name: personName(random),
    email: `person${i + 1}@farm${number}.example`,
    title: titles[i % titles.length] ?? titles[0],
    champion: i === 0,
    habit: i === 0 ? 0.6 + 0.32 * random.next() : 0.15 + 0.35 * random.next(),
  }))
}
