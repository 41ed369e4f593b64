import { sql } from 'kysely'
import { dayOf, nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { findCompany } from '../../identity/index.ts'
import { accountColumns, profileOf, type StoredProfile } from '../traits/profile.ts'
import { type Json, toJson } from '../traits/trait.ts'
import {
  type ChangedProfile,
  type Intake,
  type Locking,
  lockClauses,
  type NewProfile,
  type Patience,
  type Store,
  take,
} from './take.ts'

/** What a message says about an account: a group call. */
export interface AccountMessage {
  readonly groupId: string
  readonly traits: Readonly<Record<string, Json>>
  readonly at: Date
}

/**
 * Makes the accounts that are missing and puts the traits of all messages into them; name feeds the account's own column,
 * and without one the groupId is the name. Ids are by groupId, also by that of an account that was merged into another.
 * Refusals, waiting and Held as in `takeContacts`. The caller marks the accounts as changed.
 */
export function takeAccounts(
  tx: Tx,
  messages: readonly AccountMessage[],
  patience: Patience = 'wait',
): Promise<Intake> {
  return take(
    tx,
    accountStore,
    messages.map(({ groupId, traits, at }) => ({ key: groupId, traits, at })),
    patience,
  )
}

const accountStore: Store = {
  subject: 'account',
  columns: accountColumns,
  find: findAccounts,
  create: createAccounts,
  read: readAccounts,
  save: saveAccounts,
}

async function findAccounts(tx: Tx, groupIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ external_id: string; account_id: number }>`
    select external_id, account_id from customers.account_identity
    where external_id = any(${groupIds}::text[])`.execute(tx)
  return new Map(rows.map(row => [row.external_id, row.account_id]))
}

async function createAccounts(tx: Tx, items: readonly NewProfile[]): Promise<ReadonlyMap<string, number>> {
  const company = await findCompany(tx)
  const timeZone = company?.timeZone ?? 'UTC'
  const { rows } = await sql<{ id: number; external_id: string }>`
    insert into customers.account
      (external_id, name, currency, customer_since, traits, traits_at, traits_since, created_at, updated_at)
    select external_id, coalesce(name, external_id), ${company?.currency ?? 'JPY'}, since::date, traits::jsonb,
           traits_at::jsonb, traits_since::jsonb, ${nowDate()}, ${nowDate()}
    from unnest(
      ${items.map(item => item.key)}::text[], ${items.map(({ profile }) => profile.columns.get('name') ?? null)}::text[],
      ${items.map(item => knownDay(item.at, timeZone))}::text[],
      ${items.map(({ profile }) => toJson(Object.fromEntries(profile.traits)))}::text[],
      ${items.map(({ profile }) => toJson(Object.fromEntries(profile.times)))}::text[],
      ${items.map(({ profile }) => toJson(Object.fromEntries(profile.since)))}::text[]
    ) as new (external_id, name, since, traits, traits_at, traits_since)
    order by external_id
    on conflict (external_id) do nothing
    returning id, external_id`.execute(tx)
  if (rows.length > 0) {
    await sql`
      insert into customers.account_identity (external_id, account_id)
      select external_id, account_id
      from unnest(${rows.map(row => row.external_id)}::text[], ${rows.map(row => row.id)}::bigint[])
        as new (external_id, account_id)
      order by external_id`.execute(tx)
  }
  return new Map(rows.map(row => [row.external_id, row.id]))
}

interface AccountRow extends StoredProfile {
  readonly id: number
  readonly name: string
}

/** Reads and locks accounts, in the order of their ids. */
export function lockAccounts(tx: Tx, ids: readonly number[]) {
  return readAccounts(tx, ids, 'locked')
}

async function readAccounts(tx: Tx, ids: readonly number[], locking: Locking) {
  const { rows } = await sql<AccountRow>`
    select id, name, traits, traits_at, traits_since from customers.account
    where id = any(${ids}::bigint[]) order by id ${lockClauses[locking]}`.execute(tx)
  return new Map(rows.map(({ id, name, ...stored }) => [id, profileOf(stored, { name })]))
}

/** Writes profiles back. The name is searched for, which is dear to keep, so it is written only when it is new. */
export async function saveAccounts(tx: Tx, items: readonly ChangedProfile[]): Promise<void> {
  await sql`
    update customers.account a
    set traits = new.traits::jsonb, traits_at = new.traits_at::jsonb, traits_since = new.traits_since::jsonb,
        updated_at = ${nowDate()}
    from unnest(
      ${items.map(item => item.id)}::bigint[],
      ${items.map(({ profile }) => toJson(Object.fromEntries(profile.traits)))}::text[],
      ${items.map(({ profile }) => toJson(Object.fromEntries(profile.times)))}::text[],
      ${items.map(({ profile }) => toJson(Object.fromEntries(profile.since)))}::text[]
    ) as new (id, traits, traits_at, traits_since)
    where a.id = new.id`.execute(tx)
  const renamed = items.filter(item => item.renamed)
  if (renamed.length === 0) return
  await sql`
    update customers.account a set name = coalesce(new.name, a.external_id, a.name)
    from unnest(
      ${renamed.map(item => item.id)}::bigint[], ${renamed.map(({ profile }) => profile.columns.get('name') ?? null)}::text[]
    ) as new (id, name)
    where a.id = new.id`.execute(tx)
}

/** The day in the zone; none for times so ancient that they are no information. */
function knownDay(at: Date, timeZone: string): string | null {
  const day = dayOf(at, timeZone)
  return day.year < 1900 ? null : day.toString()
}
