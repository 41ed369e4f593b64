import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import { mostComments } from '../tables.ts'

/** Somebody who works on a task beside the person it is of, or did. */
export interface Collaborator {
  readonly staffId: string
  readonly name: string
  /** Still on it. */
  readonly present: boolean
  /** Minutes they say they put into it; null when they said nothing. */
  readonly minutes: number | null
}

/** Who works on a task, in the order in which they came; others only with the minutes they said. */
export async function collaboratorsOf(db: Db | Tx, taskId: number): Promise<readonly Collaborator[]> {
  const { rows } = await sql<Collaborator>`
    select staff_id as "staffId", p.name, coalesce(c.present, false) as present, said.minutes
    from (
      select staff_id, left_at is null as present, added_at from tasks.collaboration where task_id = ${taskId}
    ) c
    full join (
      select staff_id, sum(minutes)::int as minutes, min(at) as at from tasks.spent_besides
      where task_id = ${taskId} group by staff_id
    ) said using (staff_id)
    join identity.person p on p.id = staff_id
    where c.present or said.minutes is not null
    order by coalesce(c.added_at, said.at), staff_id`.execute(db)
  return rows
}

/** What somebody said about a task. */
export interface Comment {
  readonly id: number
  readonly staffId: string | null
  readonly name: string | null
  /** Null when it was taken back. */
  readonly body: string | null
  readonly at: Date
  /** Whom it calls and who has not seen it yet. */
  readonly waitsFor: readonly string[]
}

/** The comments of a task, the first ones first: the latest 200, and one more where there are more. */
export async function commentsOf(db: Db | Tx, taskId: number): Promise<readonly Comment[]> {
  const { rows } = await sql<Comment>`
    select c.id, c.staff_id as "staffId", p.name, c.body, c.at,
           array(select m.staff_id from tasks.mention m where m.comment_id = c.id and m.settled_at is null) as "waitsFor"
    from tasks.comment c left join identity.person p on p.id = c.staff_id
    where c.task_id = ${taskId} order by c.id desc limit ${mostComments + 1}`.execute(db)
  return rows.toReversed()
}

/** A comment that calls a person, on their list. */
export interface Call {
  readonly commentId: number
  readonly taskId: number
  readonly title: string
  readonly account: string
  readonly name: string | null
  readonly body: string
  readonly at: Date
}

/** What calls this person and they have neither answered nor seen, the latest first. */
export async function callsFor(db: Db | Tx, staffId: string, limit = 20): Promise<readonly Call[]> {
  const { rows } = await sql<Call>`
    select c.id as "commentId", t.id as "taskId", t.title, a.name as account, p.name, c.body, c.at
    from tasks.mention m
    join tasks.comment c on c.id = m.comment_id and c.body is not null
    join tasks.task t on t.id = c.task_id
    join customers.account_fact a on a.account_id = t.account_id
    left join identity.person p on p.id = c.staff_id
    where m.staff_id = ${staffId} and m.settled_at is null
    order by c.id desc limit ${limit}`.execute(db)
  return rows
}

/** What a play proposed before a person changed it. */
export interface Revision {
  readonly title: string
  readonly proposal: string | null
  readonly minutes: number
  readonly name: string | null
  readonly at: Date
}

/** The changes people made to what a play proposed, each with what stood there before, the first one first. */
export async function revisionsOf(db: Db | Tx, taskId: number): Promise<readonly Revision[]> {
  const { rows } = await sql<Revision>`
    select r.title, r.proposal, r.minutes, p.name, r.at
    from tasks.revision r left join identity.person p on p.id = r.staff_id
    where r.task_id = ${taskId} order by r.id limit 50`.execute(db)
  return rows
}
