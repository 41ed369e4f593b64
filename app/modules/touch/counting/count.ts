import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { type Db, lock, type Tx, transactAgain } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { findCompany } from '../../identity/index.ts'
import { currentModels } from '../models.ts'
import { countedMonths, isSettled, type Month, monthsBefore, presentMonth } from '../months.ts'
import { countRepeated } from './repeated.ts'
import { countAccounts, countModels, type Mode } from './spent.ts'
import { noteLastPersons, placeAccounts } from './standing.ts'

/** Changes when months were counted, or somebody asked for it. */
export const touchTopic = 'touch'

/**
 * Counts this month, those that are not settled yet, and the year before once. Each month is one transaction, so that whoever
 * looks sees a month as it was or as it is. Nothing happens as long as there are no models.
 */
export async function countTouches(services: Services, signal?: AbortSignal): Promise<void> {
  const { db } = services
  const company = await findCompany(db)
  if (!company || (await currentModels(db)).length === 0) return
  for (const month of await monthsToCount(db, company.timeZone)) {
    signal?.throwIfAborted()
    await transactAgain(db, tx => countMonth(tx, services, month, company.timeZone))
  }
  await transactAgain(db, tx => noteLastPersons(tx, company.timeZone))
  await services.live.publish(db, [touchTopic])
}

/** The present one first: it says where accounts stand. */
async function monthsToCount(db: Db, timeZone: string): Promise<readonly Month[]> {
  const present = presentMonth(timeZone)
  const months = Array.from({ length: countedMonths }, (_, ago) => monthsBefore(present, ago))
  await sql`
    insert into touch.month (month, afterwards)
    select m, m < ${present}::date from unnest(${months}::date[]) m on conflict do nothing`.execute(db)
  await sql`delete from touch.month where month < ${months.at(-1)}::date`.execute(db)
  const rows = await db
    .selectFrom('touch.month')
    .select('month')
    .where(eb => eb.or([eb('settled', '=', false), eb('month', '=', present)]))
    .orderBy('month', 'desc')
    .execute()
  return rows.map(row => row.month)
}

async function countMonth(tx: Tx, { offers }: Services, month: Month, timeZone: string): Promise<void> {
  await lock(tx, 'touch.month')
  // Models wait meanwhile, so that none comes or goes that accounts are placed in.
  await lock(tx, 'touch.model')
  const begun = nowDate()
  const models = await currentModels(tx)
  const otherwise = models.find(model => model.segmentId === null)
  const state = await tx.selectFrom('touch.month').selectAll().where('month', '=', month).executeTakeFirst()
  if (!otherwise || !state) return
  const present = month === presentMonth(timeZone)
  const mode: Mode = present ? 'present' : state.counted_at === null || state.afterwards ? 'afterwards' : 'late'
  const counting = { month, mode, timeZone, sources: offers.touches, otherwise: otherwise.id }
  if (present) await placeAccounts(tx, models, counting)
  await countAccounts(tx, counting)
  await countModels(tx, counting)
  await countRepeated(tx, month, timeZone)
  await sql`
    update touch.month
    set counted_at = ${begun}, afterwards = ${mode === 'afterwards'}, settled = ${isSettled(month, timeZone)},
        asked_at = case when asked_at > ${begun} then asked_at end
    where month = ${month}`.execute(tx)
}
