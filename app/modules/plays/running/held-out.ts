import { type SqlBool, sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'

/** An account that is kept out of a play, so that its effect can be known. */
export interface HeldOutRow {
  readonly accountId: number
  readonly account: string
  readonly sample: boolean
  /** Of this play, or of all. */
  readonly level: 'play' | 'company'
  /** When the play would have reached it for the first time. */
  readonly at: Date
  /** When somebody sent it through in spite of it. */
  readonly despiteAt: Date | null
  /** What it was sent through then, the last time. */
  readonly enrollmentId: number | null
}

/** Where a list by time goes on: after this one. */
export interface TimeCursor {
  readonly at: Date
  readonly id: number
  /** Of the contact, in lists where an account may stand several times. */
  readonly contact?: number
}

export interface HeldOutFilter {
  readonly level?: 'play' | 'company' | undefined
  readonly despite?: boolean | undefined
  readonly after?: TimeCursor | undefined
  readonly limit: number
}

/** Who is held out of a play, the latest first. */
export async function listHeldOut(
  db: Db,
  playId: number,
  { level, despite, after, limit }: HeldOutFilter,
): Promise<readonly HeldOutRow[]> {
  const { rows } = await sql<HeldOutRow>`
    select m.account_id as "accountId", coalesce(a.name, '') as account, coalesce(a.sample, m.sample) as sample, m.level,
           m.entered_at as at, m.despite_at as "despiteAt",
           case when m.despite_at is not null then (
             select max(e.id) from plays.enrollment e where e.play_id = m.play_id and e.account_id = m.account_id
           ) end as "enrollmentId"
    from plays.arm m left join customers.account_fact a on a.account_id = m.account_id
    where m.play_id = ${playId} and m.arm = 'held_out' and ${level ? sql<SqlBool>`m.level = ${level}` : sql`true`}
      and ${despite ? sql`m.despite_at is not null` : sql`true`}
      and ${after ? sql`(m.entered_at, m.account_id) < (${after.at}::timestamptz, ${after.id}::bigint)` : sql`true`}
    order by m.entered_at desc, m.account_id desc limit ${limit}`.execute(db)
  return rows
}
