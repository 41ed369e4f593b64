import { sql } from 'kysely'
import { nowDate, today } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../../platform/errors.ts'
import { type Actor, type Deed, record } from '../../activity/index.ts'
import { findCompany } from '../../identity/index.ts'
import { cancelAccounts, type Leaving, recordLeaving, reopenAccount } from '../accounts/cancellation.ts'
import { markChanged, markManyChanged } from '../changes.ts'
import type { Period } from '../tables.ts'
import { keepSums, lockForSums } from './sums.ts'

/** What an account pays for. Days are the company's. */
export interface SubscriptionInput {
  readonly plan: string
  /** Minor units of `currency` per month; undefined when only the plan is known. */
  readonly monthlyAmount: number | undefined
  readonly currency: string
  readonly period: Period
  readonly startedOn?: string | undefined
  readonly renewsOn?: string | undefined
  readonly externalId?: string | undefined
}

/** When it was said, if not now (imports of history), and whether by the sample company. */
type Told = Pick<Deed, 'at' | 'sample'>

/**
 * Adds a subscription and returns its id; an account that had left is back with it. Throws NotFound when the account is
 * gone, Invalid when its other subscriptions are in another currency or the id outside is taken.
 */
export async function addSubscription(
  tx: Tx,
  actor: Actor,
  accountId: number,
  input: SubscriptionInput,
  told: Told = {},
): Promise<number> {
  await lockForSums(tx, [accountId])
  const account = await tx
    .selectFrom('customers.account')
    .select('stage')
    .where('id', '=', accountId)
    .executeTakeFirst()
  if (!account) throw new NotFound(`account ${accountId}`)
  await checkSubscription(tx, accountId, input)
  if (account.stage === 'cancelled') await reopenAccount(tx, actor, accountId)
  const at = nowDate()
  const row = await tx
    .insertInto('customers.subscription')
    .values({ account_id: accountId, ...columnsOf(input), created_at: at, updated_at: at })
    .returning('id')
    .executeTakeFirstOrThrow()
  await saved(tx, actor, accountId, { name: 'customers.subscription_added', id: row.id, plan: input.plan, told })
  return row.id
}

/** Changes a subscription. Throws Conflict when it was changed since `version`, else as `addSubscription`. */
export async function editSubscription(
  tx: Tx,
  actor: Actor,
  subscriptionId: number,
  version: number,
  input: SubscriptionInput,
): Promise<void> {
  const { accountId } = await lockSubscription(tx, subscriptionId, version)
  await checkSubscription(tx, accountId, input, subscriptionId)
  await tx
    .updateTable('customers.subscription')
    .set({ ...columnsOf(input), version: version + 1, updated_at: nowDate() })
    .where('id', '=', subscriptionId)
    .execute()
  await saved(tx, actor, accountId, { name: 'customers.subscription_edited', id: subscriptionId, plan: input.plan })
}

/**
 * Ends a subscription at a time that may lie ahead. With the last one that runs the account leaves. Throws Conflict when
 * it was changed since `version` or has ended already.
 */
export async function cancelSubscription(
  tx: Tx,
  actor: Actor,
  subscriptionId: number,
  version: number,
  at: Date,
  told: Told = {},
): Promise<void> {
  const { accountId, current, plan } = await lockSubscription(tx, subscriptionId, version)
  if (!current) throw new Conflict('customers:subscription.endedAlready')
  await tx
    .updateTable('customers.subscription')
    .set({ cancelled_at: at, version: version + 1, updated_at: nowDate() })
    .where('id', '=', subscriptionId)
    .execute()
  await saved(tx, actor, accountId, { name: 'customers.subscription_cancelled', id: subscriptionId, plan, told })
  await cancelWithoutSubscription(tx, actor, [accountId])
}

/** Ends subscriptions whose end was announced and has come. Returns how many accounts that touches. */
export async function endSubscriptions(tx: Tx, actor: Actor): Promise<number> {
  const { rows } = await sql<{ account_id: number }>`
    select distinct account_id from customers.subscription
    where current and cancelled_at <= ${nowDate()} order by account_id limit 10000`.execute(tx)
  const ids = rows.map(row => row.account_id)
  await keepSums(tx, ids)
  await cancelWithoutSubscription(tx, actor, ids)
  await markManyChanged(tx, ids)
  return ids.length
}

/**
 * Accounts whose renewal has passed while another of theirs lies ahead show that one now; so many at a time. Returns for how
 * many.
 */
export async function moveRenewalsOn(tx: Tx): Promise<number> {
  const company = await findCompany(tx)
  if (!company) return 0
  const day = today(company.timeZone).toString()
  const { rows } = await sql<{ id: number }>`
    select a.id from customers.account a
    where a.renews_on < ${day}::date and exists (
      select from customers.subscription s where s.account_id = a.id and s.current and s.renews_on >= ${day}::date
    )
    order by a.id limit 10000`.execute(tx)
  const ids = rows.map(row => row.id)
  await keepSums(tx, ids)
  await markManyChanged(tx, ids)
  return ids.length
}

/** An account whose last subscription ended has left. */
async function cancelWithoutSubscription(tx: Tx, actor: Actor, accountIds: readonly number[]): Promise<void> {
  const { rows } = await sql<{ account_id: number; at: Date }>`
    select s.account_id, max(s.cancelled_at) as at
    from customers.subscription s join customers.account a on a.id = s.account_id
    where s.account_id = any(${accountIds}::bigint[]) and a.stage <> 'cancelled'
    group by s.account_id having not bool_or(s.current) order by s.account_id`.execute(tx)
  const leaving: Leaving[] = rows.map(row => ({ accountId: row.account_id, at: row.at }))
  await cancelAccounts(tx, actor, 'subscription', leaving)
  await recordLeaving(tx, actor, leaving)
}

interface Saved {
  readonly name: `customers.subscription_${string}`
  readonly id: number
  readonly plan: string
  readonly told?: Told
}

async function saved(tx: Tx, actor: Actor, accountId: number, { name, id, plan, told }: Saved): Promise<void> {
  await keepSums(tx, [accountId])
  await record(tx, actor, { name, accountId, subjectId: String(id), data: { plan }, ...told })
  await markChanged(tx, [accountId])
}

async function lockSubscription(tx: Tx, id: number, version: number) {
  const found = await tx
    .selectFrom('customers.subscription')
    .select('account_id')
    .where('id', '=', id)
    .executeTakeFirst()
  if (!found) throw new NotFound(`subscription ${id}`)
  // The account first, as everybody does who writes sums.
  await lockForSums(tx, [found.account_id])
  const row = await tx
    .selectFrom('customers.subscription')
    .select(['account_id', 'version', 'current', 'plan'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new NotFound(`subscription ${id}`)
  if (row.version !== version) throw new Conflict('customers:form.changedMeanwhile')
  return { accountId: row.account_id, current: row.current, plan: row.plan }
}

async function checkSubscription(tx: Tx, accountId: number, input: SubscriptionInput, except = 0): Promise<void> {
  const others = await tx
    .selectFrom('customers.subscription')
    .select(['currency', 'external_id', 'current'])
    .where('account_id', '=', accountId)
    .where('id', '<>', except)
    .execute()
  if (others.some(other => other.current && other.currency !== input.currency)) {
    throw new Invalid({ currency: 'customers:subscription.otherCurrency' })
  }
  if (input.externalId && others.some(other => other.external_id === input.externalId)) {
    throw new Invalid({ externalId: 'customers:subscription.idTaken' })
  }
}

function columnsOf(input: SubscriptionInput) {
  return {
    plan: input.plan,
    monthly_amount: input.monthlyAmount ?? null,
    currency: input.currency,
    period: input.period,
    started_on: input.startedOn ?? null,
    renews_on: input.renewsOn ?? null,
    external_id: input.externalId ?? null,
  }
}
