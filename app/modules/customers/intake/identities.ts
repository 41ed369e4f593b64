import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'

export interface Identities {
  /** Contact ids by userId. */
  readonly users: ReadonlyMap<string, number>
  /** Contact ids by anonymousId. */
  readonly anonymous: ReadonlyMap<string, number>
  /** Account ids by groupId. */
  readonly groups: ReadonlyMap<string, number>
  /** By contact id: the contact's only account, or the one it was seen at latest. */
  readonly accountOf: ReadonlyMap<number, number>
}

/** Who these outside ids are; unknown ones are absent. */
export async function resolveIdentities(
  tx: Tx,
  ids: {
    readonly userIds: readonly string[]
    readonly anonymousIds: readonly string[]
    readonly groupIds: readonly string[]
  },
): Promise<Identities> {
  const { rows } = await sql<{ kind: 'user' | 'anonymous'; value: string; contact_id: number; account_id: number }>`
    select identity.kind, identity.value, identity.contact_id, latest.account_id
    from (
      select kind, value, contact_id from customers.contact_identity
      where kind = 'user' and value = any(${ids.userIds}::text[])
      union all
      select kind, value, contact_id from customers.contact_identity
      where kind = 'anonymous' and value = any(${ids.anonymousIds}::text[])
    ) identity
    left join customers.membership latest using (contact_id)
    order by latest.last_at, latest.account_id`.execute(tx)
  const groups = await accountsOf(tx, ids.groupIds)
  const of = (kind: string) => rows.filter(row => row.kind === kind).map(row => [row.value, row.contact_id] as const)
  return {
    users: new Map(of('user')),
    anonymous: new Map(of('anonymous')),
    groups,
    // The latest comes last and stays.
    accountOf: new Map(rows.flatMap(row => (row.account_id === null ? [] : [[row.contact_id, row.account_id]]))),
  }
}

async function accountsOf(tx: Tx, groupIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (groupIds.length === 0) return new Map()
  const { rows } = await sql<{ external_id: string; account_id: number }>`
    select external_id, account_id from customers.account_identity
    where external_id = any(${groupIds}::text[])`.execute(tx)
  return new Map(rows.map(row => [row.external_id, row.account_id]))
}

export interface Joining {
  readonly contactId: number
  readonly accountId: number
  readonly at: Date
}

/** Notes that these contacts were seen at these accounts; who was erased or merged meanwhile is left out. */
export async function joinAccounts(tx: Tx, pairs: readonly Joining[]): Promise<void> {
  const spans = new Map<string, { contactId: number; accountId: number; first: Date; last: Date }>()
  for (const { contactId, accountId, at } of pairs) {
    const key = `${contactId} ${accountId}`
    const span = spans.get(key) ?? { contactId, accountId, first: at, last: at }
    if (at < span.first) span.first = at
    if (at > span.last) span.last = at
    spans.set(key, span)
  }
  const list = [...spans.values()]
  if (list.length === 0) return
  await sql`
    insert into customers.membership as known (contact_id, account_id, first_at, last_at)
    select contact_id, account_id, first_at, last_at
    from (
      select seen.* from unnest(
        ${list.map(one => one.contactId)}::bigint[], ${list.map(one => one.accountId)}::bigint[],
        ${list.map(one => one.first)}::timestamptz[], ${list.map(one => one.last)}::timestamptz[]
      ) as seen (contact_id, account_id, first_at, last_at)
      join customers.contact c on c.id = seen.contact_id
      join customers.account a on a.id = seen.account_id
      order by contact_id, account_id
      for key share of c, a
    ) present
    on conflict (contact_id, account_id) do update
    set first_at = least(known.first_at, excluded.first_at), last_at = greatest(known.last_at, excluded.last_at)
    where excluded.first_at < known.first_at or excluded.last_at > known.last_at`.execute(tx)
}

export interface AnonymousJoining {
  readonly anonymousId: string
  readonly contactId: number
}

/**
 * Joins anonymousIds to contacts and answers those that were not joined before. One that already belongs to another
 * contact stays there: the first to sign in on a device is not overruled by the next.
 */
export async function joinAnonymous(tx: Tx, pairs: readonly AnonymousJoining[]): Promise<readonly AnonymousJoining[]> {
  const first = new Map<string, number>()
  for (const { anonymousId, contactId } of pairs) if (!first.has(anonymousId)) first.set(anonymousId, contactId)
  if (first.size === 0) return []
  const { rows } = await sql<{ value: string; contact_id: number }>`
    insert into customers.contact_identity (kind, value, contact_id, joined_at)
    select 'anonymous', value, contact_id, ${nowDate()}
    from (
      select pair.value, pair.contact_id
      from unnest(${[...first.keys()]}::text[], ${[...first.values()]}::bigint[]) as pair (value, contact_id)
      join customers.contact c on c.id = pair.contact_id
      where not exists (
        select from customers.contact_identity known where known.kind = 'anonymous' and known.value = pair.value
      )
      order by pair.value
      for key share of c
    ) present
    on conflict (kind, value) do nothing
    returning value, contact_id`.execute(tx)
  return rows.map(row => ({ anonymousId: row.value, contactId: row.contact_id }))
}
