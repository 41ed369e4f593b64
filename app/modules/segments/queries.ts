import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { type Group, readCondition } from './conditions/condition.ts'
import type { EvaluationStatus, MembershipKind } from './tables.ts'

/** A segment as pages show it. */
export interface Segment {
  readonly id: number
  readonly name: string
  readonly description: string
  /** undefined when this version of Banso cannot read it. */
  readonly condition: Group | undefined
  readonly version: number
  readonly sample: boolean
  readonly createdBy: string | null
  readonly members: number
  /** Members a week ago; null when it was not counted then. */
  readonly weekAgo: number | null
  readonly evaluation: Evaluation
}

/** How far it is computed. */
export interface Evaluation {
  readonly status: EvaluationStatus
  readonly done: number
  readonly total: number
  /** Last part of a text key under `segments:error`. */
  readonly problem: string | null
  readonly finishedAt: Date | null
}

/** Segments in order of name, after the one with the id `after`. `today` is the company's day. */
export async function segmentPage(
  db: Db,
  page: { readonly after?: number | undefined; readonly limit: number; readonly today: string },
): Promise<readonly Segment[]> {
  const after = page.after
    ? sql`where (s.name, s.id) > (select name, id from segments.segment where id = ${page.after})`
    : sql``
  return readSegments(db, page.today, sql`${after} order by s.name, s.id limit ${page.limit}`)
}

/** One segment, or undefined. */
export async function findSegment(db: Db | Tx, id: number, today: string): Promise<Segment | undefined> {
  return (await readSegments(db, today, sql`where s.id = ${id}`))[0]
}

const counted = new WeakMap<Db, { readonly accounts: number; readonly until: number }>()
const keptSeconds = 60

/**
 * How many accounts there are, for telling which share is in a segment. Counting reads all of them, so what was counted is
 * kept for a minute when there are more than `large`.
 */
export async function countAccounts(db: Db, large = 10_000): Promise<number> {
  const now = nowDate().getTime()
  const known = counted.get(db)
  if (known && now < known.until) return known.accounts
  const { rows } = await sql<{ count: number }>`select count(*) as count from customers.account_fact`.execute(db)
  const accounts = rows[0]?.count ?? 0
  if (accounts > large) counted.set(db, { accounts, until: now + keptSeconds * 1000 })
  return accounts
}

/** Names of all segments, for choosing one and for telling conditions. */
export async function segmentNames(db: Db | Tx): Promise<ReadonlyMap<number, string>> {
  const rows = await db.selectFrom('segments.segment').select(['id', 'name']).orderBy('name').orderBy('id').execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** The segments whose condition speaks of this one. */
export async function segmentsUsing(
  db: Db,
  id: number,
): Promise<readonly { readonly id: number; readonly name: string }[]> {
  return db
    .selectFrom('segments.reference as r')
    .innerJoin('segments.segment as s', 's.id', 'r.segment_id')
    .select(['s.id', 's.name'])
    .where('r.uses_id', '=', id)
    .orderBy('s.name')
    .execute()
}

export interface Member {
  readonly account_id: number
  readonly name: string
  readonly stage: string
  readonly entered_at: Date
}

/** Where a page of members ends. */
export interface MemberCursor {
  readonly enteredAt: Date
  readonly accountId: number
}

/** The accounts of a segment, the latest to enter first. */
export async function memberPage(
  db: Db,
  segmentId: number,
  page: { readonly after?: MemberCursor | undefined; readonly limit: number },
): Promise<readonly Member[]> {
  const { after, limit } = page
  const beyond = after
    ? sql`and (m.entered_at, m.account_id) < (${after.enteredAt}::timestamptz, ${after.accountId}::bigint)`
    : sql``
  const { rows } = await sql<Member>`
    select m.account_id, a.name, a.stage, m.entered_at
    from segments.membership m join customers.account_fact a on a.account_id = m.account_id
    where m.segment_id = ${segmentId} ${beyond}
    order by m.entered_at desc, m.account_id desc limit ${limit}`.execute(db)
  return rows
}

export interface Move {
  readonly account_id: number
  readonly name: string
  readonly kind: MembershipKind
  readonly at: Date
}

/** Who entered and who left lately, newest first. */
export async function recentMoves(db: Db, segmentId: number, limit: number): Promise<readonly Move[]> {
  const { rows } = await sql<Move>`
    select l.account_id, a.name, l.kind, l.at
    from segments.membership_log l join customers.account_fact a on a.account_id = l.account_id
    where l.segment_id = ${segmentId} order by l.id desc limit ${limit}`.execute(db)
  return rows
}

/** The number of members on each day from `from` (yyyy-mm-dd) on that was counted. */
export async function countHistory(
  db: Db,
  segmentId: number,
  from: string,
): Promise<readonly { readonly day: string; readonly members: number }[]> {
  return db
    .selectFrom('segments.count_day')
    .select(['day', 'members'])
    .where('segment_id', '=', segmentId)
    .where('day', '>=', from)
    .orderBy('day')
    .execute()
}

/** The segments an account is in, by name. */
export async function segmentsOfAccount(
  db: Db,
  accountId: number,
): Promise<readonly { readonly id: number; readonly name: string; readonly enteredAt: Date }[]> {
  return db
    .selectFrom('segments.membership as m')
    .innerJoin('segments.segment as s', 's.id', 'm.segment_id')
    .select(['s.id', 's.name', 'm.entered_at as enteredAt'])
    .where('m.account_id', '=', accountId)
    .orderBy('s.name')
    .execute()
}

interface Row {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly condition: unknown
  readonly version: number
  readonly sample: boolean
  readonly created_by: string | null
  readonly members: number
  readonly week_ago: number | null
  readonly status: EvaluationStatus
  readonly accounts_done: number
  readonly accounts_total: number
  readonly problem: string | null
  readonly finished_at: Date | null
}

async function readSegments(db: Db | Tx, today: string, rest: ReturnType<typeof sql>): Promise<readonly Segment[]> {
  const { rows } = await sql<Row>`
    select s.id, s.name, s.description, s.condition, s.version, s.sample, s.created_by, e.members, e.status,
           e.accounts_done, e.accounts_total, e.problem, e.finished_at,
           (select d.members from segments.count_day d
            where d.segment_id = s.id and d.day <= ${today}::date - 7 order by d.day desc limit 1) as week_ago
    from segments.segment s join segments.evaluation e on e.segment_id = s.id ${rest}`.execute(db)
  return rows.map(row => ({
    id: row.id,
    name: row.name,
    description: row.description,
    condition: readCondition(row.condition),
    version: row.version,
    sample: row.sample,
    createdBy: row.created_by,
    members: row.members,
    weekAgo: row.week_ago,
    evaluation: {
      status: row.status,
      done: row.accounts_done,
      total: row.accounts_total,
      problem: row.problem,
      finishedAt: row.finished_at,
    },
  }))
}
