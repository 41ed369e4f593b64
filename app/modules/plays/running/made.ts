import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { answersTo, type MessageStory, storiesOf } from '../../messages/index.ts'
import type { Enrollment } from './enrollments.ts'
import { type ToldElsewhere, toldElsewhere } from './told-elsewhere.ts'

/** A task that a play asked for. */
export interface MadeTask {
  readonly id: number
  /** What came of it; null while it is open. */
  readonly outcome: string | null
  readonly minutes: number | null
  readonly note: string | null
  /** Who did it, or whom it waits for. */
  readonly person: string | null
}

/** A message that a play had sent. */
export interface MadeMessage {
  readonly id: number
  readonly step: string
  readonly kind: 'email' | 'in_app' | 'notice'
  readonly state: string
  readonly contactId: number | null
  readonly contact: string | null
  readonly at: Date
  readonly sentAt: Date | null
  readonly readAt: Date | null
  readonly clickedAt: Date | null
  /** The button of an invitation that they pressed last. */
  readonly answer: string | null
  readonly answeredAt: Date | null
  /** What it waited for, and what went wrong, if there is anything to tell. */
  readonly story: MessageStory | undefined
}

/** What another system was told, or is to be. */
export interface MadeDelivery {
  readonly step: string
  readonly state: 'waiting' | 'sent' | 'failed'
  readonly attempts: number
  /** Of the last answer. */
  readonly status: number | null
  /** Why there was no answer. */
  readonly reason: string | null
  readonly nextTryAt: Date | null
}

/** What came of the steps of an enrollment. */
export interface Made {
  readonly tasks: ReadonlyMap<number, MadeTask>
  /** By the id of the step. */
  readonly messages: ReadonlyMap<string, readonly MadeMessage[]>
  /** By the id of the step; they are forgotten after a while. */
  readonly deliveries: ReadonlyMap<string, MadeDelivery>
  /** By the id of the step: who had been told already, and so was left out here. */
  readonly elsewhere: ReadonlyMap<string, readonly ToldElsewhere[]>
}

/** Of one step not more messages than this are listed. */
const mostMessages = 200

/** Looks up the tasks, messages and calls of other systems that an enrollment led to. */
export async function madeBy(services: Services, enrollment: Enrollment): Promise<Made> {
  const { db } = services
  const ids = enrollment.passages.flatMap(({ detail }) => (typeof detail?.task === 'number' ? [detail.task] : []))
  const [tasks, messages, deliveries, elsewhere] = await Promise.all([
    madeTasks(db, ids),
    madeMessages(services, enrollment),
    madeDeliveries(db, enrollment.id),
    toldElsewhere(db, enrollment),
  ])
  return {
    tasks: new Map(tasks.map(task => [task.id, task])),
    messages: Map.groupBy(messages, one => one.step),
    deliveries: new Map(deliveries.map(one => [one.step, one])),
    elsewhere,
  }
}

async function madeTasks(db: Db, ids: readonly number[]): Promise<readonly MadeTask[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<MadeTask>`
    select g.id, o.kind as outcome, o.minutes, o.note, p.name as person
    from unnest(${ids}::bigint[]) as g (id)
    left join tasks.outcome_fact o on o.task_id = g.id
    left join tasks.open_task_person t on t.task_id = g.id and t.part = 'assignee'
    left join identity.person p on p.id = coalesce(o.staff_id, t.staff_id)`.execute(db)
  return rows
}

/** Between its beginning and its end: the same account may have been through the same step before. */
async function madeMessages(services: Services, enrollment: Enrollment): Promise<readonly MadeMessage[]> {
  const { db } = services
  if (!enrollment.passages.some(({ what }) => what === 'done')) return []
  const { rows } = await sql<Omit<MadeMessage, 'story'>>`
    select m.id, m.step, m.kind, m.state, m.contact_id as "contactId", c.label as contact, m.created_at as at,
           m.sent_at as "sentAt", m.read_at as "readAt", m.clicked_at as "clickedAt", null as answer, a.answered_at as "answeredAt"
    from messages.message_fact m left join messages.answer_fact a on a.message_id = m.id
    left join customers.contact_fact c on c.contact_id = m.contact_id
    where m.play_id = ${enrollment.playId} and m.account_id = ${enrollment.accountId}
      and (${enrollment.contactId}::bigint is null or m.contact_id = ${enrollment.contactId})
      and m.created_at between ${enrollment.enteredAt} and coalesce(${enrollment.endedAt}::timestamptz, 'infinity')
    order by m.id limit ${mostMessages}`.execute(db)
  const stories = await storiesOf(
    services,
    rows.map(({ id }) => id),
  )
  return withAnswers(
    db,
    rows.map(row => ({ ...row, story: stories.get(row.id) })),
  )
}

/** With what stood on the button that was pressed. */
async function withAnswers<T extends MadeMessage>(db: Db, messages: readonly T[]): Promise<readonly T[]> {
  const answers = await answersTo(
    db,
    messages.flatMap(({ id, answeredAt }) => (answeredAt ? [id] : [])),
  )
  return messages.map(message => ({ ...message, answer: answers.get(message.id) ?? null }))
}

async function madeDeliveries(db: Db, enrollmentId: number): Promise<readonly MadeDelivery[]> {
  return db
    .selectFrom('plays.webhook_delivery')
    .select(['step', 'state', 'attempts', 'status', 'reason', 'next_try_at as nextTryAt'])
    .where('enrollment_id', '=', enrollmentId)
    .execute()
}
