import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { Invalid, NotFound } from '../../../platform/errors.ts'
import type { MergeAccounts } from '../../../web/module.ts'
import { type Actor, record } from '../../activity/index.ts'
import { markChanged } from '../changes.ts'
import { lockAccounts, saveAccounts } from '../intake/accounts.ts'
import { holdRefreshes } from '../refresh/refresh.ts'
import { refuseMixture } from '../sample-mixture.ts'
import { keepSums } from '../subscriptions/sums.ts'
import { accountColumns, joinProfiles } from '../traits/profile.ts'

/** Two accounts that are the same customer. */
export interface AccountPair {
  readonly fromId: number
  readonly intoId: number
}

/**
 * Makes one account of two. `intoId` keeps its name; it gets the other's ids, contacts and subscriptions, per trait the
 * later value, and whatever else it lacks. It has left only if both had. Other modules move what they hold (`hooks`). The
 * address of `fromId` and what was recorded about it lead to `intoId` from now on. Throws NotFound, and Invalid for the same
 * account twice or one of the sample company with a real one.
 */
export async function mergeAccounts(
  tx: Tx,
  hooks: readonly MergeAccounts[],
  actor: Actor,
  pair: AccountPair,
): Promise<void> {
  const { fromId, intoId } = pair
  if (fromId === intoId) throw new Invalid({ into: 'customers:merge.same' })
  // First: a refresh holds what hangs on accounts and waits for what the hooks take.
  await holdRefreshes(tx)
  // For update: who writes about one of them at this moment (hold.ts) comes before or after all of this.
  await sql`select from customers.account where id in (${fromId}, ${intoId}) order by id for update`.execute(tx)
  const profiles = await lockAccounts(tx, [fromId, intoId])
  await refuseMixture(tx, 'customers.account', pair)
  const [from, into] = [profiles.get(fromId), profiles.get(intoId)]
  if (!from || !into) throw new NotFound(`accounts ${fromId}, ${intoId}`)
  from.times.delete('name')
  from.columns.clear()
  joinProfiles(from, into, accountColumns)
  await saveAccounts(tx, [{ id: intoId, profile: into, renamed: false }])
  await moveRows(tx, pair)
  await settleCancellation(tx, pair)
  for (const hook of hooks) await hook(tx, pair)
  await removeMerged(tx, actor, pair)
  await keepSums(tx, [intoId])
  await record(tx, actor, { name: 'customers.account_merged', accountId: intoId, data: { fromId } })
  await markChanged(tx, [intoId])
}

async function moveRows(tx: Tx, { fromId, intoId }: AccountPair): Promise<void> {
  await sql`update customers.account_identity set account_id = ${intoId} where account_id = ${fromId}`.execute(tx)
  await sql`update customers.account_merge set into_id = ${intoId} where into_id = ${fromId}`.execute(tx)
  await sql`
    insert into customers.membership as known (contact_id, account_id, title, first_at, last_at, origin)
    select contact_id, ${intoId}, title, first_at, last_at, origin from customers.membership where account_id = ${fromId}
    on conflict (contact_id, account_id) do update
    set first_at = least(known.first_at, excluded.first_at), last_at = greatest(known.last_at, excluded.last_at),
        title = coalesce(known.title, excluded.title)`.execute(tx)
  // The id outside of a subscription is unique at its account only.
  await sql`
    update customers.subscription s
    set account_id = ${intoId}, version = version + 1, updated_at = ${nowDate()},
        external_id = case when exists (
          select from customers.subscription k where k.account_id = ${intoId} and k.external_id = s.external_id
        ) then null else s.external_id end
    where s.account_id = ${fromId}`.execute(tx)
}

async function settleCancellation(tx: Tx, { fromId, intoId }: AccountPair): Promise<void> {
  await sql`
    with other as (select stage from customers.account where id = ${fromId} and stage <> 'cancelled'),
    back as (
      delete from customers.cancellation where account_id = ${intoId} and exists (select from other) returning account_id
    )
    update customers.account set stage = other.stage from other, back where id = back.account_id`.execute(tx)
}

/** Fills what the survivor lacks, leaves a signpost, and deletes. */
async function removeMerged(tx: Tx, actor: Actor, { fromId, intoId }: AccountPair): Promise<void> {
  const at = nowDate()
  const gone = await tx
    .deleteFrom('customers.account')
    .where('id', '=', fromId)
    .returningAll()
    .executeTakeFirstOrThrow()
  await sql`
    update customers.account
    set external_id = coalesce(external_id, ${gone.external_id}), owner_id = coalesce(owner_id, ${gone.owner_id}),
        time_zone = coalesce(time_zone, ${gone.time_zone}), customer_since = least(customer_since, ${gone.customer_since}::date),
        version = version + 1, updated_at = ${at}
    where id = ${intoId}`.execute(tx)
  await tx
    .insertInto('customers.account_merge')
    .values({
      from_id: fromId,
      into_id: intoId,
      name: gone.name,
      at,
      by_staff_id: actor.kind === 'staff' ? actor.id : null,
    })
    .execute()
}
