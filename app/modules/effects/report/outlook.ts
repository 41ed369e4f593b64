import { compare, fewestAccounts, neededToSee, type Question, tellsSpread } from '../estimates/comparison.ts'
import type { Moments, OutcomeKind } from '../estimates/moments.ts'
import { smallestSeen } from '../estimates/power.ts'
import type { Pair } from '../estimates/strata.ts'

/** Accounts as they come into a play, those held out of it among them. */
export interface Coming {
  /** Days on which some came, the first one first, with how many. */
  readonly days: readonly { readonly day: string; readonly n: number }[]
  /** How many come a day from now on; null when that is not known. */
  readonly perDay: number | null
}

/** How long the outcome takes after somebody came: its window, and the days in which records may come late. */
export interface Calendar {
  readonly today: string
  readonly takes: number
}

/** Until a difference is seen. */
export interface Sight {
  /** In units of the outcome; of no difference in particular when null: until anything can be said at all. */
  readonly size: number | null
  /** Accounts that have to come, those held out among them; null when no number is enough. */
  readonly needed: number | null
  /** Around which day their outcomes are known; null when nobody can say. */
  readonly day: string | null
}

/** An outcome as it was in accounts that nobody had reached, and how many of those that were asked had one. */
export interface Before extends Moments {
  readonly asked: number
}

/** What is planned by: how one account varies in each arm, what would just matter, and which share of the accounts counts. */
export interface Ground {
  readonly pair: Pair
  readonly matters: number
  readonly counts: number
}

/** Why nothing can be planned by what was there before: too few, or (nearly) all the same. */
export type Missing = 'few' | 'same'

/**
 * What accounts before tell about how long it takes to know, when such a share is held out: they vary as they do, after what the same
 * number before tells is taken out (as CUPED will).
 */
export function groundBefore(before: Before, question: Question, heldOut: number): Ground | Missing {
  if (!tellsSpread(before, question.kind)) return before.n < fewestAccounts ? 'few' : 'same'
  // Beside themselves they differ by nothing, and what varies is what varies.
  const { steady, matters } = compare([{ arm: before, control: before }], question)
  const { mean, variance } = steady[1]
  if (matters === null || !(variance > 0)) return 'same'
  const one = { mean, variance }
  return {
    pair: [
      { ...one, n: 1 - heldOut },
      { ...one, n: heldOut },
    ],
    matters,
    counts: before.n / before.asked,
  }
}

/** When a difference of this size is seen, as far as anybody can say. */
export function sightOf(size: number, kind: OutcomeKind, ground: Ground, coming: Coming, calendar: Calendar): Sight {
  const needed = neededToSee(size, kind, ground.pair)
  if (needed === null) return { size, needed, day: null }
  const all = Math.ceil(needed / ground.counts)
  return { size, needed: all, day: dayOfAll(all, coming, calendar) }
}

/** The smallest difference that is seen of who has come by then, this many days from today; null when too few, or nobody can say. */
export function smallestWithin(
  days: number,
  { pair, counts }: Ground,
  { days: came, perDay }: Coming,
  { takes }: Calendar,
): number | null {
  if (perDay === null || days <= takes) return null
  const come = came.reduce((sum, { n }) => sum + n, 0) + perDay * (days - takes)
  const [arm, control] = pair
  const share = Math.min(arm.n, control.n) / (arm.n + control.n)
  return come * counts * share < fewestAccounts ? null : smallestSeen(come * counts, arm, control)
}

/** When anything can be said at all: each arm has so many that means are normal enough. */
export function sightOfAnything(heldOut: number, coming: Coming, calendar: Calendar): Sight {
  const needed = Math.ceil(fewestAccounts / Math.min(heldOut, 1 - heldOut))
  return { size: null, needed, day: dayOfAll(needed, coming, calendar) }
}

/** The day on which the outcome of so many is known. */
function dayOfAll(needed: number, { days, perDay }: Coming, { today, takes }: Calendar): string | null {
  let come = 0
  for (const { day, n } of days) {
    come += n
    if (come >= needed) return after(day, takes)
  }
  if (perDay === null || !(perDay > 0)) return null
  const wait = Math.ceil((needed - come) / perDay)
  return wait > longest ? null : after(today, wait + takes)
}

/** A forecast beyond ten years says nothing about days. */
export const longest = 3650

/** No pace is told of a shorter time. */
const shortest = 3

/**
 * How many come a day, by who came on the `within` days before today. Those of the very first day are left out: they may be all who were
 * there already. Null in the first days.
 */
export function paceOf(days: Coming['days'], today: string, within: number): number | null {
  const [first] = days
  if (!first) return null
  const since = [after(first.day, 1), after(today, -within)].sort().at(-1) ?? today
  const span = Temporal.PlainDate.from(since).until(today).days
  if (span < shortest) return null
  const came = days.reduce((sum, { day, n }) => sum + (day >= since && day < today ? n : 0), 0)
  return came / span
}

/** When the outcome of the first who came is known; null before anybody came. */
export function firstKnown({ days }: Coming, { takes }: Pick<Calendar, 'takes'>): string | null {
  const [first] = days
  return first ? after(first.day, takes) : null
}

function after(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}
