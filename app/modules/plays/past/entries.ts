import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Split } from '../definition/definition.ts'
import { drawnPath } from '../draw.ts'
import { doAgain, type PastTask } from './done.ts'
import { type Journey, type PastAnswer, walk } from './journey.ts'
import type { DrawnArm, RecalledPlay } from './play.ts'

/** An account that came to a play back then. */
export interface PastEntry extends DrawnArm {
  /** Place among the play's versions. */
  readonly version: number
  readonly accountId: number
  /** Whom of the account its steps are about; null for nobody in particular. */
  readonly contactId: number | null
  readonly at: Date
  /** With the same key nobody enters twice. */
  readonly key: string
  readonly cause: Readonly<Record<string, string>>
  /** Held out, but sent through by hand nevertheless. */
  readonly despite?: boolean
  /** When the condition it waited for came true. */
  readonly metAt?: Date
  /** Its messages were read so many hours later; never when left out. */
  readonly readAfterHours?: number
  /** What they answered to its invitation, if anything. */
  readonly answer?: PastAnswer
}

/** An entry with the way it took, by its enrollment. */
export interface Enrolled extends PastEntry {
  readonly id: number
  readonly journey: Journey
}

/**
 * Writes down who came to a play and what happened to them up to now: each account in the arm of its first entry; of those treated
 * the enrollments, the tasks and the messages, which are never sent (imports of history). Returns the tasks, which are open.
 */
export async function recallEntries(
  tx: Tx,
  play: RecalledPlay,
  entries: readonly PastEntry[],
): Promise<readonly PastTask[]> {
  await insertArms(tx, play, entries)
  const treated = entries.filter(one => one.arm === 'treated' || one.despite)
  const now = nowDate()
  const nothing = { steps: [], exits: [] }
  const journeys = treated.map(one => {
    const drawn = (split: Split) => drawnPath(play.salt, split, one.accountId)
    return walk(play.versions[one.version] ?? nothing, { ...one, drawn, now })
  })
  const ids = await insertEnrollments(tx, play, treated, journeys)
  const enrolled = treated.flatMap((entry, index): readonly Enrolled[] => {
    const [id, journey] = [ids.get(nameOf(entry)), journeys[index]]
    return id === undefined || !journey ? [] : [{ ...entry, id, journey }]
  })
  const { details, tasks } = await doAgain(tx, play, enrolled)
  await insertPassages(tx, enrolled, details)
  await insertPaths(tx, play, enrolled)
  return tasks
}

function nameOf({ accountId, key }: Pick<PastEntry, 'accountId' | 'key'>): string {
  return `${accountId} ${key}`
}

async function insertArms(tx: Tx, play: RecalledPlay, entries: readonly PastEntry[]): Promise<void> {
  const of = <T>(value: (entry: PastEntry) => T) => entries.map(value)
  await sql`
    insert into plays.arm (play_id, account_id, arm, level, version_id, cause, entered_at, despite_at, sample)
    select distinct on (account_id) ${play.id}::bigint, account_id, arm, level, version_id, cause, at,
           case when despite then at end, ${play.sample}::boolean
    from unnest(
      ${of(one => one.accountId)}::bigint[], ${of(one => one.arm)}::text[], ${of(one => one.level)}::text[],
      ${of(one => play.versions[one.version]?.id ?? 0)}::bigint[], ${of(one => JSON.stringify(one.cause))}::jsonb[],
      ${of(one => one.at)}::timestamptz[], ${of(one => one.despite ?? false)}::boolean[]
    ) as e (account_id, arm, level, version_id, cause, at, despite)
    order by account_id, at`.execute(tx)
}

async function insertEnrollments(
  tx: Tx,
  play: RecalledPlay,
  entries: readonly PastEntry[],
  journeys: readonly Journey[],
): Promise<ReadonlyMap<string, number>> {
  const of = <T>(value: (entry: PastEntry) => T) => entries.map(value)
  const by = <T>(value: (journey: Journey) => T) => journeys.map(value)
  const { rows } = await sql<{ id: number; account_id: number; key: string }>`
    insert into plays.enrollment (play_id, version_id, account_id, key, cause, entered_at, step, waiting, waiting_since, wake_at,
                                  waiting_limit, passages, ended_at, ended_detail, ended_by, sample)
    select ${play.id}::bigint, e.*, case when exit is not null then 'exit' when ended_at is not null then 'finished' end,
           ${play.sample}::boolean
    from unnest(
      ${of(one => play.versions[one.version]?.id ?? 0)}::bigint[], ${of(one => one.accountId)}::bigint[],
      ${of(one => one.key)}::text[], ${of(one => JSON.stringify(one.cause))}::jsonb[], ${of(one => one.at)}::timestamptz[],
      ${by(one => one.waits?.step ?? null)}::text[], ${by(one => one.waits?.why ?? null)}::text[],
      ${by(one => one.waits?.since ?? null)}::timestamptz[], ${by(one => one.waits?.until ?? null)}::timestamptz[],
      ${by(one => one.waits?.until ?? null)}::timestamptz[], ${by(one => one.happened.length)}::int[],
      ${by(one => one.endedAt ?? null)}::timestamptz[], ${by(one => one.exit ?? null)}::text[]
    ) as e (version_id, account_id, key, cause, at, step, waiting, since, wake_at, until, passages, ended_at, exit)
    order by at, account_id
    returning id, account_id, key`.execute(tx)
  return new Map(rows.map(row => [nameOf({ accountId: row.account_id, key: row.key }), row.id]))
}

/** Each account into the path that it was drawn into first. */
async function insertPaths(tx: Tx, play: RecalledPlay, enrolled: readonly Enrolled[]): Promise<void> {
  const rows = enrolled.flatMap(({ accountId, version, journey }) =>
    journey.happened.flatMap(({ at, step, what, detail }) =>
      what === 'took' ? [{ accountId, version: version + 1, at, step, path: String(detail?.path ?? '') }] : [],
    ),
  )
  await sql`
    insert into plays.drawn_path (play_id, step, account_id, path, version_number, taken_at)
    select distinct on (account_id, step) ${play.id}::bigint, step, account_id, path, version, at
    from unnest(
      ${rows.map(row => row.step)}::text[], ${rows.map(row => row.accountId)}::bigint[],
      ${rows.map(row => row.path)}::text[], ${rows.map(row => row.version)}::int[], ${rows.map(row => row.at)}::timestamptz[]
    ) as e (step, account_id, path, version, at)
    order by account_id, step, at`.execute(tx)
}

async function insertPassages(
  tx: Tx,
  enrolled: readonly Enrolled[],
  details: ReadonlyMap<string, Readonly<Record<string, number>>>,
): Promise<void> {
  const rows = enrolled.flatMap(({ id, journey }) =>
    journey.happened.map((one, index) => {
      const detail = one.done ? details.get(`${id}.${one.step}`) : one.detail
      return { ...one, id, number: index + 1, detail: detail ? JSON.stringify(detail) : null }
    }),
  )
  await sql`
    insert into plays.passage (enrollment_id, number, at, step, what, detail)
    select * from unnest(
      ${rows.map(row => row.id)}::bigint[], ${rows.map(row => row.number)}::int[], ${rows.map(row => row.at)}::timestamptz[],
      ${rows.map(row => row.step)}::text[], ${rows.map(row => row.what)}::text[], ${rows.map(row => row.detail)}::jsonb[]
    )`.execute(tx)
}
