import { sql } from 'kysely'
import { type Db, transact } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { recentEntries } from '../../activity/index.ts'
import { companyHoldout } from '../../plays/index.ts'
import type { Question } from '../estimates/comparison.ts'
import { usualSmallest } from '../estimates/comparison.ts'
import { type Report, reportOn } from '../report/report.ts'
import { type CompanyOutcome, companyOutcomes } from '../tables.ts'
import { type Observation, type Outcome, observe, settlingDays, shifted } from './outcome.ts'
import { companySums } from './queries.ts'
import { type Strata, strataOfVersions } from './strata.ts'
import { seenFrom, summed } from './sums.ts'

/** How all plays together are looked at. */
export const companyOutcome: Readonly<Record<CompanyOutcome, Outcome>> = {
  retained: { kind: 'subscription', state: 'retained', days: 90 },
  active_days: { kind: 'measure', use: { measure: 'events.days_active', window: 28 }, better: 'more', days: 28 },
}

const companyQuestion: Readonly<Record<CompanyOutcome, Question>> = {
  retained: { kind: 'share', better: 'more', smallest: usualSmallest.share },
  active_days: { kind: 'number', better: 'more', smallest: usualSmallest.number },
}

/**
 * What comes of all plays together: those no play may reach beside all others, within the times in which the same share was held out.
 */
export async function companyReport(db: Db, name: CompanyOutcome, strata: Strata): Promise<Report> {
  const sums = await companySums(db, { outcome: name, days: companyOutcome[name].days, strata })
  return reportOn(sums, { question: companyQuestion[name], control: 'company', shares: strata.shares })
}

/** How the share held out of all plays was changed. */
interface Change {
  readonly at: Date
  readonly share: number
}

const mostChanges = 1000

/** The first change first. */
async function changesOfShare(db: Db): Promise<readonly Change[]> {
  const entries = await recentEntries(db, { name: 'plays.holdout_changed', limit: mostChanges })
  return entries.map(({ at, data }) => ({ at, share: Number(data.percent) / 100 })).reverse()
}

/**
 * Which shares were meant to be held out of all plays, one after the other, and which of them held after so many changes. What it was
 * before the first change nobody wrote down.
 */
export async function companyStrata(db: Db): Promise<Strata> {
  const changes = await changesOfShare(db)
  const first = changes.length > 0 ? null : (await transact(db, companyHoldout)).holdout
  const shares = [first, ...changes.map(({ share }) => share)]
  return strataOfVersions(shares.map((share, version) => ({ version, shares: sharesOf(share) })))
}

function sharesOf(share: number | null): ReadonlyMap<string, number> {
  if (share === null) return new Map()
  return new Map([
    ['treated', 1 - share],
    ['company', share],
  ])
}

/** Looks at all plays together, for the days whose window is over since the last look. */
export async function lookAtCompany(
  { db, offers }: Services,
  { day: today, timeZone }: { readonly day: string; readonly timeZone: string },
  signal: AbortSignal | undefined,
): Promise<void> {
  const changes = await changesOfShare(db)
  for (const name of companyOutcomes) {
    const outcome = companyOutcome[name]
    const last = shifted(today, -outcome.days - settlingDays)
    for (const entries of await entriesToLookAt(db, { name, last, timeZone, changes })) {
      signal?.throwIfAborted()
      const { accounts, day } = entries
      const observation = observe(outcome, { accounts, day, timeZone }, offers, today)
      if (typeof observation === 'string') continue
      await transact(db, tx => insertSums(name, entries, observation).execute(tx))
    }
  }
}

function insertSums(name: CompanyOutcome, { day, accounts, company, changes }: Entries, observation: Observation) {
  return sql`
    with entered as (
      select * from unnest(${accounts}::bigint[], ${company}::boolean[], ${changes}::int[]) as e (account_id, company, changes)
    ), ${seenFrom(sql`entered`, observation)}
    insert into effects.company_sum (outcome, arm, day, changes, n, y, yy, x, xx, xy)
    select ${name}, case when company then 'company' else 'treated' end, ${day}::date, changes, ${summed}
    from seen group by company, changes
    on conflict do nothing`
}

/** Accounts that the first play would have reached on a day. */
interface Entries {
  readonly day: string
  readonly accounts: readonly number[]
  /** Of each: it was held out of all plays then; how often the share had been changed. */
  readonly company: readonly boolean[]
  readonly changes: readonly number[]
}

/**
 * Accounts by the day on which the first play would have reached them: those no play may reach beside all others. Every account counts
 * once, in the arm in which it was then: who is held out later was reached before, and whoever is reached later was held out before.
 */
async function entriesToLookAt(
  db: Db,
  asked: {
    readonly name: CompanyOutcome
    readonly last: string
    readonly timeZone: string
    readonly changes: readonly Change[]
  },
): Promise<readonly Entries[]> {
  const { name, last, timeZone, changes } = asked
  const { rows } = await sql<Entries>`
    with first as (
      select distinct on (account_id) account_id, entered_at, level is not distinct from 'company' as company
      from plays.arm_fact order by account_id, entered_at, level nulls last
    ), placed as (
      select account_id, company, (entered_at at time zone ${timeZone})::date as day,
             (select count(*)::int from unnest(${changes.map(({ at }) => at)}::timestamptz[]) as changed (at)
              where changed.at <= entered_at) as changes
      from first
    )
    select day, array_agg(account_id) as accounts, array_agg(company) as company, array_agg(changes) as changes from placed
    where day <= ${last}::date and not exists (select from effects.company_sum s where s.outcome = ${name} and s.day = placed.day)
    group by day order by day`.execute(db)
  return rows
}
