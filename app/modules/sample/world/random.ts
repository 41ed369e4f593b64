import { seededRandom } from '../../../platform/random.ts'

/** Chance that is the same for the same seed, on every machine. */
export interface Random {
  /** 0 ≤ x < 1 */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly [T, ...T[]]): T
  /** How many of rare, independent things happen when `mean` are expected: Knuth, The Art of Computer Programming 2, 3.4.1. */
  poisson(mean: number): number
}

/** Ways to choose by chance, enough for a made-up company. */
export function randomFrom(seed: number): Random {
  const next = seededRandom(seed)
  return {
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: probability => next() < probability,
    pick: items => items[Math.floor(next() * items.length)] ?? items[0],
    poisson(mean) {
      const limit = Math.exp(-mean)
      let count = 0
      for (let product = next(); product > limit; product *= next()) count++
      return count
    },
  }
}
