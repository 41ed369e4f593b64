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
