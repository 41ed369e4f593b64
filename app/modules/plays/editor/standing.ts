import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { type Db, transact } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { canStand } from '../starting/standing-key.ts'
import type { EditedPlay } from './sheet.ts'

/** How many are going through a play now. */
export async function countUnderWay(db: Db, playId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from plays.enrollment where play_id = ${playId} and ended_at is null`.execute(db)
  return rows[0]?.count ?? 0
}

/**
 * How many the trigger would find if it looked at everybody now, before audience and re-entry are asked; undefined when it
 * cannot look back, or not at all that it asks for.
 */
export async function countStanding(
  services: Services,
  { id, about, sample, definition: { trigger, audience } }: EditedPlay,
): Promise<number | undefined> {
  const kind = trigger && services.offers.playTriggers.get(trigger.kind)
  const { standing } = kind ?? {}
  if (!trigger || !standing || !canStand(trigger)) return undefined
  const { settings, properties = [] } = trigger
  const asked = { playId: id, about, settings, properties, audience, sample, liveSince: nowDate() }
  return (await transact(services.db, tx => standing(tx, services, asked))).length
}
