import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'
import type { CancellationSource, Kind, Period, Stage } from '../tables.ts'
import type { Json } from '../traits/trait.ts'

/** An account as its page shows it. */
export interface Account {
  readonly id: number
  readonly externalId: string | undefined
  readonly name: string
  readonly kind: Kind
  readonly stage: Stage
  readonly ownerId: string | undefined
  readonly timeZone: string | undefined
  readonly plan: string | undefined
  /** Minor units of `currency`; undefined when nobody said any. */
  readonly monthlyAmount: number | undefined
  readonly currency: string
  readonly renewsOn: string | undefined
  readonly customerSince: string | undefined
  readonly traits: Readonly<Record<string, Json>>
  readonly version: number
  readonly sample: boolean
  readonly createdAt: Date
  readonly cancellation: Cancellation | undefined
}

export interface Cancellation {
  readonly at: Date | undefined
  readonly recordedAt: Date
  readonly source: CancellationSource
  readonly reason: string | undefined
  readonly plan: string | undefined
  readonly monthlyAmount: number | undefined
}

/** The account. Throws NotFound. */
export async function loadAccount(db: Db | Tx, id: number): Promise<Account> {
  const row = await accountQuery(db).where('a.id', '=', id).executeTakeFirst()
  if (!row) throw new NotFound(`account ${id}`)
  return {
    id: row.id,
    externalId: row.external_id ?? undefined,
    name: row.name,
    kind: row.kind,
    stage: row.stage,
    ownerId: row.owner_id ?? undefined,
    timeZone: row.time_zone ?? undefined,
    plan: row.plan ?? undefined,
    monthlyAmount: row.monthly_amount ?? undefined,
    currency: row.currency,
    renewsOn: row.renews_on ?? undefined,
    customerSince: row.customer_since ?? undefined,
    traits: row.traits,
    version: row.version,
    sample: row.sample,
    createdAt: row.created_at,
    cancellation: cancellationOf(row),
  }
}

function accountQuery(db: Db | Tx) {
  return db
    .selectFrom('customers.account as a')
    .leftJoin('customers.cancellation as c', 'c.account_id', 'a.id')
    .selectAll('a')
    .select([
      'c.at as left_at',
      'c.recorded_at',
      'c.source',
      'c.reason',
      'c.plan as left_plan',
      'c.monthly_amount as left_amount',
    ])
}

type AccountRow = Awaited<ReturnType<ReturnType<typeof accountQuery>['execute']>>[number]

function cancellationOf(row: AccountRow): Cancellation | undefined {
  if (!row.recorded_at || !row.source) return undefined
  return {
    at: row.left_at ?? undefined,
    recordedAt: row.recorded_at,
    source: row.source,
    reason: row.reason ?? undefined,
    plan: row.left_plan ?? undefined,
    monthlyAmount: row.left_amount ?? undefined,
  }
}

/** Where an account went that was merged; undefined when it was not. */
export async function mergedInto(db: Db, id: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('customers.account_merge')
    .select('into_id')
    .where('from_id', '=', id)
    .executeTakeFirst()
  return row?.into_id
}

/** These accounts and those that were merged into them; a signpost leads to the last account of a chain. */
export async function withMergedIn(db: Db | Tx, ids: readonly number[]): Promise<readonly number[]> {
  const { rows } = await sql<{ from_id: number }>`
    select from_id from customers.account_merge where into_id = any(${ids}::bigint[]) order by from_id`.execute(db)
  return [...ids, ...rows.map(row => row.from_id)]
}

/** A subscription as pages show it. */
export interface Subscription {
  readonly id: number
  readonly accountId: number
  readonly externalId: string | undefined
  readonly plan: string
  /** Minor units of `currency`; undefined when only the plan is known. */
  readonly monthlyAmount: number | undefined
  readonly currency: string
  readonly period: Period
  readonly startedOn: string | undefined
  readonly renewsOn: string | undefined
  readonly cancelledAt: Date | undefined
  readonly current: boolean
  readonly version: number
}

/** The account's subscriptions, those that run first; at most 200. */
export async function accountSubscriptions(db: Db | Tx, accountId: number): Promise<readonly Subscription[]> {
  const rows = await db
    .selectFrom('customers.subscription')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('current', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
  return rows.map(subscriptionFrom)
}

/** One subscription. Throws NotFound. */
export async function loadSubscription(db: Db | Tx, id: number): Promise<Subscription> {
  const row = await db.selectFrom('customers.subscription').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new NotFound(`subscription ${id}`)
  return subscriptionFrom(row)
}

function subscriptionFrom(row: {
  id: number
  account_id: number
  external_id: string | null
  plan: string
  monthly_amount: number | null
  currency: string
  period: Period
  started_on: string | null
  renews_on: string | null
  cancelled_at: Date | null
  current: boolean
  version: number
}): Subscription {
  return {
    id: row.id,
    accountId: row.account_id,
    externalId: row.external_id ?? undefined,
    plan: row.plan,
    monthlyAmount: row.monthly_amount ?? undefined,
    currency: row.currency,
    period: row.period,
    startedOn: row.started_on ?? undefined,
    renewsOn: row.renews_on ?? undefined,
    cancelledAt: row.cancelled_at ?? undefined,
    current: row.current,
    version: row.version,
  }
}

/** Plans that run somewhere, in order; at most 100. For choices. */
export async function runningPlans(db: Db): Promise<readonly string[]> {
  // Steps from plan to plan along the index instead of reading all subscriptions.
  const { rows } = await sql<{ plan: string }>`
    with recursive step as (
      (select plan from customers.subscription where current order by plan limit 1)
      union all
      select (select s.plan from customers.subscription s where s.current and s.plan > step.plan order by s.plan limit 1)
      from step where step.plan is not null
    )
    select plan from step where plan is not null limit 100`.execute(db)
  return rows.map(row => row.plan)
}

/** The next so many accounts after an id, in the order of their ids: for going through all of them. */
export async function accountIdsAfter(db: Db | Tx, lastId: number, limit: number): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from customers.account where id > ${lastId} order by id limit ${limit}`.execute(db)
  return rows.map(row => row.id)
}

/** The name of an account; undefined when there is none with this id. */
export async function findAccountName(db: Db | Tx, accountId: number): Promise<string | undefined> {
  const row = await db.selectFrom('customers.account').select('name').where('id', '=', accountId).executeTakeFirst()
  return row?.name
}

/** The currencies that accounts pay in, by their codes. */
export async function currenciesPaid(db: Db): Promise<readonly string[]> {
  // Steps from currency to currency along the index; within one the amounts begin at zero, so the last one decides.
  const { rows } = await sql<{ currency: string }>`
    with recursive step as (
      (select currency from customers.account order by currency limit 1)
      union all
      select (select a.currency from customers.account a where a.currency > step.currency order by a.currency limit 1)
      from step where step.currency is not null
    )
    select currency from step
    where exists (select from customers.account a where a.currency = step.currency and a.whole_amount > 0)`.execute(db)
  return rows.map(row => row.currency)
}

/** Accounts called the same (without legal form), except this one: to warn before another is made. */
export async function sameNameAccounts(
  db: Db,
  name: string,
  except = 0,
): Promise<readonly { readonly id: number; readonly name: string; readonly sample: boolean }[]> {
  const { rows } = await sql<{ id: number; name: string; sample: boolean }>`
    select id, name, sample from customers.account
    where name_key = customers.name_key(${name}) and id <> ${except} order by id limit 5`.execute(db)
  return rows
}
