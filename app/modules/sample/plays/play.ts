import type { Definition } from '../../plays/index.ts'
import type { Group } from '../../segments/index.ts'
import type { Outcome } from '../tasks.ts'

/** A farm as the triggers of plays see it. */
export interface Seen {
  /** Days before today. */
  readonly ago: number
  /** Of the month. */
  readonly day: number
  /** It is a customer, and has been for a while. */
  readonly active: boolean
  readonly cages: number
  /** Days since anybody there did anything, and on how many of the last 28 days somebody did. */
  readonly silentDays: number
  readonly activeDays: number
}

/** Something that a person did with a task, and how long it took. */
export interface Answer {
  readonly outcome: Outcome
  /** How often it ends so, beside the others. */
  readonly weight: number
}

/** A play that the sample's team has had on. */
export interface SamplePlay {
  readonly key: 'news' | 'reminder' | 'call' | 'review'
  readonly name: string
  readonly description: string
  readonly owner: 'first' | 'second' | 'loader'
  /** The same everywhere, so that only the ids of accounts decide who is held out. */
  readonly salt: string
  readonly versions: readonly { readonly definition: Definition; readonly publishedAgo: number }[]
  /** Whether it starts a farm: in the morning, or by an event of this name. */
  readonly starts: { readonly event: string | null; readonly who: (seen: Seen) => boolean }
  /** Whether a farm comes to it each time, or once. */
  readonly again: boolean
  /** How much of what is usual a farm does so many days after it came to the play, treated (by which path, where they part) or held out. */
  readonly pull: (arm: 'treated' | 'held_out', days: number, path?: string) => number
  /** What they answer to its invitation, one after the other and again from the beginning; null for nothing. */
  readonly invites?: readonly ('accepted' | 'declined' | null)[]
  /** What came of its tasks. */
  readonly answers: readonly Answer[]
}

/** All plays of the sample divide customers into two halves at first, so that something is known soon. */
export const halves = 0.5

/** Customers who have not left, and are past their beginning. */
export const activeOnly: Group = {
  kind: 'all',
  of: [{ kind: 'field', field: 'customers.stage', asks: { is: 'one_of', texts: ['active'] } }],
}

/** Days on which somebody there used the service, in the four weeks after. `matters`: what is too small to care for, as a share. */
export function moreDays(matters: number) {
  return { kind: 'measure', use: { measure: 'events.days_active' }, better: 'more', days: 28, matters } as const
}
