import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import type { Stake } from '../../web/day-source.ts'
import type { AnswerKind } from './judging/quiet.ts'
import type { Band } from './judging/signals.ts'
import { type ListOf, sharedWith } from './list/pool.ts'

/** What an item shows of an account. */
export interface AccountOnList {
  readonly account_id: number
  readonly name: string
  readonly plan: string | null
  readonly stage: string
  readonly owner_id: string | null
  readonly owner: string | null
  readonly sample: boolean
  readonly score: number | null
  readonly band: Band | null
  readonly change: number | null
  /** The latest answer that was not taken back; 0 for none. */
  readonly seen: number
}

/** What lists show of these accounts, by id. */
export async function accountsOnList(
  db: Db,
  accountIds: readonly number[],
): Promise<ReadonlyMap<number, AccountOnList>> {
  if (accountIds.length === 0) return new Map()
  const ids = sql`any(${[...accountIds]}::bigint[])`
  const { rows } = await sql<AccountOnList>`
    select a.account_id, a.name, a.plan, a.stage, p.id as owner_id, p.name as owner, a.sample, h.score, h.band, h.change,
           coalesce(said.id, 0) as seen
    from customers.account_fact a
    left join identity.person p on p.id = a.owner_id and p.present
    left join health.account_health h on h.account_id = a.account_id
    left join (
      select distinct on (account_id) account_id, id from today.answer
      where account_id = ${ids} and withdrawn_at is null order by account_id, at desc, id desc
    ) said on said.account_id = a.account_id
    where a.account_id = ${ids}`.execute(db)
  return new Map(rows.map(row => [row.account_id, row]))
}

/** Who may answer for an account: its owner, and whoever has one of its open tasks, alone or with others. Undefined without the account. */
export async function accountForAnswer(db: Db, accountId: number) {
  const { rows } = await sql<{
    name: string
    ownerId: string | null
    sample: boolean
    taskAssignees: readonly (string | null)[]
  }>`
    select a.name, owner.id as "ownerId", a.sample,
           array(select staff_id from tasks.open_task_person t where t.account_id = a.account_id) as "taskAssignees"
    from customers.account_fact a
    left join identity.person owner on owner.id = a.owner_id and owner.present
    where a.account_id = ${accountId}`.execute(db)
  return rows[0]
}

/** An answer that was given on a list. */
export interface GivenAnswer {
  readonly id: number
  readonly accountId: number
  readonly account: string
  readonly kind: AnswerKind
  readonly minutes: number | null
  readonly note: string | null
  readonly until: Date | null
  readonly at: Date
  readonly staffId: string | null
  readonly staff: string | null
}

/** What was answered on the list of the day, latest first. */
export async function answersOn(
  db: Db,
  { staffId, day }: Pick<ListOf, 'staffId' | 'day'>,
): Promise<readonly GivenAnswer[]> {
  return givenAnswers(db)
    .where('answer.list_staff_id', staffId === null ? 'is' : '=', staffId)
    .where('answer.day', '=', day)
    .where('answer.withdrawn_at', 'is', null)
    .orderBy('answer.at', 'desc')
    .orderBy('answer.id', 'desc')
    .limit(100)
    .execute()
}

/** What is at stake with accounts that show a signal or have a task due. */
export async function stakesOf(db: Db, accountIds: readonly number[]): Promise<ReadonlyMap<number, Stake>> {
  const { rows } = await sql<Stake & { account_id: number }>`
    select account_id, case when value_from = 'own' then value end as value, currency, risk, rate * minutes as gain
    from today.candidate where account_id = any(${[...accountIds]}::bigint[])`.execute(db)
  return new Map(rows.map(({ account_id, ...stake }) => [account_id, stake]))
}

/** One answer, unless it was taken back. */
export async function findAnswer(db: Db, id: number) {
  return givenAnswers(db)
    .select(['answer.list_staff_id as listStaffId', 'answer.day'])
    .where('answer.id', '=', id)
    .where('answer.withdrawn_at', 'is', null)
    .executeTakeFirst()
}

function givenAnswers(db: Db) {
  return db
    .selectFrom('today.answer as answer')
    .innerJoin('customers.account_fact as account', 'account.account_id', 'answer.account_id')
    .leftJoin('identity.person as person', 'person.id', 'answer.staff_id')
    .select([
      'answer.id',
      'answer.account_id as accountId',
      'account.name as account',
      'answer.kind',
      'answer.minutes',
      'answer.note',
      'answer.until',
      'answer.at',
      'answer.staff_id as staffId',
      'person.name as staff',
    ])
}

/** Minutes that were spent on the list of the day, and on tasks of its person besides. */
export async function minutesSpent(
  db: Db,
  list: Pick<ListOf, 'staffId' | 'day' | 'dayBegins' | 'dayEnds'>,
): Promise<number> {
  const [answers, tasks] = await Promise.all([minutesAnswered(db, list), minutesOnTasks(db, list)])
  return answers + tasks
}

async function minutesOnTasks(
  db: Db,
  { staffId, dayBegins, dayEnds }: Pick<ListOf, 'staffId' | 'dayBegins' | 'dayEnds'>,
): Promise<number> {
  const { rows } = await sql<{ minutes: number }>`
    select coalesce(sum(minutes), 0)::int as minutes from tasks.minutes_fact m
    where staff_id = ${staffId} and at >= ${dayBegins} and at < ${dayEnds}
      -- What this person answered on a list counts there: of that moment, not what else they or others put into the task.
      and not exists (
        select from today.answer a
        where a.task_id = m.task_id and a.staff_id = m.staff_id and a.at = m.at and a.withdrawn_at is null
      )`.execute(db)
  return rows[0]?.minutes ?? 0
}

async function minutesAnswered(db: Db, { staffId, day }: Pick<ListOf, 'staffId' | 'day'>): Promise<number> {
  const row = await db
    .selectFrom('today.answer')
    .select(eb => eb.fn.coalesce(eb.fn.sum<number>('minutes'), eb.lit(0)).as('spent'))
    .where('list_staff_id', staffId === null ? 'is' : '=', staffId)
    .where('day', '=', day)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  return Number(row?.spent ?? 0)
}

/** What was carried without people, as a job last counted it; undefined before. */
export interface Figures {
  readonly active: number
  readonly calm: number
  readonly events: number
  readonly listening: boolean
  readonly baseRisk: number | null
  readonly at: Date
}

/** The company-wide figures, if they were counted yet. */
export async function figures(db: Db): Promise<Figures | undefined> {
  const row = await db.selectFrom('today.reference').selectAll().executeTakeFirst()
  if (!row?.figures_at) return undefined
  return {
    active: row.active_accounts,
    calm: row.calm_accounts,
    events: row.events_today,
    listening: row.listening,
    baseRisk: row.base_risk,
    at: row.figures_at,
  }
}

/** How many accounts are in the charge of the list's person, as last counted; undefined before. */
export async function accountsInCharge(
  db: Db,
  list: Pick<ListOf, 'staffId' | 'withUnowned'>,
): Promise<number | undefined> {
  const rows = await db.selectFrom('today.portfolio').select(['owner_id', 'accounts']).execute()
  if (rows.length === 0) return undefined
  const mine = rows.filter(
    row => row.owner_id === list.staffId || (row.owner_id === null && (list.withUnowned || list.staffId === null)),
  )
  return mine.reduce((sum, row) => sum + row.accounts, 0)
}

/** Whether there is any account at all. */
export async function hasAccounts(db: Db): Promise<boolean> {
  const row = await db.selectFrom('customers.account_fact').select('account_id').limit(1).executeTakeFirst()
  return row !== undefined
}

export interface TaskOfDay {
  readonly id: number
  readonly title: string
  readonly account: string
  readonly dueAt: Date
  readonly overdue: boolean
}

/** The tasks on the person's list (also with others) that are due by the end of the day, the first ones, and how many there are in all. */
export async function tasksOfDay(db: Db, staffId: string, list: Pick<ListOf, 'dayEnds' | 'now'>) {
  const { rows } = await sql<TaskOfDay & { total: number }>`
    select t.id, t.title, a.name as account, t.due_at as "dueAt", t.due_at <= ${list.now} as overdue,
           count(*) over () as total
    from tasks.open_task t join customers.account_fact a on a.account_id = t.account_id
    where (t.assignee_id = ${staffId} or t.id = any(${sharedWith(staffId)}))
      and t.due_at <= ${list.dayEnds}
      and (t.snoozed_until is null or t.snoozed_until <= ${list.now})
    order by t.due_at, t.id limit 5`.execute(db)
  return { tasks: rows as readonly TaskOfDay[], total: rows[0]?.total ?? 0 }
}
