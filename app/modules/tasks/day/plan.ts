import { sql } from 'kysely'
import { endOfDay, nowDate, today } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import type { MinutesOfDay, Stake } from '../../../web/day-source.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings } from '../../identity/index.ts'
import { listTasksById, type TaskRow } from '../queries.ts'
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

/**
 * The tasks on a person's list (theirs, and those they work on with others) that are due by the end of the company's day, or
 * were taken into the day by hand, in their order.
 */
export async function planDay(services: Services, staffId: string): Promise<DayPlan> {
  const { db, offers } = services
  const { timeZone } = await companySettings(db)
  const day = today(timeZone).toString()
  const [ids, places] = await Promise.all([dueIds(db, staffId, day, timeZone), placesOn(db, staffId, day)])
  const rows = await listTasksById(db, ids.slice(0, mostTasks))
  const [stakes, time] = await Promise.all([
    offers.day?.stakes(db, [...new Set(rows.map(row => row.accountId))]),
    offers.day?.minutes(db, staffId, day),
  ])
  const tasks = rows.map(row => {
    const stake = stakes?.get(row.accountId)
    return { ...row, stake, gain: stake?.gain ?? 0 }
  })
  return {
    staffId,
    day,
    tasks: orderDay(tasks, places, nowDate()),
    placed: places.size > 0,
    time,
    more: ids.length > mostTasks,
  }
}

async function dueIds(db: Db, staffId: string, day: string, timeZone: string): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select t.id from tasks.task t
    where t.closed_at is null and (t.snoozed_until is null or t.snoozed_until <= ${nowDate()})
      and (t.assignee_id = ${staffId} or t.id = any(array(
        select task_id from tasks.collaboration where staff_id = ${staffId} and left_at is null
      )))
      and (t.due_at <= ${endOfDay(day, timeZone)} or t.id = any(array(
        select task_id from tasks.place where staff_id = ${staffId} and day = ${day}::date
      )))
    order by t.due_at, t.id limit ${mostTasks + 1}`.execute(db)
  return rows.map(row => row.id)
}

async function placesOn(db: Db, staffId: string, day: string): Promise<ReadonlyMap<number, number>> {
  const rows = await db
    .selectFrom('tasks.place')
    .select(['task_id', 'position'])
    .where('staff_id', '=', staffId)
    .where('day', '=', day)
    .execute()
  return new Map(rows.map(row => [row.task_id, row.position]))
}
