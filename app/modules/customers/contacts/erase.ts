import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'
import type { Erase, Erased } from '../../../web/module.ts'
import { type Actor, record } from '../../activity/index.ts'
import { markChanged } from '../changes.ts'
import { suppress } from './suppression.ts'

/**
 * Forgets a person for good: the contact with its traits and ids, and what other modules hold (`hooks`). The ids and the
 * mail address are refused from then on. `personalAccounts` are accounts that are this very person (consumers): their
 * name, ids and traits go too, their numbers stay. Throws NotFound.
 */
export async function eraseContact(
  tx: Tx,
  hooks: readonly Erase[],
  actor: Actor,
  contactId: number,
  personalAccounts: readonly number[] = [],
): Promise<Erased> {
  const contact = await tx
    .selectFrom('customers.contact')
    .select(['id', 'email'])
    .where('id', '=', contactId)
    .forUpdate()
    .executeTakeFirst()
  if (!contact) throw new NotFound(`contact ${contactId}`)
  const { erased, only } = await idsOf(tx, contactId)
  await suppress(tx, actor.kind === 'staff' ? actor.id : undefined, nowDate(), [
    ...erased.userIds.map(value => ({ kind: 'user' as const, value })),
    ...erased.anonymousIds.map(value => ({ kind: 'anonymous' as const, value })),
    ...(contact.email ? [{ kind: 'email' as const, value: contact.email.toLowerCase() }] : []),
  ])
  for (const hook of hooks) await hook(tx, erased)
  await tx.deleteFrom('customers.contact').where('id', '=', contactId).execute()
  await forgetAccounts(
    tx,
    only.filter(id => personalAccounts.includes(id)),
  )
  const places = erased.accountIds.length > 0 ? erased.accountIds.map(accountId => ({ accountId })) : [{}]
  await record(tx, actor, ...places.map(place => ({ name: 'customers.contact_erased' as const, contactId, ...place })))
  await markChanged(tx, erased.accountIds)
  return erased
}

async function idsOf(tx: Tx, contactId: number): Promise<{ erased: Erased; only: readonly number[] }> {
  const identities = await tx
    .selectFrom('customers.contact_identity')
    .select(['kind', 'value'])
    .where('contact_id', '=', contactId)
    .execute()
  const { rows: accounts } = await sql<{ account_id: number; alone: boolean }>`
    select m.account_id, not exists (
      select from customers.membership o where o.account_id = m.account_id and o.contact_id <> m.contact_id
    ) as alone
    from customers.membership m where m.contact_id = ${contactId} order by m.account_id`.execute(tx)
  const of = (kind: string) => identities.filter(row => row.kind === kind).map(row => row.value)
  const accountIds = accounts.map(row => row.account_id)
  return {
    erased: { contactId, userIds: of('user'), anonymousIds: of('anonymous'), accountIds },
    only: accounts.filter(row => row.alone).map(row => row.account_id),
  }
}

/** What names the person goes; amounts, dates and stages stay for the totals. */
async function forgetAccounts(tx: Tx, accountIds: readonly number[]): Promise<void> {
  if (accountIds.length === 0) return
  await sql`delete from customers.account_identity where account_id = any(${accountIds}::bigint[])`.execute(tx)
  await sql`
    update customers.account
    set name = '#' || id, external_id = null, traits = '{}', traits_at = '{}', version = version + 1, updated_at = ${nowDate()}
    where id = any(${accountIds}::bigint[])`.execute(tx)
  await sql`
    update customers.account_merge set name = '#' || from_id where into_id = any(${accountIds}::bigint[])`.execute(tx)
  await sql`
    update customers.cancellation set reason = null where account_id = any(${accountIds}::bigint[])`.execute(tx)
}
