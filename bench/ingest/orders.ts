import type { Population } from './traffic.ts'

/** What the sender is told. */
export interface Order {
  readonly url: string
  readonly authorization: string
  readonly population: Population
  /** Distinct recorded requests, sent again and again with new message ids. */
  readonly templates: number
  readonly seconds: number
  readonly connections: number
  /** Events per second; without it as fast as they are taken. */
  readonly perSecond?: number
  /** Tells first who everybody is. */
  readonly introduce: boolean
  /** Keeps message ids of one run apart from those of another. */
  readonly round: number
}

/** What the sender measured. */
export interface Sent {
  readonly requests: number
  readonly accepted: number
  readonly duplicates: number
  /** Answered with 429. */
  readonly again: number
  readonly failed: number
  readonly seconds: number
  /** Processor time of the sender itself. */
  readonly processorSeconds: number
  /** From the moment a request was due to its answer, which comes after the commit. */
  readonly milliseconds: readonly number[]
}
