import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import type { Offers } from '../../../web/module.ts'
import { companySettings } from '../../identity/index.ts'
import { measured, pastUses } from '../measured.ts'
import type { Model } from '../models.ts'
import { accountsOf, idsOf, modelsBefore, wasCustomer } from '../scoring/accounts.ts'
import { type Cuts, scoreValues } from '../scoring/compile.ts'

/** How many accounts had a score (rounded) at past moments, and how many of them had left `horizonDays` later. */
export interface ScoreOutcome {
  readonly score: number
  readonly accounts: number
  readonly left: number
}

interface Moment {
  readonly day: string
  readonly at: Date
  readonly limit: Date
}

/**
 * What a model would have said of the accounts that were customers at a past moment, and who left within the horizon.
 * Uses today's percentiles and segments, but only measures that can be known about that day.
 */
export async function outcomesAt(
  db: Db,
  offers: Offers,
  moment: Moment,
  scoring: { readonly model: Model; readonly models: readonly Model[]; readonly cuts: Cuts },
): Promise<readonly ScoreOutcome[]> {
  const { model, models, cuts } = scoring
  const { timeZone } = await companySettings(db)
  const present = await idsOf(
    db,
    sql`
    select p.account_id from (${accountsOf(model, modelsBefore(model, models), { who: 'everybody' })}) p
    join customers.account_fact a on a.account_id = p.account_id
    where ${wasCustomer(moment, timeZone)}`,
  )
  const values = measured(pastUses(model.definition.measures, offers), offers, { accounts: present, day: moment.day })
  const { rows } = await sql<ScoreOutcome>`
    select round(s.computed)::int as score, count(*) as accounts,
      count(*) filter (where a.cancelled_at <= ${moment.limit}) as left
    from (${scoreValues(model.definition, values, offers, cuts)}) s
    join customers.account_fact a on a.account_id = s.account_id
    where s.computed is not null
    group by 1`.execute(db)
  return rows
}
