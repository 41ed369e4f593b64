import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import { endOfDay } from '../../../platform/clock.ts'
import type { Offers } from '../../../web/module.ts'
import { compileMeasures, type MeasureUse, measureUseShape, problemOfUse } from '../../segments/index.ts'
import type { Question } from '../estimates/comparison.ts'
import { usualSmallest } from '../estimates/comparison.ts'
import type { OutcomeKind } from '../estimates/moments.ts'
import type { CourseProblem } from '../tables.ts'

const window = { days: z.int().min(1).max(730), matters: z.number().positive().optional() }

/** What a play is meant to change, as plays publish it. */
const outcomeShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('measure'), use: measureUseShape, better: z.enum(['more', 'less']), ...window }),
  z.object({ kind: z.literal('event'), event: z.string(), better: z.enum(['more', 'less']), ...window }),
  z.object({
    kind: z.literal('survey'),
    event: z.string(),
    property: z.string(),
    better: z.enum(['more', 'less']),
    ...window,
  }),
  z.object({ kind: z.literal('subscription'), state: z.enum(['retained', 'expanded', 'renewed']), ...window }),
])
export type Outcome = z.output<typeof outcomeShape>

/** The outcome of a play; undefined when it has none that can be looked at. */
export function readOutcome(stored: unknown): Outcome | undefined {
  return outcomeShape.safeParse(stored).data
}

/** What is asked of it. */
export function questionOf(outcome: Outcome): Question {
  const kind = kindOf(outcome)
  return {
    kind,
    better: outcome.kind === 'subscription' ? 'more' : outcome.better,
    smallest: outcome.matters === undefined ? usualSmallest[kind] : { of: 'mean', size: outcome.matters },
  }
}

function kindOf({ kind }: Outcome): OutcomeKind {
  return kind === 'measure' || kind === 'survey' ? 'number' : 'share'
}

/** Accounts that entered on a day of the company. Listed, so that the planner knows how many they are. */
export interface EntryDay {
  readonly accounts: readonly number[]
  readonly day: string
  readonly timeZone: string
}

/** SQL selects (account_id, value) of the outcome after entry and of the same before; accounts without a row do not count. */
export interface Observation {
  readonly after: RawBuilder<unknown>
  readonly before: RawBuilder<unknown> | null
}

/** Why an outcome cannot be looked at for accounts that entered on a day. */
type OutcomeProblem = Exclude<CourseProblem, 'failed'>

/** A measure that only knows the present is taken this many days after the window's end at the latest. */
const presentDays = 3

/**
 * How to look at the outcome of accounts that entered on a day: over the days after it, the day of entry itself left out, and over as
 * many days before it. `today` is the company's day, later than the window's end.
 */
export function observe(
  outcome: Outcome,
  entry: EntryDay,
  offers: Pick<Offers, 'measures'>,
  today: string,
): Observation | OutcomeProblem {
  const ends = shifted(entry.day, outcome.days)
  if (outcome.kind === 'subscription') return observeSubscription(outcome.state, entry, ends)
  if (outcome.kind === 'event') {
    const use = { measure: 'events.count', of: outcome.event, window: outcome.days }
    return problemOfUse(use, offers)
      ? 'measure_gone'
      : observeMeasure(use, sql`case when coalesce(m0, 0) > 0 then 1 else 0 end`, entry, ends, offers)
  }
  if (outcome.kind === 'survey') return observeSurvey(outcome, entry, ends)
  const use = pastUse(outcome, offers)
  if (use === 'measure_gone') return use
  const measure = offers.measures.get(use.measure)
  const value = measure?.empty === 0 ? sql`coalesce(m0, 0)` : sql`m0`
  if (measure?.on) return observeMeasure(use, value, entry, ends, offers)
  // Said of today, it tells of the end of the window only if that was just now; of the time before entry nothing.
  if (shifted(ends, presentDays) < today) return 'only_present'
  return { after: measured(use, value, entry, today, offers), before: null }
}

/** The use that says the same about a past day, over the window of the outcome. */
function pastUse(
  { use, days }: Outcome & { kind: 'measure' },
  offers: Pick<Offers, 'measures'>,
): MeasureUse | 'measure_gone' {
  const measure = offers.measures.get(use.measure)
  if (!measure) return 'measure_gone'
  const past = measure.past ? { ...use, measure: measure.past.measure, window: measure.past.window } : use
  const dated = offers.measures.get(past.measure)?.on ? { ...past, window: past.window ?? days } : past
  return problemOfUse(dated, offers) ? 'measure_gone' : dated
}

function observeMeasure(
  use: MeasureUse,
  value: RawBuilder<unknown>,
  entry: EntryDay,
  ends: string,
  offers: Pick<Offers, 'measures'>,
): Observation {
  return {
    after: measured(use, value, entry, ends, offers),
    before: measured(use, value, entry, shifted(entry.day, -1), offers),
  }
}

function measured(
  use: MeasureUse,
  value: RawBuilder<unknown>,
  { accounts }: EntryDay,
  today: string,
  offers: Pick<Offers, 'measures'>,
): RawBuilder<unknown> {
  const computed = compileMeasures([use], offers, { accounts, today })
  return sql`select account_id, (${value})::float8 as value from (${computed}) measured where (${value}) is not null`
}

/** No score is larger: what is was sent by mistake. */
const largestScore = 1e9

/** The mean of what an account's people answered. Who did not answer does not count: of them nothing is known. */
function observeSurvey(
  { event, property, days }: Outcome & { kind: 'survey' },
  { accounts, day, timeZone }: EntryDay,
  ends: string,
): Observation {
  const score = sql`segments.number_of(coalesce(properties -> ${property}, properties #> string_to_array(${property}, '.')))`
  const over = (from: string, to: string) => sql`
    select account_id, avg(score)::float8 as value from (
      select account_id, ${score} as score from events.event_fact
      where account_id = any(${accounts}::bigint[]) and name = ${event}
        and at >= ${endOfDay(from, timeZone)} and at < ${endOfDay(to, timeZone)}
    ) answered where abs(score) <= ${largestScore} group by account_id`
  return { after: over(day, ends), before: over(shifted(day, -days - 1), shifted(day, -1)) }
}

/**
 * Of accounts that had a running contract when they entered: whether one runs when the window ends, brings more than then, or (of those
 * whose yearly contract came up for renewal within the window) still runs.
 */
function observeSubscription(
  state: 'retained' | 'expanded' | 'renewed',
  { accounts, day, timeZone }: EntryDay,
  ends: string,
): Observation {
  const [from, to] = [endOfDay(day, timeZone), endOfDay(ends, timeZone)]
  const runs = (at: Date, on: string) =>
    sql`coalesce(s.started_on, '-infinity') <= ${on}::date and (s.cancelled_at is null or s.cancelled_at >= ${at})`
  const amount = (at: Date, on: string) => sql`coalesce(sum(s.monthly_amount) filter (where ${runs(at, on)}), 0)`
  const kept = sql`bool_or(${runs(to, ends)})`
  const grew = sql`${amount(to, ends)} > ${amount(from, day)}`
  const came = sql`bool_or(${runs(from, day)} and s.period = 'year' and exists (
    select from generate_series(0, 20) back
    where s.renews_on - make_interval(years => back) > ${day}::date and s.renews_on - make_interval(years => back) <= ${ends}::date))`
  const had = state === 'renewed' ? came : sql`bool_or(${runs(from, day)})`
  return {
    after: sql`
      select s.account_id, (${state === 'expanded' ? grew : kept})::int::float8 as value
      from customers.subscription_fact s where s.account_id = any(${accounts}::bigint[])
      group by s.account_id having ${had}`,
    before: null,
  }
}

/** Events may come late: a window is looked at when it has been over for a whole day. */
export const settlingDays = 2

/** So many days later. */
export function shifted(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}
