import { sql } from 'kysely'
import { lock, type Tx } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'
import type { Services } from '../../../web/services.ts'
import type { StaffActor } from '../../activity/index.ts'
import { type Move, moved } from './order.ts'
import { planDay } from './plan.ts'

/**
 * Moves a task in one's own order of today; the whole order is kept, so that nothing of it slips away when more comes. One that
 * is not in it is taken into the day. Throws NotFound when the task is not open, or not on one's list.
 */
export async function moveTask(
  tx: Tx,
  { offers }: Pick<Services, 'offers'>,
  actor: StaffActor,
  taskId: number,
  move: Move,
): Promise<void> {
  await lock(tx, 'tasks.place', actor.id)
  const own = await tx
    .selectFrom('tasks.open_task_person')
    .select('task_id')
    .where('task_id', '=', taskId)
    .where('staff_id', '=', actor.id)
    .executeTakeFirst()
  if (!own) throw new NotFound(`task ${taskId}`)
  // Behind the lock: of two moves one after the other the second begins where the first ended.
  const { day, tasks } = await planDay({ db: tx, offers }, actor.id)
  const ids = tasks.map(({ task }) => task.id)
  await forgetPlaces(tx, actor, day)
  await sql`
    insert into tasks.place (staff_id, day, task_id, position)
    select ${actor.id}, ${day}::date, t.id, o.position
    from unnest(${[...moved(ids, taskId, move)]}::bigint[]) with ordinality o (id, position)
    join tasks.task t on t.id = o.id`.execute(tx)
}

/** Goes back to the order that comes by itself. What is of days gone by goes, too. */
export async function forgetPlaces(tx: Tx, actor: StaffActor, day: string): Promise<void> {
  await tx.deleteFrom('tasks.place').where('staff_id', '=', actor.id).where('day', '<=', day).execute()
}
