import { setImmediate as nextTurn } from 'node:timers/promises'

/**
 * Long computations here are generators that pause after some milliseconds of work. One implementation then serves
 * scripts and tests (`atOnce`) as well as a server that must keep answering meanwhile (`inTurns`).
 */
export type Pieces<Result> = Generator<void, Result>

/** Runs the computation to its end without giving way. */
export function atOnce<Result>(pieces: Pieces<Result>): Result {
  let step = pieces.next()
  while (!step.done) step = pieces.next()
  return step.value
}

/** Runs the computation and lets the event loop turn at every pause. Throws the signal's reason when aborted. */
export async function inTurns<Result>(pieces: Pieces<Result>, signal?: AbortSignal): Promise<Result> {
  let step = pieces.next()
  while (!step.done) {
    await giveWay(signal)
    step = pieces.next()
  }
  return step.value
}

/** Lets the event loop turn once. Throws the signal's reason when aborted. */
export async function giveWay(signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  await nextTurn()
}
