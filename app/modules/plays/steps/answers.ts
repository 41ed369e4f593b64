import { sql } from 'kysely'
import type { Asks, StepAnswer } from '../../../web/play-kinds.ts'

/**
 * What people answered to the message of a step: yes as soon as one of those who got it says so, else no when somebody does
 * (the first word of both). The keys of messages begin with the enrollment and the step (recipients.ts). Who was not asked here
 * since they were asked for another account of theirs already has answered for both; so has whoever reads the same address: to
 * us they are one person, who is not written to twice.
 */
export const answersGiven: Asks['given'] = async (tx, { playId, stepId }, enrolled) => {
  const of = <T>(value: (one: (typeof enrolled)[number]) => T) => enrolled.map(value)
  const { rows } = await sql<{ id: number; answer: StepAnswer }>`
    select g.id, min(given.answer) as answer
    from unnest(
      ${of(one => one.id)}::bigint[], ${of(one => one.accountId)}::bigint[], ${of(one => one.contactId)}::bigint[]
    ) as g (id, account_id, contact_id)
    cross join lateral (
      select a.answer from messages.answer_fact a
      where g.contact_id is null and a.account_id = g.account_id and a.play_id = ${playId} and a.step = ${stepId}
        and starts_with(a.key, g.id || ${`.${stepId}.`})
      union all
      -- Of many people of one account each by themselves.
      select a.answer from messages.answer_fact a
      where a.contact_id = g.contact_id and a.play_id = ${playId} and a.step = ${stepId}
        and starts_with(a.key, g.id || ${`.${stepId}.`})
      union all
      select a.answer
      from plays.passage p
      join customers.membership_fact m on m.account_id = g.account_id and m.contact_id = coalesce(g.contact_id, m.contact_id)
      join customers.contact_fact f on f.contact_id = m.contact_id
      cross join lateral (
        select f.contact_id union select c.contact_id from customers.contact_fact c where lower(c.email) = lower(f.email)
      ) person
      join messages.answer_fact a on a.contact_id = person.contact_id and a.play_id = ${playId} and a.step = ${stepId}
      where p.enrollment_id = g.id and p.step = ${stepId}
        and (p.detail ->> 'why' = 'told_already' or p.detail ->> 'told' is not null)
        and (a.account_id <> g.account_id or a.contact_id <> g.contact_id) and a.answered_at > p.at - interval '30 days'
    ) given
    group by g.id`.execute(tx)
  return new Map(rows.map(({ id, answer }) => [id, answer]))
}
