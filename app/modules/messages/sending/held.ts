import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { publish } from '../../../platform/live.ts'
import { stillOffered } from '../in-app/shown.ts'
import { outboxTopic } from '../posting/post.ts'
import { stateTopic } from './outcome.ts'
import { forgetHeld, note } from './trace.ts'

/**
 * Keeps back what a play has in the outbox, or shows on the company's own pages: it does not leave, and is not shown, while the play is
 * paused, nor when it has ended. What is being handed over at this instant is not stopped; when the server wants it later, it is kept
 * back then.
 */
export async function holdMessages(tx: Tx, playId: number, why: 'paused' | 'archived'): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    update messages.message m
    set state = case when m.state = 'handing_over' or m.read_at is not null then m.state else 'dropped' end,
        worker = case m.state when 'handing_over' then m.worker end
    where m.play_id = ${playId} and (m.state in ('waiting', 'sending', 'handing_over') or ${stillOffered()})
    returning m.id`.execute(tx)
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
    where m.play_id = ${playId} and m.state in ('dropped', 'sent') and t.message_id = m.id and t.what = 'dropped' and t.detail = 'paused'`.execute(
    tx,
  )
}

/**
 * What was kept back while the play was paused waits again, limits and hours are looked at when it leaves; or is shown again on the
 * company's own pages.
 */
export async function releaseMessages(tx: Tx, playId: number): Promise<void> {
  // Also those being handed over: whoever puts one back just now is waited for.
  const { rows } = await sql<{ id: number }>`
    update messages.message m
    set state = case when m.state <> 'dropped' then m.state when m.kind = 'email' then 'waiting' else 'sent' end
    where m.play_id = ${playId} and (m.state in ('dropped', 'handing_over') or (m.kind = 'in_app' and m.state = 'sent')) and exists (
      select from messages.trace t where t.message_id = m.id and t.what = 'dropped' and t.detail = 'paused')
    returning m.id`.execute(tx)
  await forgetHeld(
    tx,
    rows.map(({ id }) => id),
  )
  await publish(tx, [stateTopic, outboxTopic])
}
