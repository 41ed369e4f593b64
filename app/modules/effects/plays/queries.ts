import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'
import type { ArmDay } from '../report/report.ts'
import type { CompanyOutcome, PlayArm } from '../tables.ts'
import { shifted } from './outcome.ts'
import { type Strata, strataOfVersions } from './strata.ts'

/** A play, as far as its effect goes. */
export interface PlayOfEffect {
  readonly id: number
  readonly name: string
  readonly about: 'account' | 'contact'
  readonly state: 'draft' | 'live' | 'paused' | 'archived'
  readonly ownerId: string | null
  readonly sample: boolean
  readonly outcome: unknown
  readonly holdout: number
  /** The number of the newest version. */
  readonly version: number
}

/** A play that was published once. Throws NotFound. */
export async function findPlay(db: Db, id: number): Promise<PlayOfEffect> {
  const { rows } = await sql<PlayOfEffect>`
    select play_id as id, name, about, state, owner_id as "ownerId", sample, outcome, coalesce(holdout, 0) as holdout,
           coalesce(version_number, 0) as version
    from plays.play_fact where play_id = ${id} and first_published_at is not null`.execute(db)
  const [play] = rows
  if (!play) throw new NotFound(`play ${id}`)
  return play
}

export interface PlaySum extends ArmDay {
  readonly arm: PlayArm
  readonly day: string
  readonly stratum: number
  readonly segmentId: number | null
  readonly missing: number
  readonly despite: number
}

/** What was seen of a play. */
export interface PlaySums {
  /** By the day on which the window ended. */
  readonly all: readonly PlaySum[]
  /** The same of those who were in a segment when they entered. */
  readonly bySegment: readonly PlaySum[]
  /** Which share was meant to be treated and held out, by stratum; none where nobody was held out. */
  readonly shares: readonly ReadonlyMap<string, number>[]
}

/** The sums of a play; windows end `days` after entry. */
export async function sumsOfPlay(db: Db | Tx, playId: number, days: number): Promise<PlaySums> {
  const versions = await db
    .selectFrom('plays.version_fact')
    .select(['version_number', 'holdout'])
    .where('play_id', '=', playId)
    .orderBy('version_number')
    .execute()
  const strata = strataOfVersions(
    versions.map(({ version_number: version, holdout }) => ({ version, shares: sharesOf(holdout) })),
  )
  const rows = await db
    .selectFrom('effects.play_sum')
    .selectAll()
    .where('play_id', '=', playId)
    .orderBy('day')
    .orderBy('arm')
    .orderBy('version_number')
    .execute()
  const sums = rows.map(({ play_id: _, segment_id, version_number, ...row }) => ({
    ...row,
    segmentId: segment_id,
    stratum: strata.at.get(version_number) ?? 0,
    day: shifted(row.day, days),
  }))
  return {
    all: sums.filter(({ segmentId }) => segmentId === null),
    bySegment: sums.filter(({ segmentId }) => segmentId !== null),
    shares: strata.shares,
  }
}

/** A holdout of 0 is no experiment. */
function sharesOf(holdout: number): ReadonlyMap<string, number> {
  if (!(holdout > 0)) return new Map()
  return new Map([
    ['treated', 1 - holdout],
    ['held_out', holdout],
  ])
}

/** The same of all plays together, by how accounts were shared out. */
export async function companySums(
  db: Db,
  { outcome, days, strata }: { readonly outcome: CompanyOutcome; readonly days: number; readonly strata: Strata },
): Promise<readonly ArmDay[]> {
  const rows = await db
    .selectFrom('effects.company_sum')
    .selectAll()
    .where('outcome', '=', outcome)
    .orderBy('day')
    .execute()
  return rows.map(row => ({ ...row, day: shifted(row.day, days), stratum: strata.at.get(row.changes) ?? 0 }))
}

/** What a play cost, and how far it is: who was reached, who not, and who is still within the window. */
export interface PlayCost {
  readonly treated: number
  readonly heldOut: number
  readonly company: number
  readonly despite: number
  readonly minutes: number
  readonly tasks: number
  readonly mails: number
  readonly messages: number
}

/** What a play cost up to now. */
export async function costOfPlay(db: Db | Tx, playId: number): Promise<PlayCost> {
  const { rows } = await sql<PlayCost>`
    select (select count(*) from plays.arm_fact where play_id = ${playId} and arm = 'treated') as treated,
           (select count(*) from plays.arm_fact where play_id = ${playId} and level = 'play') as "heldOut",
           (select count(*) from plays.arm_fact where play_id = ${playId} and level = 'company') as company,
           (select count(*) from plays.arm_fact where play_id = ${playId} and despite) as despite,
           task.minutes, task.tasks, sent.mails, sent.messages
    from (
      select coalesce(sum(o.minutes), 0) as minutes, count(*) as tasks
      from tasks.outcome_fact o join plays.enrollment_fact e
        on o.source = 'play' and e.enrollment_id = nullif(split_part(o.source_id, '.', 1), '')::bigint
      where e.play_id = ${playId}
    ) task, (
      select count(*) filter (where kind = 'email' and sent_at is not null) as mails,
             count(*) filter (where kind <> 'email') as messages
      from messages.message_fact where play_id = ${playId}
    ) sent`.execute(db)
  const [row] = rows
  if (!row) throw new Error('aggregates always answer')
  return row
}

/** How far a play was looked at. */
export function courseOfPlay(db: Db, playId: number) {
  return db.selectFrom('effects.play_course').selectAll().where('play_id', '=', playId).executeTakeFirst()
}

/** Names of segments. */
export async function segmentNames(db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const { rows } = await sql<{ id: number; name: string }>`
    select segment_id as id, name from segments.segment_fact where segment_id = any(${ids}::bigint[])`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}
