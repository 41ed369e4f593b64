import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { publish } from '../../../platform/live.ts'
import { outboxTopic } from '../posting/post.ts'
import { stateTopic } from './outcome.ts'
import { note } from './trace.ts'

/**
 * Keeps back what a play has in the outbox: it does not leave while the play is paused, nor when it has ended. What is being
 * handed over at this instant is not stopped.
 */
export async function holdMails(tx: Tx, playId: number, why: 'paused' | 'archived'): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    update messages.message set state = 'dropped', worker = null
    where play_id = ${playId} and state in ('waiting', 'sending') returning id`.execute(tx)
  if (why === 'archived') await sayEnded(tx, playId)
  await note(
    tx,
    rows.map(({ id }) => ({ id, what: 'dropped', detail: why })),
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
  await sql`
    with released as (
      update messages.message m set state = 'waiting'
      from messages.trace t
      where m.play_id = ${playId} and m.state = 'dropped' and t.message_id = m.id and t.what = 'dropped' and t.detail = 'paused'
      returning t.id
    )
    delete from messages.trace t using released where t.id = released.id`.execute(tx)
  await publish(tx, [stateTopic, outboxTopic])
}
