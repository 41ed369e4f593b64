import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import type { Ending } from '../tables.ts'

/** Who is and was in a play, in figures. */
export interface PlayCounts {
  readonly underWay: number
  readonly ended: ReadonlyMap<Ending, number>
  /** How many began, ever; and since the play is on. */
  readonly begun: number
  readonly begunLately: number
  readonly lastBegan: Date | null
  /** Accounts in each arm. */
  readonly treated: number
  readonly heldOut: number
  /** Of those held out: how many of all plays, and how many a person sent through in spite of it. */
  readonly heldOutOfAll: number
  readonly despite: number
  /** Who was not started lately, by reason. */
  readonly passedOver: ReadonlyMap<string, number>
}

/** Counts who went through a play; `since` is when it went on. */
export async function countPlay(db: Db, playId: number, since: Date | null): Promise<PlayCounts> {
  const [enrollments, arms, passed] = await Promise.all([
    countEnrollments(db, playId, since),
    countArms(db, playId),
    countPassedOver(db, playId),
  ])
  const sum = (list: readonly { readonly n: number }[]) => list.reduce((total, { n }) => total + n, 0)
  const last = enrollments.map(row => row.last).sort((a, b) => b.getTime() - a.getTime())
  const held = arms.filter(row => row.arm === 'held_out')
  return {
    underWay: sum(enrollments.filter(row => row.ended_by === null)),
    ended: new Map(enrollments.flatMap(row => (row.ended_by === null ? [] : [[row.ended_by, row.n] as const]))),
    begun: sum(enrollments),
    begunLately: enrollments.reduce((total, row) => total + row.lately, 0),
    lastBegan: last[0] ?? null,
    treated: sum(arms.filter(row => row.arm === 'treated')),
    heldOut: sum(held),
    heldOutOfAll: sum(held.filter(row => row.level === 'company')),
    despite: held.reduce((total, row) => total + row.despite, 0),
    passedOver: new Map(passed.map(row => [row.reason, row.n])),
  }
}

interface Enrollments {
  readonly ended_by: Ending | null
  readonly n: number
  readonly lately: number
  readonly last: Date
}

async function countEnrollments(db: Db, playId: number, since: Date | null): Promise<readonly Enrollments[]> {
  const { rows } = await sql<Enrollments>`
    select ended_by, count(*)::int as n, count(*) filter (where entered_at >= ${since}::timestamptz)::int as lately,
           max(entered_at) as last
    from plays.enrollment where play_id = ${playId} group by ended_by`.execute(db)
  return rows
}

interface Arms {
  readonly arm: 'treated' | 'held_out'
  readonly level: 'play' | 'company' | null
  readonly n: number
  readonly despite: number
}

async function countArms(db: Db, playId: number): Promise<readonly Arms[]> {
  const { rows } = await sql<Arms>`
    select arm, level, count(*)::int as n, count(despite_at)::int as despite
    from plays.arm where play_id = ${playId} group by arm, level`.execute(db)
  return rows
}

async function countPassedOver(db: Db, playId: number) {
  const { rows } = await sql<{ reason: string; n: number }>`
    select reason, count(*)::int as n from plays.passed_over where play_id = ${playId}
    group by reason order by n desc, reason`.execute(db)
  return rows
}

/** How many are at a step now, by what they wait for (null: it is about to be done). */
export interface AtStep {
  readonly here: number
  readonly waiting: ReadonlyMap<string, number>
}

/** How many went through a step, and of those, for how many it was left out. */
export interface ThroughStep {
  readonly passed: number
  readonly skipped: number
}

export interface StepCounts {
  readonly at: ReadonlyMap<string, AtStep>
  readonly through: ReadonlyMap<string, ThroughStep>
  /** How many took each path of a step, by `step path`. */
  readonly taken: ReadonlyMap<string, number>
  /** `through` and `taken` are of the latest so many only; undefined for all. */
  readonly ofLatest: number | undefined
}

/** What happened is counted for so many: it is as many rows again for each step. */
const countedLatest = 10_000

/** Where those under way are, and what those who began did at each step. */
export async function countSteps(db: Db, playId: number, begun: number): Promise<StepCounts> {
  const [here, passages] = await Promise.all([countHere(db, playId), countPassages(db, playId)])
  const at = new Map<string, AtStep>()
  for (const [step, rows] of Map.groupBy(here, row => row.step)) {
    at.set(step, {
      here: rows.reduce((total, row) => total + row.n, 0),
      waiting: new Map(rows.flatMap(row => (row.waiting === null ? [] : [[row.waiting, row.n] as const]))),
    })
  }
  const through = new Map<string, ThroughStep>()
  for (const [step, rows] of Map.groupBy(passages, row => row.step)) {
    const count = (those: typeof rows) => those.reduce((total, row) => total + row.n, 0)
    through.set(step, { passed: count(rows), skipped: count(rows.filter(row => row.what === 'skipped')) })
  }
  const taken = new Map(
    passages.flatMap(row => (row.path === null ? [] : [[`${row.step} ${row.path}`, row.n] as const])),
  )
  return { at, through, taken, ofLatest: begun > countedLatest ? countedLatest : undefined }
}

async function countHere(db: Db, playId: number) {
  const { rows } = await sql<{ step: string; waiting: string | null; n: number }>`
    select step, waiting, count(*)::int as n from plays.enrollment
    where play_id = ${playId} and ended_at is null group by step, waiting`.execute(db)
  return rows
}

async function countPassages(db: Db, playId: number) {
  const { rows } = await sql<{ step: string; what: string; path: string | null; n: number }>`
    select p.step, p.what, p.detail ->> 'path' as path, count(*)::int as n
    from (select id from plays.enrollment where play_id = ${playId} order by id desc limit ${countedLatest}) e
    join plays.passage p on p.enrollment_id = e.id
    where p.what in ('waited', 'condition_met', 'limit_reached', 'took', 'done', 'skipped')
    group by p.step, p.what, path`.execute(db)
  return rows
}
