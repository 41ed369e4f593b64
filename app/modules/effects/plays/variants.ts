import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import { type Report, reportOn } from '../report/report.ts'
import { type Outcome, questionOf, settlingDays, shifted } from './outcome.ts'
import type { PlayOfEffect } from './queries.ts'
import { type SharedOut, strataOfVersions } from './strata.ts'

/** One of the paths of a random split. */
export interface Variant {
  readonly path: string
  /** What people call it, as the newest version that has it says; may be empty. */
  readonly name: string
  /** Its place among the paths, from 1. */
  readonly place: number
  /** Accounts drawn into it, and what it cost since they were. */
  readonly accounts: number
  readonly minutes: number
  readonly mails: number
}

/** What came of the paths of a random split: each beside the first. */
export interface Variants {
  readonly step: string
  readonly variants: readonly Variant[]
  readonly report: Report
  /** Accounts whose window is not over, and of whom nothing is known though it is. */
  readonly waiting: number
  readonly missing: number
  /** When outcomes are known in two of them, so that they can be compared; null before accounts came into two. */
  readonly first: Date | null
}

/**
 * What came of the random splits of a play: those of its newest version, and older ones into which accounts were drawn. An account
 * counts for the path into which it was drawn first, whatever became of it there (intention to treat), from the day on which it was.
 */
export async function variantsOfPlay(
  db: Db,
  { id: playId, version: newest }: Pick<PlayOfEffect, 'id' | 'version'>,
  outcome: Outcome,
): Promise<readonly Variants[]> {
  const paths = await pathsOf(db, playId)
  if (paths.length === 0) return []
  const [sums, spent] = await Promise.all([sumsOf(db, playId), spentOn(db, playId)])
  const bySplit = [...Map.groupBy(paths, ({ step }) => step)]
  return bySplit.flatMap(([step, theirs]) => {
    const costs = spent.filter(one => one.step === step)
    if (costs.length === 0 && !theirs.some(({ version }) => version === newest)) return []
    return [read({ step, paths: theirs, sums: sums.filter(one => one.step === step), costs }, outcome)]
  })
}

interface PathRow {
  readonly version: number
  readonly step: string
  readonly path: string
  readonly name: string
  readonly share: number
  readonly place: number
}

interface Split {
  readonly step: string
  readonly paths: readonly PathRow[]
  readonly sums: Awaited<ReturnType<typeof sumsOf>>
  readonly costs: Awaited<ReturnType<typeof spentOn>>
}

function read({ step, paths, sums, costs }: Split, outcome: Outcome): Variants {
  const strata = strataOfVersions(versionsOf(paths))
  const variants = variantsIn(paths, costs)
  const control = variants.find(({ accounts }) => accounts > 0) ?? variants[0]
  const report = reportOn(
    sums.map(({ path, version_number, day, ...moments }) => ({
      ...moments,
      arm: path,
      day: shifted(day, outcome.days),
      stratum: strata.at.get(version_number) ?? 0,
    })),
    { question: questionOf(outcome), control: control?.path ?? '', shares: strata.shares },
  )
  const placeOf = (path: string) => variants.findIndex(one => one.path === path)
  const missing = sums.reduce((total, one) => total + one.missing, 0)
  const seen = sums.reduce((total, { n }) => total + n, missing)
  return {
    ...{ step, variants, missing },
    report: { ...report, compared: report.compared.toSorted((a, b) => placeOf(a.arm) - placeOf(b.arm)) },
    first: firstKnown(costs, outcome),
    waiting: Math.max(0, variants.reduce((total, { accounts }) => total + accounts, 0) - seen),
  }
}

function firstKnown(costs: Split['costs'], { days }: Outcome): Date | null {
  const [, second] = costs.map(({ since }) => since.getTime()).sort((a, b) => a - b)
  return second === undefined ? null : new Date(second + (days + settlingDays) * day)
}

const day = 86_400_000

/** Shares of paths by version, in order. */
function versionsOf(paths: readonly PathRow[]): readonly SharedOut[] {
  return [...Map.groupBy(paths, ({ version }) => version)]
    .map(([version, rows]) => ({
      version,
      shares: new Map(rows.flatMap(({ path, share }) => (share > 0 ? [[path, share] as const] : []))),
    }))
    .sort((a, b) => a.version - b.version)
}

/** Those of the newest version of the split first, in their order; of older ones only those into which somebody was drawn. */
function variantsIn(paths: readonly PathRow[], costs: Split['costs']): readonly Variant[] {
  const newest = Math.max(...paths.map(({ version }) => version))
  const latest = new Map(paths.toSorted((a, b) => a.version - b.version).map(row => [row.path, row]))
  return [...latest.values()]
    .sort((a, b) => b.version - a.version || a.place - b.place)
    .flatMap(({ path, name, place, version, share }) => {
      const { accounts = 0, minutes = 0, mails = 0 } = costs.find(one => one.path === path) ?? {}
      if (accounts === 0 && (version < newest || share === 0)) return []
      return [{ path, name, place, accounts, minutes, mails }]
    })
}

/** The paths of random splits, by version. */
async function pathsOf(db: Db, playId: number): Promise<readonly PathRow[]> {
  const { rows } = await sql<PathRow>`
    select version_number as version, step, path, name, share, place::int
    from plays.split_fact where play_id = ${playId} order by version_number, place`.execute(db)
  return rows
}

function sumsOf(db: Db, playId: number) {
  return db
    .selectFrom('effects.path_sum')
    .select(['step', 'path', 'version_number', 'day', 'n', 'y', 'yy', 'x', 'xx', 'xy', 'missing'])
    .where('play_id', '=', playId)
    .orderBy('day')
    .orderBy('path')
    .execute()
}

interface Spent {
  readonly step: string
  readonly path: string
  readonly accounts: number
  readonly minutes: number
  readonly mails: number
  /** When the first was drawn into it. */
  readonly since: Date
}

/** By path: who was drawn into it, and what the play cost with them since then. */
async function spentOn(db: Db, playId: number) {
  const { rows } = await sql<Spent>`
    with drawn as materialized (
      select step, path, account_id, taken_at from plays.path_fact where play_id = ${playId}
    ), spent as materialized (
      select e.account_id, o.at, coalesce(o.minutes, 0) as minutes, 0 as mails
      from tasks.outcome_fact o join plays.enrollment_fact e
        on o.source = 'play' and e.enrollment_id = nullif(split_part(o.source_id, '.', 1), '')::bigint
      where e.play_id = ${playId}
      union all
      select account_id, sent_at, 0, 1 from messages.message_fact
      where play_id = ${playId} and kind = 'email' and sent_at is not null
    )
    select d.step, d.path, count(distinct d.account_id) as accounts, coalesce(sum(s.minutes), 0) as minutes,
           coalesce(sum(s.mails), 0) as mails, min(d.taken_at) as since
    from drawn d left join spent s on s.account_id = d.account_id and s.at >= d.taken_at
    group by d.step, d.path`.execute(db)
  return rows
}
