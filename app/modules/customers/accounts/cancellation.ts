import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../../platform/errors.ts'
import { type Actor, record } from '../../activity/index.ts'
import { markChanged, markManyChanged } from '../changes.ts'
import { keepSums, lockForSums } from '../subscriptions/sums.ts'
import type { CancellationSource } from '../tables.ts'

/** That an account left: when (undefined when only the fact is known) and why. */
export interface Leaving {
  readonly accountId: number
  readonly at?: Date | undefined
  readonly reason?: string | undefined
}

/**
 * Records that an account left. Its subscriptions end with it. Throws Invalid for a time ahead, NotFound when it is gone,
 * Conflict when it left before.
 */
export async function cancelAccount(tx: Tx, actor: Actor, leaving: Leaving): Promise<void> {
  if (leaving.at && leaving.at > nowDate()) throw new Invalid({ at: 'customers:cancellation.ahead' })
  const account = await tx
    .selectFrom('customers.account')
    .select('stage')
    .where('id', '=', leaving.accountId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!account) throw new NotFound(`account ${leaving.accountId}`)
  if (account.stage === 'cancelled') throw new Conflict('customers:cancellation.already')
  await cancelAccounts(tx, actor, 'staff', [leaving])
  await recordLeaving(tx, actor, [leaving])
}

/**
 * The same for many, unrecorded, for imports: of an account that left before only a time or reason that was not known is
 * added. Marks the accounts as changed.
 */
export async function cancelAccounts(
  tx: Tx,
  actor: Actor,
  source: CancellationSource,
  list: readonly Leaving[],
): Promise<void> {
  if (list.length === 0) return
  const ids = list.map(one => one.accountId)
  await lockForSums(tx, ids)
  await writeCancellations(tx, actor, source, list)
  await sql`
    update customers.subscription s
    set cancelled_at = coalesce(c.at, c.recorded_at), version = s.version + 1, updated_at = ${nowDate()}
    from customers.cancellation c
    where c.account_id = s.account_id and s.account_id = any(${ids}::bigint[])
      and (s.cancelled_at is null or s.cancelled_at > coalesce(c.at, c.recorded_at))`.execute(tx)
  await sql`
    update customers.account set stage = 'cancelled', updated_at = ${nowDate()}
    where id = any(${ids}::bigint[]) and stage <> 'cancelled'`.execute(tx)
  await keepSums(tx, ids)
  await markManyChanged(tx, ids)
}

/** Keeps what the account had when it left, in its currency: what ran then, or what ended within the day before. */
async function writeCancellations(
  tx: Tx,
  actor: Actor,
  source: CancellationSource,
  list: readonly Leaving[],
): Promise<void> {
  const staffId = actor.kind === 'staff' ? actor.id : null
  await sql`
    insert into customers.cancellation as known
      (account_id, at, recorded_at, recorded_by, source, reason, stage_before, plan, monthly_amount)
    select a.id, leaving.at, ${nowDate()}, ${staffId}, ${source}, leaving.reason,
           case when a.stage = 'cancelled' then 'active' else a.stage end, had.plan, had.amount
    from unnest(
      ${list.map(one => one.accountId)}::bigint[], ${list.map(one => one.at ?? null)}::timestamptz[],
      ${list.map(one => one.reason ?? null)}::text[]
    ) as leaving (account_id, at, reason)
    join customers.account a on a.id = leaving.account_id
    left join lateral (
      select sum(monthly_amount)::bigint as amount, (array_agg(plan order by monthly_amount desc nulls last, s.id))[1] as plan
      from customers.subscription s,
           (select max(cancelled_at) as last from customers.subscription e where e.account_id = a.id) ended
      where s.account_id = a.id
        and (s.cancelled_at is null or s.cancelled_at >= coalesce(leaving.at, ended.last) - interval '1 day')
      group by s.currency order by (s.currency = a.currency) desc, count(*) desc, min(s.id) limit 1
    ) had on true
    order by a.id
    on conflict (account_id) do update
    set at = coalesce(known.at, excluded.at), reason = coalesce(known.reason, excluded.reason)
    where (known.at is null and excluded.at is not null) or (known.reason is null and excluded.reason is not null)`.execute(
    tx,
  )
}

/** Writes down who left. */
export async function recordLeaving(tx: Tx, actor: Actor, list: readonly Leaving[]): Promise<void> {
  const deeds = list.map(one => ({
    name: 'customers.account_cancelled' as const,
    accountId: one.accountId,
    // The reason is what somebody said; it stands in the cancellation alone, where it can be forgotten.
    data: { at: one.at?.toISOString() ?? null },
  }))
  await record(tx, actor, ...deeds)
}

/** Takes an account back that left, or that was said to have left by mistake. Throws Conflict when it had not. */
export async function reopenAccount(tx: Tx, actor: Actor, accountId: number): Promise<void> {
  await lockForSums(tx, [accountId])
  const gone = await tx
    .deleteFrom('customers.cancellation')
    .where('account_id', '=', accountId)
    .returning('stage_before')
    .executeTakeFirst()
  if (!gone) throw new Conflict('customers:cancellation.notCancelled')
  await sql`
    update customers.account set stage = ${gone.stage_before}, updated_at = ${nowDate()}
    where id = ${accountId}`.execute(tx)
  await record(tx, actor, { name: 'customers.account_reopened', accountId, data: { to: gone.stage_before } })
  await markChanged(tx, [accountId])
}
