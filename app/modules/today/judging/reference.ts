import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { KnownAmounts } from './ranking.ts'

/** What all accounts together say: what single ones are judged against. */
export interface Reference extends KnownAmounts {
  readonly computedAt: Date
  readonly judgedDay: string | null
  readonly baseRisk: number | null
  readonly listening: boolean
}

const freshMinutes = 10

/** What is needed of accounts to see that a reference is out of date. */
interface Seen {
  readonly risk: number | null
  readonly silentDays: number | null
  readonly monthlyAmount: number | null
  readonly currency: string
  readonly stage: string
}

/**
 * The reference to judge these accounts by: as last computed, unless that is older than ten minutes or the accounts show
 * something it does not know of at all (a risk, an event, amounts in a currency).
 */
export async function referenceFor(
  tx: Tx,
  accounts: readonly Seen[],
): Promise<{ readonly reference: Reference; readonly changed: boolean }> {
  const known = await readReference(tx)
  if (!known || nowDate().getTime() - known.computedAt.getTime() >= freshMinutes * 60_000) return computeReference(tx)
  const unknown =
    (known.baseRisk === null && accounts.some(one => one.risk !== null)) ||
    (!known.listening && accounts.some(one => one.silentDays !== null)) ||
    accounts.some(one => counts(one) && !known.typical.has(one.currency))
  return unknown ? computeReference(tx) : { reference: known, changed: false }
}

/** As `computeTypicalAmounts` counts. */
function counts({ monthlyAmount, stage }: Seen): boolean {
  return stage !== 'cancelled' && (monthlyAmount ?? 0) > 0
}

/** The reference as last computed, if ever. */
export async function readReference(db: Db | Tx): Promise<Reference | undefined> {
  const row = await db.selectFrom('today.reference').selectAll().executeTakeFirst()
  if (!row) return undefined
  const amounts = await db
    .selectFrom('today.typical_amount')
    .selectAll()
    .orderBy('accounts', 'desc')
    .orderBy('currency')
    .execute()
  return {
    computedAt: row.computed_at,
    judgedDay: row.judged_day,
    baseRisk: row.base_risk,
    listening: row.listening,
    typical: new Map(amounts.map(amount => [amount.currency, amount])),
    commonest: amounts[0],
  }
}

/** Computes the reference anew from all accounts; `changed` says whether accounts should be judged again because of it. */
export async function computeReference(tx: Tx): Promise<{ readonly reference: Reference; readonly changed: boolean }> {
  const before = await readReference(tx)
  await sql`
    insert into today.reference as known (computed_at, base_risk, risk_count, listening)
    select ${nowDate()}, risks.mean, risks.count, exists (select from events.sign_of_life)
    from (select avg(risk) as mean, count(risk) as count from health.account_risk) risks
    on conflict (one) do update
    set computed_at = excluded.computed_at, base_risk = excluded.base_risk, risk_count = excluded.risk_count,
        listening = excluded.listening`.execute(tx)
  await computeTypicalAmounts(tx)
  const reference = await readReference(tx)
  if (!reference) throw new Error('the reference was just written')
  return { reference, changed: before === undefined || differs(before, reference) }
}

async function computeTypicalAmounts(tx: Tx): Promise<void> {
  await sql`delete from today.typical_amount`.execute(tx)
  await sql`
    insert into today.typical_amount (currency, median, accounts, factor)
    with middle as (
      select currency, count(*) as accounts,
             greatest(1, percentile_cont(0.5) within group (order by monthly_amount))::bigint as median
      from customers.account_fact
      where stage <> 'cancelled' and monthly_amount > 0
      group by currency
    )
    select currency, median, accounts,
           (first_value(median) over (order by accounts desc, currency))::float8 / median
    from middle`.execute(tx)
}

const notable = 0.02

/** Whether amounts or risks moved so much that what was judged against them is no longer comparable. */
function differs(before: Reference, after: Reference): boolean {
  if (before.listening !== after.listening || before.typical.size !== after.typical.size) return true
  if (moved(before.baseRisk, after.baseRisk)) return true
  return [...after.typical].some(([currency, { median, factor }]) => {
    const then = before.typical.get(currency)
    return moved(then?.median ?? null, median) || moved(then?.factor ?? null, factor)
  })
}

function moved(before: number | null, after: number | null): boolean {
  if (before === null || after === null) return before !== after
  return Math.abs(after - before) > notable * Math.abs(before)
}
