import { sql } from 'kysely'
import { type Db, transact } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import type { Question } from '../estimates/comparison.ts'
import { usualSmallest } from '../estimates/comparison.ts'
import { type CompanyOutcome, companyOutcomes } from '../tables.ts'
import { type Observation, type Outcome, observe, settlingDays, shifted } from './outcome.ts'
import { seenFrom, summed } from './sums.ts'

/** How all plays together are looked at. */
export const companyOutcome: Readonly<Record<CompanyOutcome, Outcome>> = {
  retained: { kind: 'subscription', state: 'retained', days: 90 },
  active_days: { kind: 'measure', use: { measure: 'events.days_active', window: 28 }, better: 'more', days: 28 },
}

export const companyQuestion: Readonly<Record<CompanyOutcome, Question>> = {
  retained: { kind: 'share', better: 'more', smallest: usualSmallest.share },
  active_days: { kind: 'number', better: 'more', smallest: usualSmallest.number },
}

/**
 * Accounts by the day on which the first play would have reached them: those no play may reach beside all others. Every account counts
 * once.
 */
const firstEntries = (timeZone: string) => sql`
  select account_id, bool_or(level = 'company') is true as company, min((entered_at at time zone ${timeZone})::date) as day
  from plays.arm_fact group by account_id`

/** Looks at all plays together, for the days whose window is over since the last look. */
export async function lookAtCompany(
  { db, offers }: Services,
  { day: today, timeZone }: { readonly day: string; readonly timeZone: string },
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const name of companyOutcomes) {
    const outcome = companyOutcome[name]
    for (const day of await daysToLookAt(db, name, shifted(today, -outcome.days - settlingDays), timeZone)) {
      signal?.throwIfAborted()
      const entries = await entriesOf(db, day, timeZone)
      const accounts = entries.map(({ account_id }) => account_id)
      const observation = observe(outcome, { accounts, day, timeZone }, offers, today)
      if (typeof observation === 'string') continue
      await transact(db, tx => insertSums(name, day, entries, observation).execute(tx))
    }
  }
}

function insertSums(name: CompanyOutcome, day: string, entries: readonly Entry[], observation: Observation) {
  return sql`
    with entered as (
      select * from unnest(${entries.map(one => one.account_id)}::bigint[], ${entries.map(one => one.company)}::boolean[])
        as e (account_id, company)
    ), ${seenFrom(sql`entered`, observation)}
    insert into effects.company_sum (outcome, arm, day, n, y, yy, x, xx, xy)
    select ${name}, case when company then 'company' else 'treated' end, ${day}::date, ${summed} from seen group by company
    on conflict do nothing`
}

interface Entry {
  readonly account_id: number
  readonly company: boolean
}

async function entriesOf(db: Db, day: string, timeZone: string): Promise<readonly Entry[]> {
  const { rows } = await sql<Entry>`
    select account_id, company from (${firstEntries(timeZone)}) first where day = ${day}::date`.execute(db)
  return rows
}

async function daysToLookAt(db: Db, name: CompanyOutcome, last: string, timeZone: string): Promise<readonly string[]> {
  const { rows } = await sql<{ day: string }>`
    select distinct day from (${firstEntries(timeZone)}) first
    where day <= ${last}::date and not exists (select from effects.company_sum s where s.outcome = ${name} and s.day = first.day)
    order by day`.execute(db)
  return rows.map(({ day }) => day)
}
