import { endOfDay, nowDate, today } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { MinutesOfDay, Stake } from '../../../web/day-source.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings, timeZoneOf } from '../../identity/index.ts'
import { listIds, listTasksById, type TaskRow } from '../queries.ts'
import { orderDay, type Placed } from './order.ts'

/** A task on the list of a day. */
export interface TaskOfDay extends TaskRow {
  readonly stake: Stake | undefined
  /** See `Stake`; 0 when nothing is known. */
  readonly gain: number
}

/** What a person should do on a day, in order, and the time they have for it. */
export interface DayPlan {
  readonly staffId: string
  /** The day it is where the person lives. */
  readonly day: string
  readonly tasks: readonly Placed<TaskOfDay>[]
  /** Whether they put something in another place by hand. */
  readonly placed: boolean
  /** Undefined where no module knows of people's time. */
  readonly time: MinutesOfDay | undefined
  /** There are more due than the list orders. */
  readonly more: boolean
}

const mostTasks = 200

/** Where to look: within a transaction, too. */
type Looking = Pick<Services, 'offers'> & { readonly db: Db | Tx }

/**
 * The tasks on a person's list (theirs, and those they work on with others) that are due by the end of the company's day and of
 * their own, or were taken into the day by hand, in their order. What they moved holds for the day it is where they live; the
 * minutes they have are said for the company's days.
 */
export async function planDay({ db, offers }: Looking, staffId: string): Promise<DayPlan> {
  const company = (await companySettings(db)).timeZone
  const zone = (await timeZoneOf(db, staffId)) ?? company
  const [companyDay, day] = [today(company).toString(), today(zone).toString()]
  const ends = new Date(Math.max(endOfDay(companyDay, company).getTime(), endOfDay(day, zone).getTime()))
  const places = await placesOn(db, staffId, day)
  const due = await idsOfDay(db, staffId, ends, [...places.keys()])
  const rows = await listTasksById(db, due.ids)
  const [stakes, time] = await Promise.all([
    offers.day?.stakes(db, [...new Set(rows.map(row => row.accountId))]),
    offers.day?.minutes(db, staffId, companyDay),
  ])
  const tasks = rows.map(row => {
    const stake = stakes?.get(row.accountId)
    return { ...row, stake, gain: stake?.gain ?? 0 }
  })
  return { staffId, day, tasks: orderDay(tasks, places, nowDate()), placed: places.size > 0, time, more: due.more }
}

/** Those that are due first, and what was given a place by hand. */
async function idsOfDay(db: Db | Tx, staffId: string, ends: Date, placed: readonly number[]) {
  const own = { assigneeId: staffId, view: 'open' } as const
  const [due, byHand] = await Promise.all([
    listIds(db, { ...own, dueBy: ends, limit: mostTasks + 1 }),
    listIds(db, { ...own, among: placed, limit: placed.length }),
  ])
  return { ids: [...new Set([...due.slice(0, mostTasks), ...byHand])], more: due.length > mostTasks }
}

async function placesOn(db: Db | Tx, staffId: string, day: string): Promise<ReadonlyMap<number, number>> {
  const rows = await db
    .selectFrom('tasks.place')
    .select(['task_id', 'position'])
    .where('staff_id', '=', staffId)
    .where('day', '=', day)
    .execute()
  return new Map(rows.map(row => [row.task_id, row.position]))
}
