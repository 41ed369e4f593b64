import { type RawBuilder, sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { markContactsChanged } from '../changes.ts'
import { keepSums } from '../subscriptions/sums.ts'

/** What the sample company knows of an account beyond what its app sends. */
export interface SampleAccount {
  readonly externalId: string
  readonly ownerId: string | null
  readonly stage: 'onboarding' | 'active'
  readonly customerSince: string
  readonly plan: string
  /** Minor units of the yen. */
  readonly monthlyAmount: number
  readonly period: 'month' | 'year'
  readonly renewsOn: string
}

/**
 * Marks accounts and their contacts as the sample's, with owner, stage, beginning and contract; unrecorded, since nobody did
 * it today. Returns the account ids by external id.
 */
export async function settleSample(tx: Tx, accounts: readonly SampleAccount[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: number; external_id: string }>`
    update customers.account a
    set sample = true, owner_id = s.owner_id, stage = s.stage, customer_since = s.since, created_at = s.since,
        updated_at = ${nowDate()}
    from unnest(
      ${accounts.map(one => one.externalId)}::text[], ${accounts.map(one => one.ownerId)}::text[],
      ${accounts.map(one => one.stage)}::text[], ${accounts.map(one => one.customerSince)}::date[]
    ) s (external_id, owner_id, stage, since)
    where a.external_id = s.external_id
    returning a.id, a.external_id`.execute(tx)
  await sql`
    update customers.contact c set sample = true, created_at = least(c.created_at, m.first_at)
    from customers.membership m
    where m.contact_id = c.id and m.account_id = any(${rows.map(row => row.id)}::bigint[])`.execute(tx)
  const ids = new Map(rows.map(row => [row.external_id, row.id]))
  await signContracts(tx, ids, accounts)
  return ids
}

async function signContracts(
  tx: Tx,
  ids: ReadonlyMap<string, number>,
  accounts: readonly SampleAccount[],
): Promise<void> {
  const known = accounts.flatMap(one => {
    const accountId = ids.get(one.externalId)
    return accountId === undefined ? [] : [{ ...one, accountId }]
  })
  const at = nowDate()
  await tx
    .insertInto('customers.subscription')
    .values(
      known.map(one => ({
        account_id: one.accountId,
        external_id: `${one.externalId}-contract`,
        plan: one.plan,
        monthly_amount: one.monthlyAmount,
        currency: 'JPY',
        period: one.period,
        started_on: one.customerSince,
        renews_on: one.renewsOn,
        created_at: at,
        updated_at: at,
      })),
    )
    .execute()
  await keepSums(tx, [...ids.values()])
}

/** Whether there are accounts that are not the sample's. */
export async function hasOwnAccounts(db: Db): Promise<boolean> {
  const { rows } = await sql`select from customers.account where not sample limit 1`.execute(db)
  return rows.length > 0
}

/** The ids of the accounts and contacts that go with the sample. Contacts that real accounts share stay. */
export const goingWithSample: Readonly<Record<'account' | 'contact', RawBuilder<unknown>>> = {
  account: sql`select id from customers.account where sample`,
  contact: sql`
    select c.id from customers.contact c
    where c.sample and not exists (
      select 1 from customers.membership m join customers.account a on a.id = m.account_id
      where m.contact_id = c.id and not a.sample)`,
}

/** Deletes the sample's accounts and contacts with all that hangs on them. */
export async function removeSampleCustomers(tx: Tx): Promise<void> {
  const { account, contact } = goingWithSample
  const { rows: staying } = await sql<{ id: number }>`
    select distinct contact_id as id from customers.membership
    where account_id in (${account}) and contact_id not in (${contact})`.execute(tx)
  await sql`delete from customers.contact_change where contact_id in (${contact})`.execute(tx)
  await sql`delete from customers.contact where id in (${contact})`.execute(tx)
  await sql`delete from customers.account where id in (${account})`.execute(tx)
  await markContactsChanged(
    tx,
    staying.map(({ id }) => id),
  )
  // What only the sample's accounts and people had is nothing to choose from any more.
  await sql`
    delete from customers.trait t where subject = 'account' and key not in (
      select distinct jsonb_object_keys(traits) from customers.account)`.execute(tx)
  await sql`
    delete from customers.trait t where subject = 'contact' and key not in (
      select distinct jsonb_object_keys(traits) from customers.contact)`.execute(tx)
}
