import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { type About, grounds } from './about.ts'
import type { Segment } from './queries.ts'
import { type Shown, shownOf } from './shown.ts'
import type { MembershipKind } from './tables.ts'

export interface Member extends Shown {
  readonly enteredAt: Date
}

/** Where a page of members ends. */
export interface MemberCursor {
  readonly enteredAt: Date
  readonly id: number
}

/** Who is in a segment, the latest to enter first. */
export async function memberPage(
  db: Db,
  segment: Pick<Segment, 'id' | 'about'>,
  page: { readonly after?: MemberCursor | undefined; readonly limit: number },
): Promise<readonly Member[]> {
  const { after, limit } = page
  const { id, membership } = grounds[segment.about]
  const beyond = after
    ? sql`and (m.entered_at, m.${id}) < (${after.enteredAt}::timestamptz, ${after.id}::bigint)`
    : sql``
  const { rows } = await sql<MemberCursor>`
    select m.${id} as id, m.entered_at as "enteredAt" from ${membership} m
    where m.segment_id = ${segment.id} ${beyond}
    order by m.entered_at desc, m.${id} desc limit ${limit}`.execute(db)
  return withShown(db, segment.about, rows)
}

async function withShown<T extends { readonly id: number }>(
  db: Db,
  about: About,
  rows: readonly T[],
): Promise<readonly (T & Shown)[]> {
  const shown = await shownOf(
    db,
    about,
    rows.map(row => row.id),
  )
  return rows.flatMap(row => {
    const one = shown.get(row.id)
    return one ? [{ ...one, ...row }] : []
  })
}

export interface Move extends Shown {
  readonly kind: MembershipKind
  readonly at: Date
}

/** Who entered and who left lately, newest first. */
export async function recentMoves(
  db: Db,
  segment: Pick<Segment, 'id' | 'about'>,
  limit: number,
): Promise<readonly Move[]> {
  const { id, log } = grounds[segment.about]
  const { rows } = await sql<Pick<Move, 'id' | 'kind' | 'at'>>`
    select l.${id} as id, l.kind, l.at from ${log} l
    where l.segment_id = ${segment.id} order by l.id desc limit ${limit}`.execute(db)
  return withShown(db, segment.about, rows)
}

/** A segment that somebody is in. */
export interface Within {
  readonly id: number
  readonly name: string
  readonly enteredAt: Date
}

/** The segments an account (or a contact) is in, by name. */
export async function segmentsWith(db: Db, about: About, memberId: number): Promise<readonly Within[]> {
  const { id, membership } = grounds[about]
  const { rows } = await sql<Within>`
    select s.id, s.name, m.entered_at as "enteredAt"
    from ${membership} m join segments.segment s on s.id = m.segment_id
    where m.${id} = ${memberId} order by s.name`.execute(db)
  return rows
}

/** An entry or exit, told with the segment. */
export interface Step {
  readonly id: number
  readonly name: string
  readonly kind: MembershipKind
  readonly at: Date
}

/** The segments an account (or a contact) entered and left before a time, newest first. */
export async function stepsOf(
  db: Db,
  about: About,
  memberId: number,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<readonly Step[]> {
  const { id, log } = grounds[about]
  const { rows } = await sql<Step>`
    select s.id, s.name, l.kind, l.at from ${log} l join segments.segment s on s.id = l.segment_id
    where l.${id} = ${memberId} and l.at < ${before} order by l.at desc, l.id desc limit ${limit}`.execute(db)
  return rows
}
