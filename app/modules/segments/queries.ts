import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { About } from './about.ts'
import { type Group, readCondition } from './conditions/condition.ts'
import { countOf } from './evaluation/progress.ts'
import type { EvaluationStatus } from './tables.ts'

/** A segment as pages show it. */
export interface Segment {
  readonly id: number
  readonly about: About
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

/** Which segments a list shows. */
interface SegmentRange {
  /** Those that gather these; all when undefined. */
  readonly about?: About | undefined
  readonly after?: number | undefined
  readonly limit: number
  readonly today: string
}

/** Segments in order of name, after the one with the id `after`. `today` is the company's day. */
export async function segmentPage(db: Db, page: SegmentRange): Promise<readonly Segment[]> {
  const after = page.after
    ? sql`(s.name, s.id) > (select name, id from segments.segment where id = ${page.after})`
    : sql`true`
  const about = page.about ? sql`s.about = ${page.about}` : sql`true`
  return readSegments(db, page.today, sql`where ${after} and ${about} order by s.name, s.id limit ${page.limit}`)
}

/** One segment, or undefined. */
export async function findSegment(db: Db | Tx, id: number, today: string): Promise<Segment | undefined> {
  return (await readSegments(db, today, sql`where s.id = ${id}`))[0]
}

/** How many segments there are of accounts and of contacts. */
export async function segmentCounts(db: Db): Promise<Readonly<Record<About, number>>> {
  const rows = await db
    .selectFrom('segments.segment')
    .select(eb => ['about', eb.fn.countAll<number>().as('count')])
    .groupBy('about')
    .execute()
  const count = (about: About) => rows.find(row => row.about === about)?.count ?? 0
  return { account: count('account'), contact: count('contact') }
}

const counted = new WeakMap<Db, Map<About, { readonly count: number; readonly until: number }>>()
const keptSeconds = 60

/**
 * How many accounts, or contacts, there are, for telling which share is in a segment. Counting reads all of them, so what was
 * counted is kept for a minute when there are more than `large`.
 */
export async function countEverybody(db: Db, about: About, large = 10_000): Promise<number> {
  const now = nowDate().getTime()
  const kept = counted.get(db) ?? new Map()
  counted.set(db, kept)
  const known = kept.get(about)
  if (known && now < known.until) return known.count
  const count = await countOf(db, about)
  if (count > large) kept.set(about, { count, until: now + keptSeconds * 1000 })
  return count
}

/** Names of all segments, or of those that gather these, for choosing one and for telling conditions. */
export async function segmentNames(db: Db | Tx, about?: About): Promise<ReadonlyMap<number, string>> {
  const rows = await db
    .selectFrom('segments.segment')
    .select(['id', 'name'])
    .$if(about !== undefined, query => query.where('about', '=', about as About))
    .orderBy('name')
    .orderBy('id')
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
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

interface Row {
  readonly id: number
  readonly about: About
  readonly name: string
  readonly description: string
  readonly condition: unknown
  readonly version: number
  readonly sample: boolean
  readonly created_by: string | null
  readonly members: number
  readonly week_ago: number | null
  readonly status: EvaluationStatus
  readonly done: number
  readonly total: number
  readonly problem: string | null
  readonly finished_at: Date | null
}

async function readSegments(db: Db | Tx, today: string, rest: ReturnType<typeof sql>): Promise<readonly Segment[]> {
  const { rows } = await sql<Row>`
    select s.id, s.about, s.name, s.description, s.condition, s.version, s.sample, s.created_by, e.members, e.status,
           e.done, e.total, e.problem, e.finished_at,
           (select d.members from segments.count_day d
            where d.segment_id = s.id and d.day <= ${today}::date - 7 order by d.day desc limit 1) as week_ago
    from segments.segment s join segments.evaluation e on e.segment_id = s.id ${rest}`.execute(db)
  return rows.map(row => ({
    id: row.id,
    about: row.about,
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
      done: row.done,
      total: row.total,
      problem: row.problem,
      finishedAt: row.finished_at,
    },
  }))
}
