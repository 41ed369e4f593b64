import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Services } from '../../../web/services.ts'
import { playTopic } from '../topics.ts'

/** What kept plays from going on, by the play's id. */
export type Troubles = Map<number, unknown>

const longest = 500

/** What goes on is noted again after so many milliseconds: when it was seen last tells whether it is over. */
const notedAgainAfter = 4 * 60_000

/**
 * Writes down on these plays what keeps each of them from going on, or that nothing does any more. Nothing is written when it is
 * as it was a little before.
 */
export async function noteTroubles(services: Services, playIds: readonly number[], troubles: Troubles): Promise<void> {
  if (playIds.length === 0) return
  const words = playIds.map(id => {
    const trouble = troubles.get(id)
    if (trouble === undefined) return null
    return String(trouble instanceof Error ? trouble.message : trouble)
      .slice(0, longest)
      .toWellFormed()
  })
  const seenBefore = new Date(nowDate().getTime() - notedAgainAfter)
  const { rows } = await sql<{ id: number }>`
    update plays.play p
    set problem = n.problem, problem_at = case when n.problem is not null then ${nowDate()}::timestamptz end
    from unnest(${playIds}::bigint[], ${words}::text[]) as n (id, problem)
    where p.id = n.id and (p.problem is distinct from n.problem or p.problem_at < ${seenBefore}::timestamptz)
      and (n.problem is not null or p.start_again_at is null and p.standing_due_at > ${nowDate()} is not true and not exists (
        select from plays.enrollment e where e.play_id = p.id and e.ended_at is null and e.waiting = 'problem'
      ) and not exists (select from plays.candidate c where c.play_id = p.id and c.again_at is not null))
    returning p.id`.execute(services.db)
  await services.live.publish(
    services.db,
    rows.map(row => playTopic(row.id)),
  )
}
