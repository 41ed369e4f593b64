import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import { publish } from '../../../platform/live.ts'
import { stillOffered } from '../in-app/shown.ts'
import { stateTopic } from './outcome.ts'
import { note } from './trace.ts'

/** Whose messages are given up: those whose key begins with `poster` before the first full stop. */
export interface Poster {
  readonly play: number
  readonly poster: string
}

/**
 * What these have in the outbox does not leave, and what nobody closed on the company's own pages is no longer shown: since it was
 * posted they met a condition for leaving the play, or somebody took them out. What is being handed over at this instant is not
 * stopped; notices that were read stay.
 */
export async function giveUpMessages(tx: Tx, posters: readonly Poster[], why: 'exit' | 'stopped'): Promise<void> {
  if (posters.length === 0) return
  const { rows } = await sql<{ id: number }>`
    update messages.message m set state = case when m.read_at is null then 'dropped' else m.state end, worker = null
    from unnest(${posters.map(one => one.play)}::bigint[], ${posters.map(one => one.poster)}::text[]) as g (play, poster)
    where (m.state in ('waiting', 'sending') or ${stillOffered()})
      and m.play_id = g.play and split_part(m.key, '.', 1) = g.poster
    returning m.id`.execute(tx)
  await sayWhy(tx, posters, why)
  if (rows.length === 0) return
  await note(
    tx,
    rows.map(({ id }) => ({ id, what: 'dropped', detail: why })),
  )
  await publish(tx, [stateTopic])
}

/** What was kept back while the play was paused does not wait for it any more. */
async function sayWhy(tx: Tx, posters: readonly Poster[], why: string): Promise<void> {
  await sql`
    update messages.trace t set detail = ${why}
    from messages.message m, unnest(
      ${posters.map(one => one.play)}::bigint[], ${posters.map(one => one.poster)}::text[]
    ) as g (play, poster)
    where m.state in ('dropped', 'sent') and m.play_id = g.play and split_part(m.key, '.', 1) = g.poster
      and t.message_id = m.id and t.what = 'dropped' and t.detail = 'paused'`.execute(tx)
}
