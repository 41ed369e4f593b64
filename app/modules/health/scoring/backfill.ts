import { sql } from 'kysely'
import { today } from '../../../platform/clock.ts'
import { type Db, transact } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings } from '../../identity/index.ts'
import { measured, pastUses } from '../measured.ts'
import { currentModels } from '../models.ts'
import { scoreValues, storePastDay } from './compile.ts'
import { accountsOf, cutsOf } from './recompute.ts'

/**
 * Computes what the present models would have said on each of the last `days` days, for accounts whose past is known (an
 * imported or late history of events), so that there is a course to look at and a week ago to compare with. Days that
 * already have a score keep it. One statement per model and day, each in its own transaction.
 */
export async function backfillScores(
  services: Services,
  days: number,
  onDay: (done: number) => Promise<void> | void = () => undefined,
): Promise<void> {
  const { db, offers } = services
  const { timeZone } = await companySettings(db)
  const models = await currentModels(db)
  const cuts = await cutsOf(db, models)
  const end = today(timeZone)
  for (let back = days; back >= 1; back--) {
    const day = end.subtract({ days: back })
    for (const model of models) {
      const accounts = sql`select p.account_id from (${accountsOf(model, models, 'all')}) p
        join customers.account_fact a on a.account_id = p.account_id where a.customer_since <= ${day.toString()}::date`
      const values = measured(pastUses(model.definition.measures, offers), offers, { accounts, day: day.toString() })
      const scored = scoreValues(model, values, offers, cuts.get(model.versionId) ?? new Map())
      await transact(db, tx => storePastDay(model, scored, day.toString()).execute(tx))
    }
    await onDay(days - back + 1)
  }
}

/** Whether scores begin today although events began long before: then the days between can be computed. */
export async function lacksHistory(db: Db): Promise<boolean> {
  const { rows } = await sql<{ lacks: boolean }>`
    select exists (select 1 from health.score) and not exists (
      select 1 from health.score_day where day < current_date - 2) as lacks`.execute(db)
  return rows[0]?.lacks ?? false
}
