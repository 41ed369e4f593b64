import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import { type Actor, record } from '../../activity/index.ts'
import { addressHash, asAddress, deliverableAddress } from '../posting/address.ts'
import type { SuppressionReason } from '../tables.ts'
import { markAddressChanged, suppressAddresses } from './suppress.ts'

/** A line of the list. */
export interface Suppressed {
  /** Of the hash, as hexadecimal digits: what a line is found by. */
  readonly id: string
  /** Nothing for somebody who was erased. */
  readonly address: string | null
  readonly reason: SuppressionReason
  readonly note: string | null
  readonly at: Date
  readonly staffName: string | null
  readonly messageId: number | null
}

export interface SuppressedFilter {
  /** An address, or how it begins. Also finds who was erased, by the whole address. */
  readonly search?: string | undefined
  readonly after?: { readonly at: Date; readonly id: string } | undefined
  readonly limit: number
}

/** Addresses that get no mail, the latest first. */
export async function listSuppressed(
  db: Db,
  { search, after, limit }: SuppressedFilter,
): Promise<readonly Suppressed[]> {
  const sought = search && asAddress(search)
  const exact = sought ? (await addressHash(db))(sought) : Buffer.alloc(0)
  const pattern = sought ? `${sought.replaceAll(/[\\%_]/g, '\\$&')}%` : ''
  const { rows } = await sql<Suppressed>`
    select encode(s.hash, 'hex') as id, s.address, s.reason, s.note, s.at, p.name as "staffName", s.message_id as "messageId"
    from messages.suppression s left join identity.person p on p.id = s.staff_id
    where (${sought ?? null}::text is null or s.hash = ${exact} or s.address like ${pattern})
      and (${after?.at ?? null}::timestamptz is null
           or (s.at, s.hash) < (${after?.at ?? null}, decode(${after?.id ?? ''}, 'hex')))
    order by s.at desc, s.hash desc limit ${limit}`.execute(db)
  return rows
}

export interface PastedList {
  /** Those that can be addresses, as they are compared. */
  readonly addresses: readonly string[]
  /** Pieces that cannot. */
  readonly wrong: readonly string[]
}

/** Reads addresses that somebody pasted: one a line, or parted by commas; with names (`海 <kai@…>`) or in quotes, too. */
export function readPasted(text: string): PastedList {
  const pieces = text.split(/[\n,;\t、]+/).flatMap(piece => {
    const named = /<([^<>]+)>/.exec(piece)?.[1]
    return named ? [named] : piece.replaceAll(/["']/g, ' ').trim().split(/\s+/)
  })
  const addresses = new Set<string>()
  const wrong: string[] = []
  for (const piece of pieces.filter(Boolean)) {
    const address = deliverableAddress(piece)
    if (address) addresses.add(address)
    else wrong.push(piece)
  }
  return { addresses: [...addresses], wrong }
}

/** Stops mail to these addresses, in the name of a member of staff. Returns how many were not on the list yet. */
export async function stopMail(
  tx: Tx,
  actor: Actor,
  addresses: readonly string[],
  input: { readonly note?: string | undefined },
): Promise<number> {
  const reason = addresses.length > 1 ? 'imported' : 'added'
  const by = { ...(input.note && { note: input.note }), ...(actor.kind === 'staff' && { staffId: actor.id }) }
  let added = 0
  for (let from = 0; from < addresses.length; from += 5000) {
    const some = addresses.slice(from, from + 5000)
    added += await suppressAddresses(
      tx,
      some.map(address => ({ address, reason, ...by })),
    )
  }
  if (added > 0)
    await record(tx, actor, { name: 'messages.mail_stopped', data: { count: added, note: input.note ?? '' } })
  return added
}

/** Lets mail reach an address again, for a reason that is kept. Whether it was on the list. */
export async function allowMail(tx: Tx, actor: Actor, id: string, reason: string): Promise<boolean> {
  const row = await tx
    .deleteFrom('messages.suppression')
    .where('hash', '=', Buffer.from(id, 'hex'))
    .returning(['address', 'reason'])
    .executeTakeFirst()
  if (!row) return false
  // Not the address: the record outlives who is erased.
  await record(tx, actor, { name: 'messages.mail_allowed', data: { reason: row.reason, note: reason } })
  if (row.address) await markAddressChanged(tx, [row.address])
  return true
}
