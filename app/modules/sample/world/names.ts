import type { SampleWords } from '../words/words.ts'
import type { Random } from './random.ts'

/** What things are called in the world of the sample. */
export type WorldWords = SampleWords['world']

/** Where farms are, and what they farm: sorted so, these decide with each other what becomes of whom. */
export const regions = ['mie', 'oita', 'miyagi', 'ehime', 'kumamoto', 'nagasaki', 'kochi', 'kagoshima'] as const
export const species = [
  'amberjack',
  'coho',
  'tuna',
  'trevally',
  'puffer',
  'flounder',
  'yellowtail',
  'seaBream',
] as const
export type Region = (typeof regions)[number]
export type Species = (typeof species)[number]

interface Farmed {
  readonly species: Species
  readonly regions: readonly [Region, ...Region[]]
  readonly weight: number
}

/** The fish that are farmed, with the prefectures where that is common. */
const farmed: readonly [Farmed, ...Farmed[]] = [
  { species: 'seaBream', regions: ['ehime', 'mie', 'kumamoto'], weight: 28 },
  { species: 'yellowtail', regions: ['kagoshima', 'oita', 'ehime'], weight: 24 },
  { species: 'coho', regions: ['miyagi'], weight: 14 },
  { species: 'amberjack', regions: ['kagoshima', 'kochi'], weight: 10 },
  { species: 'puffer', regions: ['nagasaki', 'kumamoto'], weight: 8 },
  { species: 'trevally', regions: ['ehime', 'oita'], weight: 7 },
  { species: 'flounder', regions: ['oita', 'kagoshima'], weight: 5 },
  { species: 'tuna', regions: ['nagasaki', 'kochi'], weight: 4 },
]

/** Names of companies, no two alike. Throws RangeError when more are asked for than there are. */
export function companyNames(count: number, random: Random, words: WorldWords): readonly string[] {
  const all = words.places.flatMap(place => words.forms.map(form => words.farmName(place, form)))
  if (count > all.length) throw new RangeError(`there are ${all.length} company names`)
  for (let i = all.length - 1; i > 0; i--) {
    const other = random.int(0, i)
    const [a, b] = [all[i], all[other]]
    if (a !== undefined && b !== undefined) [all[i], all[other]] = [b, a]
  }
  return all.slice(0, count)
}

/** A made-up name. */
export function personName(random: Random, { families, givens, personName: whole }: WorldWords): string {
  const family = random.pick(families)
  return whole(family, random.pick(givens))
}

/** What a farm farms, by how common it is. */
export function pickSpecies(random: Random): Farmed {
  const total = farmed.reduce((sum, one) => sum + one.weight, 0)
  let left = random.next() * total
  for (const one of farmed) {
    left -= one.weight
    if (left < 0) return one
  }
  return farmed[0]
}
