import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import type { PlayAbout } from '../../../web/play-kinds.ts'
import type { Ending } from '../tables.ts'

/** A time that an account or contact went through a play. */
export interface Going {
  readonly enrollmentId: number
  readonly playId: number
  readonly play: string
  readonly contact: string | null
  readonly enteredAt: Date
  readonly endedAt: Date | null
  readonly endedBy: Ending | null
}

/** A play that an account is held out of. */
export interface HeldOutOf {
  readonly playId: number
  readonly play: string
  readonly about: PlayAbout
  readonly level: 'play' | 'company'
  readonly at: Date
  readonly despiteAt: Date | null
  /** Whether it is on, so that somebody could start it by hand. */
  readonly live: boolean
}

/** The plays that an account (or contact) is in now, and was in, those under way first; at most `limit`. */
export async function goingsOf(db: Db, about: PlayAbout, id: number, limit: number): Promise<readonly Going[]> {
  const { rows } = await sql<Going>`
    select e.id as "enrollmentId", e.play_id as "playId", p.name as play, c.label as contact, e.entered_at as "enteredAt",
           e.ended_at as "endedAt", e.ended_by as "endedBy"
    from plays.enrollment e
    join plays.play p on p.id = e.play_id
    left join customers.contact_fact c on c.contact_id = e.contact_id
    where ${sql.ref(about === 'contact' ? 'e.contact_id' : 'e.account_id')} = ${id}
    order by e.ended_at is not null, e.entered_at desc, e.id desc limit ${limit}`.execute(db)
  return rows
}

/** The plays that an account is held out of, the latest first. */
export async function heldOutOf(db: Db, accountId: number): Promise<readonly HeldOutOf[]> {
  const { rows } = await sql<HeldOutOf>`
    select a.play_id as "playId", p.name as play, p.about, a.level, a.entered_at as at, a.despite_at as "despiteAt",
           p.state = 'live' as live
    from plays.arm a join plays.play p on p.id = a.play_id
    where a.account_id = ${accountId} and a.arm = 'held_out'
    order by a.entered_at desc, a.play_id desc limit 100`.execute(db)
  return rows
}

/** Plays that can be started by hand now, by name. */
export async function startablePlays(
  db: Db,
  about: PlayAbout,
): Promise<readonly { readonly id: number; readonly name: string }[]> {
  return db
    .selectFrom('plays.play')
    .select(['id', 'name'])
    .where('state', '=', 'live')
    .where('about', '=', about)
    .orderBy('name')
    .orderBy('id')
    .limit(500)
    .execute()
}
