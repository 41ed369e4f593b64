import { type RawBuilder, sql } from 'kysely'
import { minorDigits } from '../../../platform/currency.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Offers } from '../../../web/module.ts'
import type { TraitsSince } from '../../customers/index.ts'
import { companySettings } from '../../identity/index.ts'
import { measured } from '../measured.ts'
import { changedLater, type RiskRow, type RiskValue } from '../risk/inputs.ts'
import { knownSince, wasCustomer } from '../scoring/accounts.ts'
import { amountInput, type LearningUse, measureInput } from './inputs.ts'

/** One account at one moment, with what was known of it then. */
export interface LearningRow {
  readonly accountId: number
  readonly cancelledAt: Date | null
  readonly cancelled: boolean
  readonly row: RiskRow
}

interface Moment {
  /** Day of the snapshot in the company's time zone. */
  readonly day: string
  /** End of that day. Undefined means as of now: everything that is known counts. */
  readonly at: Date | undefined
  /** What stands for traits that were changed after the moment: that they are lost, or what they are now. */
  readonly changed?: 'lost' | 'present'
  readonly uses: readonly LearningUse[]
}

/**
 * What was known of accounts at a moment: measures of the weeks before, traits as they were set by then (one that
 * was said for the first time later is not known, one that was changed later is lost), the subscription of that day, and how long they had been customers.
 * `accounts` are ids, or everybody. With `at`, only accounts that were customers then and had not left.
 */
export async function rowsAt(
  db: Db | Tx,
  offers: Offers,
  moment: Moment,
  accounts: readonly number[] | 'all',
): Promise<readonly LearningRow[]> {
  const { day, at, uses } = moment
  const { timeZone } = await companySettings(db)
  const values = uses.map((_, i) => sql.ref(`m.v${i}`))
  const within = accounts === 'all' ? sql`true` : sql`a.account_id = any(${[...accounts]}::bigint[])`
  const { rows } = await sql<Stored>`
    select a.account_id, a.cancelled, a.cancelled_at, a.kind, a.currency, a.traits, a.traits_at, a.traits_since,
      ${at ? sql`s.plan` : sql`a.last_plan`} as plan,
      ${at ? sql`s.monthly_amount` : sql`a.last_monthly_amount`} as monthly_amount,
      (${day}::date - ${knownSince(timeZone)}) as tenure_days,
      ${uses.length > 0 ? sql`array[${sql.join(values)}]::float8[]` : sql`'{}'::float8[]`} as values
    from customers.account_fact a
    ${uses.length > 0 ? sql`left join (${measured(uses, offers, { accounts, day })}) m on m.account_id = a.account_id` : sql``}
    ${at ? subscriptionOf(day, at) : sql``}
    where ${within}
      ${at ? sql`and ${wasCustomer({ day, at }, timeZone)}` : sql``}
    order by a.account_id`.execute(db)
  return rows.map(stored => ({
    accountId: stored.account_id,
    cancelled: stored.cancelled,
    cancelledAt: stored.cancelled_at,
    row: rowOf(stored, moment),
  }))
}

interface Stored {
  account_id: number
  cancelled: boolean
  cancelled_at: Date | null
  kind: string
  currency: string
  traits: Record<string, unknown>
  traits_at: Record<string, number>
  traits_since: TraitsSince
  plan: string | null
  monthly_amount: number | null
  tenure_days: number | null
  values: (number | null)[]
}

/** What the account still paid when the day had ended, in its own currency: amounts of others cannot be added to it. */
function subscriptionOf(day: string, at: Date): RawBuilder<unknown> {
  return sql`left join lateral (
    select sum(f.monthly_amount) filter (where f.currency = a.currency)::float8 as monthly_amount,
           (array_agg(f.plan order by f.monthly_amount desc nulls last))[1] as plan
    from customers.subscription_fact f
    where f.account_id = a.account_id and (f.started_on is null or f.started_on <= ${day}::date)
      and (f.cancelled_at is null or f.cancelled_at > ${at})
  ) s on true`
}

function rowOf(stored: Stored, { uses, at, changed }: Moment): RiskRow {
  const { currency, monthly_amount: amount } = stored
  const row: Record<string, RiskValue> = {
    'account:kind': stored.kind,
    'account:plan': stored.plan,
    // In whole units, as people read it.
    [amountInput(currency)]: amount === null ? null : amount / 10 ** minorDigits(currency),
    'account:tenure_days': stored.tenure_days,
  }
  uses.forEach((use, i) => {
    row[measureInput(use)] = stored.values[i] ?? null
  })
  for (const [key, value] of Object.entries(stored.traits)) row[`trait:${key}`] = isPlain(value) ? value : null
  if (at) takeBack(row, stored, at.getTime(), changed === 'present')
  return row
}

/** Takes out of the row what was said of traits after the moment. What was removed later was there, too. */
function takeBack(row: Record<string, RiskValue>, stored: Stored, moment: number, asNow: boolean): void {
  for (const [key, said] of Object.entries(stored.traits_at)) {
    if (said <= moment) continue
    const [first, since] = stored.traits_since[key] ?? [said, said]
    if (since <= moment) continue
    if (first > moment) row[`trait:${key}`] = null
    else if (!asNow) row[`trait:${key}`] = changedLater
  }
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
