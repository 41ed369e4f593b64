import { sql } from 'kysely'
import { lastMomentOf } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Offers } from '../../../web/module.ts'
import type { RiskInput, RiskRow } from '../risk/inputs.ts'
import { idsOf } from '../scoring/accounts.ts'
import { learningInputs } from './inputs.ts'
import { type LearningRow, rowsAt } from './rows.ts'

/** Rows to learn from: what was known at a moment, and whether the account left afterwards. */
export interface Dataset {
  readonly kind: 'dated' | 'undated'
  /** Within how many days after the snapshot; null when only "has left" is known. */
  readonly horizonDays: number | null
  readonly inputs: readonly RiskInput[]
  readonly rows: readonly RiskRow[]
  readonly outcome: readonly boolean[]
  /** Account of each row: one account's snapshots must not stand on both sides of a validation. */
  readonly groups: readonly number[]
}

const horizonDays = 90
const snapshotStep = 28
const mostSnapshots = 12
/** Keeps the design matrix in memory; with more accounts there are fewer snapshots. */
const mostRows = 200_000
const fewestDated = 30

/**
 * Collects the rows to learn from, best kind first. With at least 30 dated cancellations: monthly snapshots, each with
 * what was known on that day and whether the account left within the next 90 days (a landmark data set: van Houwelingen,
 * Scandinavian Journal of Statistics 34, 2007, 70–85). And, or else: every account as it is known now, and whether it has
 * left; then only what leaving itself does not change may be an input: traits, kind, last plan and amount.
 */
export async function collectDatasets(
  db: Db,
  offers: Offers,
  today: Temporal.PlainDate,
  timeZone: string,
): Promise<readonly (() => Promise<Dataset>)[]> {
  const counted = await countOutcomes(db)
  const sampleToo = counted.real === 0
  const accounts = sampleToo
    ? ('all' as const)
    : await idsOf(db, sql`select account_id from customers.account_fact where not sample`)
  const { dated, total } = sampleToo ? counted : { dated: counted.realDated, total: counted.real }
  const snapshots = () => datedSnapshots(db, offers, { today, timeZone, accounts, total })
  const present = () => presentState(db, offers, today, accounts)
  return dated >= fewestDated ? [snapshots, present] : [present]
}

/** Whether there is nothing to learn from but the sample: a made-up company teaches nothing about real customers. */
export async function isSampleOnly(db: Db | Tx): Promise<boolean> {
  const { rows } = await sql`select from customers.account_fact where not sample limit 1`.execute(db)
  return rows.length === 0
}

interface Counted {
  readonly total: number
  readonly dated: number
  readonly real: number
  readonly realDated: number
}

async function countOutcomes(db: Db): Promise<Counted> {
  const { rows } = await sql<Counted>`
    select count(*) as total, count(cancelled_at) as dated, count(*) filter (where not sample) as real,
      count(cancelled_at) filter (where not sample) as "realDated"
    from customers.account_fact`.execute(db)
  return rows[0] ?? { total: 0, dated: 0, real: 0, realDated: 0 }
}

type Accounts = readonly number[] | 'all'

interface Span {
  readonly today: Temporal.PlainDate
  readonly timeZone: string
  readonly accounts: Accounts
  /** How many those are. */
  readonly total: number
}

async function datedSnapshots(db: Db, offers: Offers, span: Span): Promise<Dataset> {
  const { inputs, uses } = await learningInputs(db, offers)
  const rows: RiskRow[] = []
  const outcome: boolean[] = []
  const groups: number[] = []
  const snapshots = Math.max(1, Math.min(mostSnapshots, Math.floor(mostRows / Math.max(1, span.total))))
  for (let i = 0; i < snapshots; i++) {
    const day = span.today.subtract({ days: horizonDays + i * snapshotStep })
    const at = lastMomentOf(day, span.timeZone)
    const limit = lastMomentOf(day.add({ days: horizonDays }), span.timeZone)
    const found = await rowsAt(db, offers, { day: day.toString(), at, uses }, span.accounts)
    for (const one of found) {
      rows.push(one.row)
      outcome.push(one.cancelledAt !== null && one.cancelledAt <= limit)
      groups.push(one.accountId)
    }
  }
  return { kind: 'dated', horizonDays, inputs, rows, outcome, groups }
}

async function presentState(db: Db, offers: Offers, today: Temporal.PlainDate, accounts: Accounts): Promise<Dataset> {
  const { inputs } = await learningInputs(db, offers)
  const found: readonly LearningRow[] = await rowsAt(
    db,
    offers,
    { day: today.toString(), at: undefined, uses: [] },
    accounts,
  )
  return {
    kind: 'undated',
    horizonDays: null,
    inputs: inputs.filter(({ key }) => key !== 'account:tenure_days' && !key.startsWith('measure:')),
    rows: found.map(one => one.row),
    outcome: found.map(one => one.cancelled),
    groups: found.map(one => one.accountId),
  }
}
