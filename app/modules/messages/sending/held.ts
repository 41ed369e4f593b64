import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { publish } from '../../../platform/live.ts'
import { outboxTopic } from '../posting/post.ts'
import { stateTopic } from './outcome.ts'
import { forgetHeld, note } from './trace.ts'

/**
 * Keeps back what a play has in the outbox: it does not leave while the play is paused, nor when it has ended. What is being
 * handed over at this instant is not stopped; when the server wants it later, it is kept back then.
 */
export async function holdMails(tx: Tx, playId: number, why: 'paused' | 'archived'): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    update messages.message
    set state = case state when 'handing_over' then state else 'dropped' end,
        worker = case state when 'handing_over' then worker end
    where play_id = ${playId} and state in ('waiting', 'sending', 'handing_over') returning id`.execute(tx)
  const ids = rows.map(({ id }) => id)
  await forgetHeld(tx, ids)
  if (why === 'archived') await sayEnded(tx, playId)
  await note(
    tx,
    ids.map(id => ({ id, what: 'dropped', detail: why })),
  )
  await publish(tx, [stateTopic])
}

/** What was kept back while the play was paused does not wait for it any more. */
async function sayEnded(tx: Tx, playId: number): Promise<void> {
  await sql`
    update messages.trace t set detail = 'archived' from messages.message m
    where m.play_id = ${playId} and m.state = 'dropped' and t.message_id = m.id and t.what = 'dropped' and t.detail = 'paused'`.execute(
    tx,
  )
}

/** What was kept back while the play was paused waits again; limits and hours are looked at when it leaves. */
export async function releaseMails(tx: Tx, playId: number): Promise<void> {
  // Also those being handed over: whoever puts one back just now is waited for.
  const { rows } = await sql<{ id: number }>`
    update messages.message m set state = case m.state when 'dropped' then 'waiting' else m.state end
    where m.play_id = ${playId} and m.state in ('dropped', 'handing_over') and exists (
      select from messages.trace t where t.message_id = m.id and t.what = 'dropped' and t.detail = 'paused')
    returning m.id`.execute(tx)
  await forgetHeld(
    tx,
    rows.map(({ id }) => id),
  )
  await publish(tx, [stateTopic, outboxTopic])
}
