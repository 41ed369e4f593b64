import { sql } from 'kysely'
import type { Asks, StepAnswer } from '../../../web/play-kinds.ts'

/**
 * What people answered to the message of a step: yes as soon as one of those who got it says so, else no when somebody does
 * (the first word of both). The
 * keys of messages begin with the enrollment and the step (recipients.ts).
 */
export const answersGiven: Asks['given'] = async (tx, { playId, stepId }, enrolled) => {
  const { rows } = await sql<{ id: number; answer: StepAnswer }>`
    select g.id, min(a.answer) as answer
    from unnest(${enrolled.map(one => one.id)}::bigint[], ${enrolled.map(one => one.accountId)}::bigint[]) as g (id, account_id)
    join messages.answer_fact a on a.account_id = g.account_id and a.play_id = ${playId} and a.step = ${stepId}
      and starts_with(a.key, g.id || ${`.${stepId}.`})
    group by g.id`.execute(tx)
  return new Map(rows.map(({ id, answer }) => [id, answer]))
}
