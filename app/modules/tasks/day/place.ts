import { sql } from 'kysely'
import { lock, type Tx } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'
import type { StaffActor } from '../../activity/index.ts'
import { type Move, moved } from './order.ts'

/**
 * Moves a task in one's own order of a day, of which `ids` is how it stands now; the whole order is kept, so that nothing of it
 * slips away when more comes. One that is not in it is taken into the day. Throws NotFound when the task is not open.
 */
export async function moveTask(
  tx: Tx,
  actor: StaffActor,
  order: { readonly day: string; readonly ids: readonly number[] },
  taskId: number,
  move: Move,
): Promise<void> {
  await lock(tx, 'tasks.place', actor.id)
  const open = await tx
    .selectFrom('tasks.task')
    .select('id')
    .where('id', '=', taskId)
    .where('closed_at', 'is', null)
    .executeTakeFirst()
  if (!open) throw new NotFound(`task ${taskId}`)
  await forgetPlaces(tx, actor, order.day)
  await sql`
    insert into tasks.place (staff_id, day, task_id, position)
    select ${actor.id}, ${order.day}::date, t.id, o.position
    from unnest(${[...moved(order.ids, taskId, move)]}::bigint[]) with ordinality o (id, position)
    join tasks.task t on t.id = o.id`.execute(tx)
}

/** Goes back to the order that comes by itself. What is of days gone by goes, too. */
export async function forgetPlaces(tx: Tx, actor: StaffActor, day: string): Promise<void> {
  await tx.deleteFrom('tasks.place').where('staff_id', '=', actor.id).where('day', '<=', day).execute()
}
