import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { type Tx, transactAgain } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { evaluate, prepare } from './evaluate.ts'
import { batchSize } from './progress.ts'

/**
 * Remembers accounts of which something changed and that have so many people that looking at all of them with every change
 * would keep everybody else waiting. However often one changes, all of its people are looked at once a minute at most.
 */
export async function markCrowded(tx: Tx, accountIds: readonly number[]): Promise<void> {
  if (accountIds.length === 0) return
  await sql`
    insert into segments.crowd (account_id, marked_at)
    select account_id, ${nowDate()} from unnest(${accountIds}::bigint[]) account_id order by account_id
    on conflict (account_id) do update set marked_at = excluded.marked_at`.execute(tx)
}

/** Looks at the people of those accounts that were marked before now, batch by batch; goes on where it was interrupted. */
export async function evaluateCrowds(services: Services, signal: AbortSignal): Promise<void> {
  const begun = nowDate()
  const some = await services.db.selectFrom('segments.crowd').select('account_id').limit(1).executeTakeFirst()
  let going = some !== undefined
  while (going) {
    signal.throwIfAborted()
    going = await transactAgain(services.db, tx => takeBatch(tx, services, begun))
  }
}

async function takeBatch(tx: Tx, services: Services, begun: Date): Promise<boolean> {
  const evaluating = await prepare(tx, services, 'change')
  const { rows } = await sql<{ account_id: number; last_contact_id: number }>`
    select account_id, last_contact_id from segments.crowd
    where last_contact_id > 0 or marked_at <= ${begun}
    order by last_contact_id = 0, marked_at, account_id limit 1 for update`.execute(tx)
  const [crowd] = rows
  if (!evaluating || !crowd) return false
  // From the beginning on: what is marked from here on is for another round.
  if (crowd.last_contact_id === 0) {
    await tx.updateTable('segments.crowd').set({ marked_at: null }).where('account_id', '=', crowd.account_id).execute()
  }
  const { rows: contacts } = await sql<{ contact_id: number }>`
    select contact_id from customers.membership_fact
    where account_id = ${crowd.account_id} and contact_id > ${crowd.last_contact_id}
    order by contact_id limit ${batchSize}`.execute(tx)
  const ids = contacts.map(row => row.contact_id)
  await evaluate(tx, evaluating, { about: 'contact', ids })
  await keepPlace(tx, crowd.account_id, ids.length < batchSize ? 0 : (ids.at(-1) ?? 0))
  return true
}

/** At the end (0) an account that was not marked meanwhile is done. */
async function keepPlace(tx: Tx, accountId: number, lastId: number): Promise<void> {
  await tx.updateTable('segments.crowd').set({ last_contact_id: lastId }).where('account_id', '=', accountId).execute()
  await tx
    .deleteFrom('segments.crowd')
    .where('account_id', '=', accountId)
    .where('last_contact_id', '=', 0)
    .where('marked_at', 'is', null)
    .execute()
}
