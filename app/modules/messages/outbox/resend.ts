import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { Conflict } from '../../../platform/errors.ts'
import { publish } from '../../../platform/live.ts'
import type { StaffActor } from '../../activity/index.ts'
import { outboxTopic } from '../posting/post.ts'
import { note } from '../sending/trace.ts'

/**
 * Sends a mail again that failed, or of which nobody knows whether it arrived. Throws Conflict when it is in another state
 * by now.
 */
export async function sendAgain(tx: Tx, actor: StaffActor, id: number): Promise<void> {
  const row = await tx
    .updateTable('messages.message')
    .set({ state: 'waiting', worker: null, attempts: 0, send_after: nowDate(), bounced_at: null })
    .where('id', '=', id)
    .where('state', 'in', ['failed', 'unclear'])
    .returning('id')
    .executeTakeFirst()
  if (!row) throw new Conflict('messages:message.notAgain')
  await note(tx, [{ id, what: 'sent_again', staffId: actor.id }])
  await publish(tx, [outboxTopic])
}
