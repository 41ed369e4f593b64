import { sql } from 'kysely'
import { mergeAccounts } from '../../app/modules/customers/accounts/merge.ts'
import { refreshAccounts } from '../../app/modules/customers/index.ts'
import { holdCalendar } from '../../app/modules/events/calendar.ts'
import { createMonths } from '../../app/modules/events/partitions.ts'
import { ensureDefaultModel } from '../../app/modules/health/models.ts'
import { judgeAccounts } from '../../app/modules/today/judging/candidates.ts'
import { type Db, transact } from '../../app/platform/db.ts'
import type { Services } from '../../app/web/services.ts'

/** An account as tests need it; everything else is calm. */
export interface TestAccount {
  readonly name: string
  readonly owner?: string | null
  readonly stage?: string
  /** Per month; without it there is no subscription. */
  readonly monthly?: number
  readonly currency?: string
  readonly since?: string
  readonly renewsOn?: string
  readonly score?: number
  readonly weekAgo?: number
  readonly band?: string
  readonly risk?: number
  /** Days with a sign of life, newest last. */
  readonly days?: readonly string[]
}

/** Puts accounts with what other modules would have found out about them; returns their ids. */
export async function putAccounts(db: Db, accounts: readonly TestAccount[]): Promise<number[]> {
  await transact(db, tx => ensureDefaultModel(tx, { kind: 'system' }, 'すべての顧客'))
  const ids: number[] = []
  for (const account of accounts) ids.push(await putAccount(db, account))
  return ids
}

async function putAccount(db: Db, account: TestAccount): Promise<number> {
  const {
    name,
    owner = null,
    stage = 'active',
    monthly,
    currency = 'JPY',
    since = '2025-01-01',
    renewsOn = null,
  } = account
  const { rows } = await sql<{ id: number }>`
    insert into customers.account (name, owner_id, stage, monthly_amount, currency, customer_since)
    values (${name}, ${owner}, ${stage}, ${monthly ?? null}, ${currency}, ${since}::date) returning id`.execute(db)
  const id = rows[0]?.id ?? 0
  if (monthly !== undefined) {
    await sql`insert into customers.subscription (account_id, plan, monthly_amount, currency, period, renews_on)
      values (${id}, 'standard', ${monthly}, ${currency}, 'year', ${renewsOn}::date)`.execute(db)
  }
  await putHealth(db, id, account)
  await putLife(db, id, account.days ?? [])
  return id
}

/** Sets the score and risk of an account. */
export async function putHealth(db: Db, id: number, account: Partial<TestAccount>): Promise<void> {
  const { score = null, weekAgo = null, risk } = account
  const band = account.band ?? (score === null ? 'unknown' : score >= 70 ? 'good' : score >= 40 ? 'care' : 'bad')
  await sql`
    insert into health.score (account_id, version_id, computed, score, band, confidence, values, points, contributions, week_ago)
    select ${id}, max(id), ${score}, ${score}, ${band}, 1, '{}', '{}', '{}', ${weekAgo} from health.model_version
    on conflict (account_id) do update
    set score = excluded.score, computed = excluded.computed, band = excluded.band, week_ago = excluded.week_ago`.execute(
    db,
  )
  if (risk === undefined) return
  const { rows } = await sql<{ id: number }>`
    insert into health.risk_model (status, active) select 'ready', true
    where not exists (select from health.risk_model where active) returning id`.execute(db)
  const model =
    rows[0]?.id ?? (await sql<{ id: number }>`select id from health.risk_model where active`.execute(db)).rows[0]?.id
  await sql`insert into health.risk (account_id, risk_model_id, probability, reasons) values (${id}, ${model}, ${risk}, '[]')
    on conflict (account_id) do update set probability = excluded.probability`.execute(db)
}

async function putLife(db: Db, id: number, days: readonly string[]): Promise<void> {
  const [first, last] = [days[0], days.at(-1)]
  if (!first || !last) return
  await createMonths(db).ensure(days.map(day => Date.parse(day)))
  for (const day of days) {
    await sql`insert into events.usage_day (account_id, day, contact_id, name, count, last_at)
      values (${id}, ${day}::date, 0, 'login', 3, ${`${day}T03:00:00Z`})`.execute(db)
  }
  await sql`insert into events.sign_of_life (account_id, first_at, last_at, last_day)
    values (${id}, ${`${first}T03:00:00Z`}, ${`${last}T03:00:00Z`}, ${last}::date)
    on conflict (account_id) do update set last_at = excluded.last_at, last_day = excluded.last_day`.execute(db)
}

/** Judges accounts as the refresh does. */
export async function judgeNow(services: Services, ids: readonly number[]): Promise<void> {
  await transact(services.db, tx => judgeAccounts(tx, services, ids))
}

/** Makes one account of two as a person does, and brings up to date what hangs on it. */
export async function mergeNow(
  services: Services,
  pair: { readonly fromId: number; readonly intoId: number },
): Promise<void> {
  await transact(services.db, async tx => {
    await holdCalendar(tx, services.config.timeZone)
    await mergeAccounts(tx, services.offers.accountMerges, { kind: 'system' }, pair)
  })
  while ((await refreshAccounts(services)) > 0);
}

/** Days from `first`, every `step` days, up to and with `last`. */
export function daysBetween(first: string, last: string, step = 1): string[] {
  const days: string[] = []
  const end = Temporal.PlainDate.from(last)
  for (
    let day = Temporal.PlainDate.from(first);
    Temporal.PlainDate.compare(day, end) <= 0;
    day = day.add({ days: step })
  ) {
    days.push(day.toString())
  }
  return days
}

/** Empties everything that these tests write. */
export async function clear(db: Db): Promise<void> {
  await sql`truncate customers.account, customers.account_change, customers.account_bulk_change, events.usage_day, events.sign_of_life, activity.entry,
    today.reference, today.typical_amount, today.portfolio, today.setting, today.working_day, today.working_week,
    tasks.task, health.risk_model cascade`.execute(db)
}
