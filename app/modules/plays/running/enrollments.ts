import { type SqlBool, sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'
import { type Definition, readDefinition } from '../definition/definition.ts'
import type { Ending } from '../tables.ts'

/** One account (or contact) in a play, as lists show it. */
export interface EnrollmentRow {
  readonly id: number
  readonly accountId: number
  readonly account: string
  readonly contactId: number | null
  readonly contact: string | null
  readonly versionNumber: number
  /** Where it is; null when it has ended. */
  readonly step: string | null
  readonly waiting: string | null
  /** When something happens next, as far as that is known; of a paused play, when it would have. */
  readonly wakeAt: Date | null
  readonly waitingLimit: Date | null
  readonly waitingSince: Date | null
  readonly enteredAt: Date
  readonly endedAt: Date | null
  readonly endedBy: Ending | null
  readonly endedDetail: string | null
  readonly sample: boolean
}

export interface EnrollmentFilter {
  readonly state?: 'under_way' | 'ended' | undefined
  readonly step?: string | undefined
  readonly endedBy?: Ending | undefined
  /** The id of the last row already seen. */
  readonly after?: number | undefined
  readonly limit: number
}

const columns = sql`
  e.id, e.account_id as "accountId", coalesce(a.name, '') as account, e.contact_id as "contactId", c.label as contact,
  v.number as "versionNumber", e.step, e.waiting, coalesce(e.wake_at, e.held_wake_at) as "wakeAt",
  e.waiting_limit as "waitingLimit", e.waiting_since as "waitingSince", e.entered_at as "enteredAt",
  e.ended_at as "endedAt", e.ended_by as "endedBy", e.ended_detail as "endedDetail",
  coalesce(a.sample, e.sample) as sample`

const joined = sql`
  plays.enrollment e
  join plays.play_version v on v.id = e.version_id
  left join customers.account_fact a on a.account_id = e.account_id
  left join customers.contact_fact c on c.contact_id = e.contact_id`

/** Those who are or were in a play, who began last first. */
export async function listEnrollments(
  db: Db,
  playId: number,
  filter: EnrollmentFilter,
): Promise<readonly EnrollmentRow[]> {
  const { rows } = await sql<EnrollmentRow>`
    select ${columns} from ${joined}
    where e.play_id = ${playId} and ${isListed(filter)} and ${filter.after ? sql`e.id < ${filter.after}` : sql`true`}
    order by e.id desc limit ${filter.limit}`.execute(db)
  return rows
}

/** How many the whole list has. */
export async function countListed(
  db: Db,
  playId: number,
  filter: Pick<EnrollmentFilter, 'state' | 'step' | 'endedBy'>,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from plays.enrollment e where e.play_id = ${playId} and ${isListed(filter)}`.execute(db)
  return rows[0]?.n ?? 0
}

function isListed({ state, step, endedBy }: Pick<EnrollmentFilter, 'state' | 'step' | 'endedBy'>) {
  const stands =
    state === undefined ? sql`true` : state === 'under_way' ? sql`e.ended_at is null` : sql`e.ended_at is not null`
  const at = step === undefined ? sql`true` : sql`e.step = ${step}`
  const by = endedBy === undefined ? sql`true` : sql`e.ended_by = ${endedBy}`
  return sql<SqlBool>`(${stands} and ${at} and ${by})`
}

/** Something that happened in an enrollment. */
export interface Passage {
  readonly number: number
  readonly at: Date
  readonly step: string
  readonly what: string
  readonly detail: Readonly<Record<string, unknown>> | null
}

/** One enrollment with all that happened in it. */
export interface Enrollment extends EnrollmentRow {
  readonly playId: number
  readonly cause: Readonly<Record<string, unknown>>
  /** What the version it goes through says; undefined when it cannot be read. */
  readonly definition: Definition | undefined
  readonly passages: readonly Passage[]
  /** In which arm its account is, if it was drawn. */
  readonly arm: 'treated' | 'held_out' | null
}

/** The enrollment with this id. Throws NotFound. */
export async function loadEnrollment(db: Db, id: number): Promise<Enrollment> {
  const { rows } = await sql<Omit<Enrollment, 'definition' | 'passages'> & { definition: unknown }>`
    select ${columns}, e.play_id as "playId", e.cause, v.definition, arm.arm
    from ${joined} left join plays.arm arm on arm.play_id = e.play_id and arm.account_id = e.account_id
    where e.id = ${id}`.execute(db)
  const [row] = rows
  if (!row) throw new NotFound(`enrollment ${id}`)
  const passages = await db
    .selectFrom('plays.passage')
    .select(['number', 'at', 'step', 'what', 'detail'])
    .where('enrollment_id', '=', id)
    .orderBy('number')
    .execute()
  return { ...row, definition: read(row.definition), passages: passages as Passage[] }
}

function read(stored: unknown): Definition | undefined {
  try {
    return readDefinition(stored)
  } catch {
    return undefined
  }
}
