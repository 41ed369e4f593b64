import type { Db } from '../platform/db.ts'

/** How a person's day looks and what is at stake with accounts, for the lists of other modules. */
export interface DaySource {
  /** Minutes a person has for this work on the company's day (2026-11-22), and those they spent on it so far. */
  readonly minutes: (db: Db, staffId: string, day: string) => Promise<MinutesOfDay>
  /**
   * Minutes these people have for this work on the days from `from` up to and with `to`, by id, and whether they said so
   * themselves: of who said nothing the usual minutes from Monday to Friday are counted.
   */
  readonly minutesBetween: (
    db: Db,
    staffIds: readonly string[],
    days: { readonly from: string; readonly to: string },
  ) => Promise<ReadonlyMap<string, { readonly minutes: number; readonly said: boolean }>>
  /** What is at stake with these accounts, as far as known, by id. */
  readonly stakes: (db: Db, accountIds: readonly number[]) => Promise<ReadonlyMap<number, Stake>>
}

export interface MinutesOfDay {
  readonly available: number
  readonly spent: number
}

export interface Stake {
  /** What a year brings, in minor units of `currency`; null when nothing is known. */
  readonly value: number | null
  readonly currency: string
  /** Probability that it is lost. */
  readonly risk: number
  /** Value × risk × what a contact changes, comparable across currencies. */
  readonly gain: number
}
