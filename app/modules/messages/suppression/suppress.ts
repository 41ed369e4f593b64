import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { markContactsChanged } from '../../customers/index.ts'
import { addressHash, asAddress } from '../posting/address.ts'
import { kept } from '../sending/trace.ts'
import type { SuppressionReason } from '../tables.ts'

/** An address that is to get no mail, and why. */
export interface Suppressing {
  readonly address: string
  readonly reason: SuppressionReason
  readonly messageId?: number
  readonly note?: string
  readonly staffId?: string
}

/** Puts addresses on the list; those that are on it stay as they are. Returns how many are new. */
export async function suppressAddresses(tx: Tx, all: readonly Suppressing[]): Promise<number> {
  const unique = [...new Map(all.map(one => [asAddress(one.address), one])).entries()]
  if (unique.length === 0) return 0
  const hash = await addressHash(tx)
  const { rows } = await sql`
    insert into messages.suppression (hash, address, reason, note, message_id, at, staff_id)
    select hash, address, reason, note, message_id, ${nowDate()}, staff_id from unnest(
      ${unique.map(([address]) => hash(address))}::bytea[],
      ${unique.map(([address, { reason }]) => (reason === 'erased' ? null : address))}::text[],
      ${unique.map(([, { reason }]) => reason)}::text[], ${unique.map(([, { note }]) => kept(note ?? '') || null)}::text[],
      ${unique.map(([, { messageId }]) => messageId ?? null)}::bigint[],
      ${unique.map(([, { staffId }]) => staffId ?? null)}::text[]
    ) as one (hash, address, reason, note, message_id, staff_id)
    on conflict (hash) do nothing returning hash`.execute(tx)
  await markAddressChanged(
    tx,
    unique.map(([address]) => address),
  )
  return rows.length
}

/** Segments may ask who can be reached: everybody with one of these addresses is looked at again. */
export async function markAddressChanged(tx: Tx, addresses: readonly string[]): Promise<void> {
  const { rows } = await sql<{ contact_id: number }>`
    select contact_id from customers.contact_fact where lower(email) = any(${addresses}::text[])`.execute(tx)
  await markContactsChanged(
    tx,
    rows.map(row => row.contact_id),
  )
}
