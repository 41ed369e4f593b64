import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { OutcomeKind, TaskView } from './tables.ts'

/** A task as lists show it. */
export interface TaskRow {
  readonly id: number
  readonly accountId: number
  readonly account: string
  /** Whether the account is the sample's. */
  readonly sample: boolean
  readonly contactId: number | null
  readonly title: string
  readonly reason: string | null
  /** How the play it comes from would do it. */
  readonly proposal: string | null
  readonly assigneeId: string | null
  readonly assignee: string | null
  readonly dueAt: Date
  readonly dueOn: string | null
  readonly minutes: number
  readonly source: 'manual' | 'play'
  readonly sourceId: string | null
  readonly createdBy: string | null
  readonly createdAt: Date
  readonly closedAt: Date | null
  readonly snoozedUntil: Date | null
  readonly version: number
  readonly outcome: OutcomeKind | null
  /** What whoever closed it put into it, and what all did. */
  readonly outcomeMinutes: number | null
  readonly outcomeEstimated: boolean | null
  readonly spent: number | null
  readonly outcomeNote: string | null
  readonly outcomeById: string | null
  readonly outcomeBy: string | null
  /** Who works on it beside the person it is of, by name. */
  readonly collaborators: readonly string[]
  /** How many comments it has. */
  readonly comments: number
}

export interface TaskFilter {
  /** Whose tasks: a person's (also those they work on with others), nobody's (null), or everybody's (undefined). */
  readonly assigneeId?: string | null | undefined
  readonly accountId?: number | undefined
  /** To be done now, put away until later, or closed. */
  readonly view: TaskView
  /** The last row already seen. */
  readonly after?: Cursor | undefined
  readonly limit: number
}

export interface Cursor {
  readonly at: Date
  readonly id: number
}

/** Where the list goes on after this row. */
export function cursorAfter(
  { id, dueAt, closedAt }: Pick<TaskRow, 'id' | 'dueAt' | 'closedAt'>,
  view: TaskView,
): Cursor {
  return { id, at: view === 'closed' && closedAt ? closedAt : dueAt }
}

/** Tasks in the order in which they should be done (closed ones: the latest first). */
export async function listTasks(db: Db | Tx, filter: TaskFilter): Promise<readonly TaskRow[]> {
  const ids = await listIds(db, filter)
  const rows = new Map((await listTasksById(db, ids)).map(row => [row.id, row]))
  return ids.flatMap(id => rows.get(id) ?? [])
}

/** The same, only which they are. With `dueBy` those that are due until then, with `among` only of these. */
export async function listIds(
  db: Db | Tx,
  filter: TaskFilter & { readonly dueBy?: Date; readonly among?: readonly number[] },
): Promise<readonly number[]> {
  const { view, after, dueBy, among } = filter
  const order = view === 'closed' ? 'task.closed_at' : 'task.due_at'
  const direction = view === 'closed' ? 'desc' : 'asc'
  const halves = partsOf(filter.assigneeId).map(part => {
    let query = db
      .selectFrom('tasks.task as task')
      .select(['task.id', sql<Date>`${sql.ref(order)}`.as('at')])
      .where(part)
      .where(isListed(filter))
    if (dueBy) query = query.where('task.due_at', '<=', dueBy)
    if (among) query = query.where(sql<SqlBool>`task.id = any(${[...among]}::bigint[])`)
    if (after) query = query.where(comesAfter(after, view))
    return query.orderBy(order, direction).orderBy('task.id', direction).limit(filter.limit).execute()
  })
  const sign = view === 'closed' ? -1 : 1
  return (await Promise.all(halves))
    .flat()
    .sort((a, b) => sign * (a.at.getTime() - b.at.getTime() || a.id - b.id))
    .slice(0, filter.limit)
    .map(({ id }) => id)
}

function comesAfter({ at, id }: Cursor, view: TaskView) {
  const seen = sql`(${at}::timestamptz, ${id}::bigint)`
  return view === 'closed'
    ? sql<SqlBool>`(task.closed_at, task.id) < ${seen}`
    : sql<SqlBool>`(task.due_at, task.id) > ${seen}`
}

/** How many tasks the whole list has. */
export async function countListed(db: Db | Tx, filter: Omit<TaskFilter, 'after' | 'limit'>): Promise<number> {
  const counts = partsOf(filter.assigneeId).map(part =>
    db
      .selectFrom('tasks.task as task')
      .select(eb => eb.fn.countAll<number>().as('count'))
      .where(part)
      .where(isListed(filter))
      .executeTakeFirstOrThrow(),
  )
  return (await Promise.all(counts)).reduce((sum, { count }) => sum + count, 0)
}

/** These tasks, in no order. */
export async function listTasksById(db: Db | Tx, ids: readonly number[]): Promise<readonly TaskRow[]> {
  if (ids.length === 0) return []
  return (await tasksWithNames(db)
    .where(sql<SqlBool>`task.id = any(${[...ids]}::bigint[])`)
    .execute()) as TaskRow[]
}

/**
 * Whose tasks: nobody's (null), everybody's (undefined); of a person those given to them, and, asked for by themselves so that each
 * is found by an index in the order of the list, those they work on with others.
 */
function partsOf(staffId: string | null | undefined): readonly RawBuilder<SqlBool>[] {
  if (staffId === undefined) return [sql<SqlBool>`true`]
  if (staffId === null) return [sql<SqlBool>`task.assignee_id is null`]
  const shared = sql<SqlBool>`(task.assignee_id is distinct from ${staffId} and task.id in (
    select task_id from tasks.collaboration where staff_id = ${staffId} and left_at is null))`
  return [sql<SqlBool>`task.assignee_id = ${staffId}`, shared]
}

function isListed({ accountId, view }: Pick<TaskFilter, 'accountId' | 'view'>) {
  const about = accountId === undefined ? sql`true` : sql`task.account_id = ${accountId}`
  const open = sql`task.closed_at is null and ${waits(view === 'later', nowDate())}`
  return sql<SqlBool>`(${about} and ${view === 'closed' ? sql`task.closed_at is not null` : open})`
}

function waits(later: boolean, now: Date) {
  return later
    ? sql<SqlBool>`task.snoozed_until > ${now}`
    : sql<SqlBool>`(task.snoozed_until is null or task.snoozed_until <= ${now})`
}

/** One task, open or closed, or undefined. */
export async function findTask(db: Db | Tx, id: number): Promise<TaskRow | undefined> {
  return (await tasksWithNames(db).where('task.id', '=', id).executeTakeFirst()) as TaskRow | undefined
}

const namesOfCollaborators = sql<readonly string[]>`array(
  select p.name from tasks.collaboration c join identity.person p on p.id = c.staff_id
  where c.task_id = task.id and c.left_at is null and c.staff_id is distinct from task.assignee_id
  order by c.added_at, c.staff_id
)`
const minutesOfAll = sql<number | null>`(
  select fact.minutes from tasks.outcome_fact fact where fact.task_id = task.id
)`
const countOfComments = sql<number>`(
  select count(*)::int from tasks.comment c where c.task_id = task.id and c.withdrawn_at is null
)`

/** What became of it, and who said so. */
const outcomeColumns = [
  'outcome.kind as outcome',
  'outcome.minutes as outcomeMinutes',
  'outcome.estimated as outcomeEstimated',
  'outcome.note as outcomeNote',
  'outcome.staff_id as outcomeById',
  'closer.name as outcomeBy',
] as const

function tasksWithNames(db: Db | Tx) {
  return db
    .selectFrom('tasks.task as task')
    .innerJoin('customers.account_fact as account', 'account.account_id', 'task.account_id')
    .leftJoin('identity.person as assignee', 'assignee.id', 'task.assignee_id')
    .leftJoin('tasks.outcome as outcome', join =>
      join.onRef('outcome.task_id', '=', 'task.id').on('outcome.withdrawn_at', 'is', null),
    )
    .leftJoin('identity.person as closer', 'closer.id', 'outcome.staff_id')
    .select([
      'task.id',
      'task.account_id as accountId',
      'account.name as account',
      'account.sample',
      'task.contact_id as contactId',
      'task.title',
      'task.reason',
      'task.proposal',
      'task.assignee_id as assigneeId',
      'assignee.name as assignee',
      'task.due_at as dueAt',
      'task.due_on as dueOn',
      'task.minutes',
      'task.source',
      'task.source_id as sourceId',
      'task.created_by as createdBy',
      'task.created_at as createdAt',
      'task.closed_at as closedAt',
      'task.snoozed_until as snoozedUntil',
      'task.version',
      ...outcomeColumns,
      minutesOfAll.as('spent'),
      namesOfCollaborators.as('collaborators'),
      countOfComments.as('comments'),
    ])
}

/** How many tasks are open now, and of those late, for the heading of the list. */
export async function countTasks(
  db: Db,
  { assigneeId, accountId }: Pick<TaskFilter, 'assigneeId' | 'accountId'>,
): Promise<{ readonly open: number; readonly overdue: number }> {
  const counts = await Promise.all(
    partsOf(assigneeId).map(part =>
      db
        .selectFrom('tasks.task as task')
        .select(eb => [
          eb.fn.countAll<number>().as('open'),
          eb.fn.countAll<number>().filterWhere('task.due_at', '<=', nowDate()).as('overdue'),
        ])
        .where(part)
        .where(isListed({ accountId, view: 'open' }))
        .executeTakeFirstOrThrow(),
    ),
  )
  const sum = (key: 'open' | 'overdue') => counts.reduce((total, count) => total + count[key], 0)
  return { open: sum('open'), overdue: sum('overdue') }
}

/** Tasks that are about this contact. */
export async function tasksAbout(db: Db | Tx, contactId: number): Promise<readonly number[]> {
  const rows = await db.selectFrom('tasks.task').select('id').where('contact_id', '=', contactId).execute()
  return rows.map(({ id }) => id)
}
