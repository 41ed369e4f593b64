import type { SampleWords } from '../words/words.ts'
import { type Contract, contractsOf, type Plan, pickPlan } from './contracts.ts'
import { type Course, type CourseKind, courseKinds, courseOf, historyDays, pickCourse } from './course.ts'
import {
  companyNames,
  personName,
  pickSpecies,
  type Region,
  regions,
  type Species,
  species,
  type WorldWords,
} from './names.ts'
import { type Random, randomFrom } from './random.ts'

/** How many customers the sample company has. */
export const accountCount = 240
/** Chosen among two thousand: with so few who leave, most seeds have them crowd in some region or species. */
const seed = 20_373

/** A made-up customer of the sample company: a fish farm that keeps its daily log in the service. */
export interface Farm {
  readonly index: number
  readonly groupId: string
  readonly name: string
  readonly species: Species
  readonly region: Region
  readonly cages: number
  /** What it pays for, one after the other; the last is what it has now, or had when it left. */
  readonly contracts: readonly [Contract, ...Contract[]]
  readonly yearly: boolean
  readonly people: readonly Person[]
  /** Days before today on which it became a customer. */
  readonly startedAgo: number
  readonly course: Course
  /** Who looks after it: one of the sample's people, whoever loads the sample, or nobody. */
  readonly owner: 'first' | 'second' | 'loader' | 'nobody'
  readonly random: Random
  /** What its people call what they do. */
  readonly words: WorldWords
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
  /** Days before today on which this person began; undefined for those who were there from the first day. */
  readonly joinedAgo?: number
}

const titles = ['manager', 'feeding', 'owner', 'office', 'quality', 'leader'] as const

/** The farms of the sample company: the same every time, and in any language, counted back from today. */
export function createWorld({ world: words }: Pick<SampleWords, 'world'>): readonly Farm[] {
  const random = randomFrom(seed)
  const sites = companyNames(accountCount, random, words).map((name, index) =>
    siteOf(name, index, randomFrom(seed + 7919 * (index + 1))),
  )
  const draws = evenDraws(sites)
  const kinds = new Map(sites.map(site => [site, pickCourse(draws.get(site) ?? 0, site.size)]))
  // Also when it happens is spread over those to whom the same happens.
  const times = new Map(courseKinds.flatMap(kind => [...evenDraws(sites.filter(site => kinds.get(site) === kind))]))
  return sites.map(site => farmOf(site, kinds.get(site) ?? 'steady', times.get(site) ?? 0, words))
}

/** What a farm is, whatever becomes of it as a customer. */
type Site = Pick<Farm, 'index' | 'name' | 'species' | 'region' | 'cages' | 'random'> & {
  readonly plan: Plan
  readonly size: number
}

function siteOf(name: string, index: number, random: Random): Site {
  const { species, regions } = pickSpecies(random)
  const plan = pickPlan(random)
  const region = random.pick(regions)
  const cages = random.int(...plan.cages)
  return { index, name, species, region, cages, plan, size: random.int(...plan.people), random }
}

/**
 * A draw for each farm, spread evenly over farms that are alike in species, region and cages, so that what becomes of them does
 * not depend on these by chance: steps of the golden ratio leave no part of the order without its share (Knuth, The Art of
 * Computer Programming 3, 6.4).
 */
function evenDraws(sites: readonly Site[]): ReadonlyMap<Site, number> {
  const place = (site: Site) => regions.indexOf(site.region) * species.length + species.indexOf(site.species)
  const ordered = sites.toSorted((a, b) => place(a) - place(b) || a.cages - b.cages || a.index - b.index)
  return new Map(ordered.map((site, place) => [site, ((place + 1) * goldenStep) % 1]))
}

const goldenStep = (Math.sqrt(5) - 1) / 2

function farmOf({ plan, size, ...site }: Site, kind: CourseKind, draw: number, words: WorldWords): Farm {
  const { index, random } = site
  const { startedAgo, course } = courseOf(kind, draw, random)
  const number = String(index + 1).padStart(3, '0')
  const contracts = contractsOf(plan, course, startedAgo, random)
  const voice = { random, words }
  return {
    ...site,
    words,
    groupId: `umi-${number}`,
    contracts,
    yearly: plan.monthly >= 78_000 ? random.chance(0.8) : random.chance(0.35),
    people: [...peopleOf(number, size, voice), ...joinersOf(number, { contracts, course, startedAgo }, voice)],
    startedAgo,
    course,
    owner: random.chance(0.3) ? 'loader' : random.chance(0.45) ? 'first' : random.chance(0.8) ? 'second' : 'nobody',
  }
}

/** What names come from: chance, in a language. */
type Voice = Pick<Farm, 'random' | 'words'>

function peopleOf(number: string, count: number, voice: Voice): readonly Person[] {
  return Array.from({ length: count }, (_, i) => personOf(number, i, i === 0, voice))
}

/** Those who begin later: before a farm takes more, since that is why it does, and now and then elsewhere. */
function joinersOf(
  number: string,
  { contracts, course, startedAgo }: Pick<Farm, 'contracts' | 'course' | 'startedAgo'>,
  voice: Voice,
): readonly Person[] {
  const { random } = voice
  const [first, second] = contracts
  const grown = second && second.monthly > first.monthly ? second.fromAgo : undefined
  const lively = course.kind === 'growing' || course.kind === 'steady' || course.kind === 'loud'
  const count = grown !== undefined ? random.int(1, 3) : lively && random.chance(0.1) ? 1 : 0
  return Array.from({ length: count }, (_, i) => {
    const before = grown === undefined ? random.int(5, Math.max(6, startedAgo - 40)) : grown + random.int(8, 80)
    const joinedAgo = Math.max(course.leftAgo ?? 0, Math.min(before, startedAgo - 20, historyDays - 10))
    return { ...personOf(number, 20 + i, false, voice), joinedAgo }
  })
}

function personOf(number: string, i: number, champion: boolean, { random, words }: Voice): Person {
  return {
    userId: `umi-${number}-${i + 1}`,
    name: personName(random, words),
    email: `person${i + 1}@farm${number}.example`,
    title: words.titles[titles[i % titles.length] ?? titles[0]],
    champion,
    habit: champion ? 0.6 + 0.32 * random.next() : 0.15 + 0.35 * random.next(),
  }
}
