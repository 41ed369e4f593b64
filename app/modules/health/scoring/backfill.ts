import { sql } from 'kysely'
import { lastMomentOf, nowDate, today } from '../../../platform/clock.ts'
import { type Db, transact } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings } from '../../identity/index.ts'
import { measured, pastUses } from '../measured.ts'
import { currentModels } from '../models.ts'
import { accountsOf, idsOf, modelsBefore, wasCustomer } from './accounts.ts'
import { noCuts, scoreValues } from './compile.ts'
import { cutsOf } from './percentiles.ts'
import { storePastDay } from './store.ts'

/** How many past days are computed when a history of events turns up. */
export const backfillDays = 90

/**
 * Computes what the present models would have said on each of the last `days` days, for accounts whose past is known (an
 * imported or late history of events), so that there is a course to look at and a week ago to compare with; of those who
 * left, until they did. From its first score on an account's course stays as it was shown, also on days without a row, since
 * there are rows only where it changed. A measure that only knows the present counts for nothing then, and the days remember
 * that, so that they are not compared with a present in which it counts. One statement per model and day, each in its own
 * transaction; after an interruption it can be begun again.
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
  await rememberBeginnings(db, end)
  for (let back = days; back >= 1; back--) {
    const day = end.subtract({ days: back })
    const moment = { day: day.toString(), at: lastMomentOf(day, timeZone) }
    for (const model of models) {
      const within = wasCustomer(moment, timeZone)
      const those = accountsOf(model, modelsBefore(model, models), { who: 'everybody', within })
      const accounts = await idsOf(db, those)
      const uses = pastUses(model.definition.measures, offers)
      const unknowable = uses.flatMap((use, i) => (use ? [] : [i + 1]))
      const values = measured(uses, offers, { accounts, day: moment.day })
      const scored = scoreValues(model.definition, values, offers, cuts.get(model.versionId) ?? noCuts)
      await transact(db, tx => storePastDay(model, scored, moment, unknowable).execute(tx))
    }
    await onDay(days - back + 1)
  }
  await rememberComputed(db)
  await transact(db, async tx => {
    await sql`
      insert into health.backfill (since, done_at) values (${end.subtract({ days }).toString()}::date, ${nowDate()})
      on conflict (one) do update set since = least(health.backfill.since, excluded.since), done_at = excluded.done_at`.execute(
      tx,
    )
    await sql`delete from health.course_begun`.execute(tx)
  })
}

/** Since when each account has a course; what an interrupted computation remembered stays. */
async function rememberBeginnings(db: Db, day: Temporal.PlainDate): Promise<void> {
  await sql`
    insert into health.course_begun (account_id, day)
    select a.account_id, coalesce(min(c.day), ${day.toString()}::date)
    from customers.account_fact a left join health.score_course c on c.account_id = a.account_id
    group by a.account_id order by a.account_id
    on conflict (account_id) do nothing`.execute(db)
}

/** What was computed on the days on which somebody said how they felt, for feelings older than the scores. */
async function rememberComputed(db: Db): Promise<void> {
  await sql`
    update health.sentiment s set computed = d.score
    from health.sentiment felt
    cross join lateral (
      select d.score from health.score_course d
      where d.account_id = felt.account_id and d.day <= felt.day order by d.day desc, d.at desc limit 1
    ) d
    where s.id = felt.id and felt.computed is null`.execute(db)
}

/**
 * Whether events began before scores did and the days between were never computed. The model for everybody is made when
 * there is first something to score, so it tells when scores began.
 */
export async function lacksHistory(db: Db): Promise<boolean> {
  const { timeZone } = await companySettings(db)
  const { rows } = await sql<{ heard: string | null; begun: string | null }>`
    select
      (select min(first_at) at time zone ${timeZone} from events.sign_of_life)::date as heard,
      coalesce((select since from health.backfill),
               (select min(published_at) at time zone ${timeZone} from health.model_version)::date) as begun`.execute(
    db,
  )
  const { heard, begun } = rows[0] ?? {}
  if (!heard || !begun) return false
  const farthest = today(timeZone).subtract({ days: backfillDays }).toString()
  const wanted = [heard, farthest].sort().at(-1) ?? farthest
  return wanted < Temporal.PlainDate.from(begun).subtract({ days: 2 }).toString()
}
