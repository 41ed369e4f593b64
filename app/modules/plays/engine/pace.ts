import { rest } from '../../../platform/rounds.ts'

/** Takes one turn, and rests a little, but not when `signal` says that there is no time. Returns how many it was of. */
export type PacedTurn = (signal: AbortSignal) => Promise<number>

// A turn is over before somebody who asked for a page minds; smaller ones cost more per enrollment.
const aimedMilliseconds = 250
const smallest = 250
const largest = 5000
const restShare = 1 / 10

/**
 * Turns of `turn` (which is told of how many, and says of how many it was) as large as are over within a fraction of a second:
 * steps differ a hundredfold in what they cost, so each turn is measured by the one before. After each, pages have a moment to
 * themselves.
 */
export function pacedTurns(turn: (size: number) => Promise<number>): PacedTurn {
  let size = largest
  return async signal => {
    const begun = performance.now()
    const moved = await turn(size)
    const taken = performance.now() - begun
    if (moved > 0) await rest(taken * restShare, signal)
    if (moved === size) size = nextSize(size, taken)
    return moved
  }
}

/** Grows slowly: a cheap turn says little of the next one. */
function nextSize(size: number, taken: number): number {
  const fitting = (size * aimedMilliseconds) / Math.max(1, taken)
  return Math.round(Math.min(largest, Math.max(smallest, Math.min(2 * size, fitting))))
}
