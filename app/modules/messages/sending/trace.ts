import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Happening } from '../tables.ts'

/** Something that happened to a message. */
export interface Happened {
  readonly id: number
  readonly what: Happening
  readonly detail?: string | null
  readonly staffId?: string
}

const longest = 500

/** What somebody else's server said, as it can be kept and shown: one line, not too long. */
export function kept(said: string): string {
  return said
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, longest)
    .toWellFormed()
    .trim()
}

/** Why a play keeps its mails back. */
const reasonsToHold = ['paused', 'archived'] as const

/** Whether its play keeps the message back. Nobody begins or ends to do so before `tx` ends. */
export async function isHeld(tx: Tx, id: number): Promise<boolean> {
  await sql`select id from messages.message where id = ${id} for no key update`.execute(tx)
  const { rows } = await sql`
    select from messages.trace where message_id = ${id} and what = 'dropped' and detail = any(${[...reasonsToHold]}::text[])`.execute(
    tx,
  )
  return rows.length > 0
}

/** That their play keeps these back is true no more. */
export async function forgetHeld(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await sql`
    delete from messages.trace
    where message_id = any(${ids}::bigint[]) and what = 'dropped' and detail = any(${[...reasonsToHold]}::text[])`.execute(
    tx,
  )
}

/** Notes what happened to messages, now. What servers say names an address: of who was erased meanwhile it is not kept. */
export async function note(db: Db | Tx, happened: readonly Happened[]): Promise<void> {
  if (happened.length === 0) return
  await sql`
    insert into messages.trace (message_id, at, what, detail, staff_id)
    select id, ${nowDate()}, what, case when m.contact_id is not null or what = 'dropped' then detail end, staff_id from unnest(
      ${happened.map(({ id }) => id)}::bigint[], ${happened.map(({ what }) => what)}::text[],
      ${happened.map(({ detail }) => kept(detail ?? '') || null)}::text[],
      ${happened.map(({ staffId }) => staffId ?? null)}::text[]
    ) as one (id, what, detail, staff_id) join messages.message m using (id)`.execute(db)
}

/** Notes why mails wait; for the same reason as before not again. */
export async function noteWaits(
  tx: Tx,
  waits: readonly { readonly id: number; readonly why: string }[],
): Promise<void> {
  if (waits.length === 0) return
  await sql`
    insert into messages.trace (message_id, at, what, detail)
    select id, ${nowDate()}, 'waited', why
    from unnest(${waits.map(({ id }) => id)}::bigint[], ${waits.map(({ why }) => why)}::text[]) as one (id, why)
    where not exists (
      select from messages.trace t where t.message_id = one.id and t.what = 'waited' and t.detail = one.why)`.execute(
    tx,
  )
}
