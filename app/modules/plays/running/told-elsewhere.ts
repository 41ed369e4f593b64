import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import { answersTo } from '../../messages/index.ts'
import type { Enrollment } from './enrollments.ts'

/** A message that went to the same person because of another account, or to the same address under another name. */
export interface ToldElsewhere {
  readonly id: number
  readonly step: string
  readonly accountId: number
  readonly account: string
  readonly contactId: number
  readonly contact: string
  /** What stood on the button that was pressed; null when none was, or there is none. */
  readonly answer: string | null
  readonly answeredAt: Date | null
}

/** Nobody is told the same twice within so many days; as steps/message.ts says. */
const days = 30
const most = 20

/** Because of whom steps of an enrollment left somebody out who had been told already, by the id of the step. */
export async function toldElsewhere(
  db: Db,
  { id, playId, accountId, contactId, passages }: Enrollment,
): Promise<ReadonlyMap<string, readonly ToldElsewhere[]>> {
  const left = passages.some(({ detail }) => detail?.why === 'told_already' || detail?.told !== undefined)
  if (!left) return new Map()
  const { rows } = await sql<ToldElsewhere>`
    select distinct on (m.id) m.id, p.step, a.account_id as "accountId", a.name as account, m.contact_id as "contactId",
           c.label as contact, null as answer, g.answered_at as "answeredAt"
    from plays.passage p
    join customers.membership_fact own on own.account_id = ${accountId} and own.contact_id = coalesce(${contactId}::bigint, own.contact_id)
    join customers.contact_fact f on f.contact_id = own.contact_id
    cross join lateral (
      select f.contact_id union select s.contact_id from customers.contact_fact s where lower(s.email) = lower(f.email)
    ) person
    join messages.message_fact m on m.contact_id = person.contact_id and m.play_id = ${playId} and m.step = p.step
      and m.created_at between p.at - make_interval(days => ${days}) and p.at
      and (m.account_id <> ${accountId} or m.contact_id <> ${contactId}::bigint)
    join customers.account_fact a on a.account_id = m.account_id
    join customers.contact_fact c on c.contact_id = m.contact_id
    left join messages.answer_fact g on g.message_id = m.id
    where p.enrollment_id = ${id} and (p.detail ->> 'why' = 'told_already' or p.detail ->> 'told' is not null)
    order by m.id limit ${most}`.execute(db)
  const answers = await answersTo(
    db,
    rows.map(row => row.id),
  )
  return Map.groupBy(
    rows.map(row => ({ ...row, answer: answers.get(row.id) ?? null })),
    row => row.step,
  )
}
