import { setImmediate as nextTurn } from 'node:timers/promises'

/** Long computations here are generators that pause after some milliseconds of work, so that a server can answer meanwhile. */
export type Pieces<Result> = Generator<void, Result>

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
