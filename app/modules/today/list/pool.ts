import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import { isLeftOut } from '../drawing/left-out.ts'
import type { Signal, SignalKey } from '../judging/signals.ts'

/** Whose list, and on which day. */
export interface ListOf {
  /** Null: what nobody owns. */
  readonly staffId: string | null
  /** Accounts that nobody owns are on it, too. */
  readonly withUnowned: boolean
  /** The company's day, when it begins and ends. */
  readonly day: string
  readonly dayBegins: Date
  readonly dayEnds: Date
  readonly now: Date
}

/** A task of the list's person that is due by the end of the day. */
export interface DueTask {
  readonly id: number
  readonly title: string
  readonly minutes: number
  readonly dueAt: Date
}

/** A candidate as stored. */
export interface Stored {
  readonly account_id: number
  readonly owner_id: string | null
  readonly signals: readonly Signal[]
  readonly strongest: SignalKey | null
  readonly value: number | null
  readonly value_from: 'own' | 'typical' | 'unknown'
  readonly currency: string
  readonly score: number | null
  readonly risk: number
  readonly risk_from: 'model' | 'score' | 'unknown'
  /** Share of losses that a contact prevents, `reach` included. */
  readonly effect: number
  readonly reach: number
  readonly minutes: number
  readonly gain: number
  readonly rate: number
  readonly quiet_until: Date | null
}

const poolSize = 60
const mostTasks = 60

/** The best candidates for a list that may be shown now; an index range each for a person's own and for nobody's. */
export async function bestCandidates(db: Db | Tx, list: ListOf): Promise<readonly Stored[]> {
  const best = (owner: ReturnType<typeof sql>) => sql`
    (select * from today.candidate c where ${owner} and ${mayBeShown(list)}
     order by rate desc, account_id limit ${poolSize})`
  const own = list.staffId === null ? [] : [best(sql`owner_id = ${list.staffId}`)]
  const unowned = list.withUnowned || list.staffId === null ? [best(sql`owner_id is null`)] : []
  const { rows } = await sql<Stored>`${sql.join([...own, ...unowned], sql` union all `)}`.execute(db)
  return rows
}

/** How many more there are, counted up to 1,000. */
export async function countCandidates(db: Db | Tx, list: ListOf): Promise<number> {
  const count = (owner: ReturnType<typeof sql>) => sql`
    (select 1 from today.candidate c where ${owner} and ${mayBeShown(list)} limit 1000)`
  const own = list.staffId === null ? [] : [count(sql`owner_id = ${list.staffId}`)]
  const unowned = list.withUnowned || list.staffId === null ? [count(sql`owner_id is null`)] : []
  const { rows } = await sql<{ count: number }>`
    select count(*) from (${sql.join([...own, ...unowned], sql` union all `)}) waiting`.execute(db)
  return rows[0]?.count ?? 0
}

/** Shows a signal, does not rest, and is not left out at random. */
function mayBeShown({ now }: ListOf): RawBuilder<boolean> {
  return sql`strongest is not null and (quiet_until is null or quiet_until <= ${now})
    and not ${isLeftOut(sql`c.account_id`, now)}`
}

/** Candidates by account, whatever their rank. */
export async function candidatesOf(db: Db | Tx, accountIds: readonly number[]): Promise<readonly Stored[]> {
  if (accountIds.length === 0) return []
  const { rows } = await sql<Stored>`
    select * from today.candidate where account_id = any(${[...accountIds]}::bigint[])`.execute(db)
  return rows
}

/** The first due task of the person per account: theirs, alone or with others, or nobody's at an account of theirs. */
export async function dueTasks(db: Db | Tx, list: ListOf): Promise<ReadonlyMap<number, DueTask>> {
  if (list.staffId === null) return new Map()
  const open = isDue(list)
  const { rows } = await sql<DueTask & { account_id: number }>`
    (select id, account_id, title, minutes, due_at as "dueAt" from tasks.open_task
     where assignee_id = ${list.staffId} and ${open} order by due_at, id limit ${mostTasks})
    union all
    (select id, account_id, title, minutes, due_at from tasks.open_task
     where id = any(${sharedWith(list.staffId)}) and ${open} order by due_at, id limit ${mostTasks})
    union all
    (select t.id, t.account_id, t.title, t.minutes, t.due_at from tasks.open_task t
     join today.candidate c on c.account_id = t.account_id and c.owner_id = ${list.staffId}
     where t.assignee_id is null and ${open} order by t.due_at, t.id limit ${mostTasks})`.execute(db)
  const first = new Map<number, DueTask>()
  for (const { account_id, ...task } of rows.toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime())) {
    if (!first.has(account_id)) first.set(account_id, task)
  }
  return first
}

/** One of them, that of this id, whether or not it is the first of its account. */
export async function dueTask(
  db: Db | Tx,
  list: ListOf,
  { id, accountId }: { readonly id: number; readonly accountId: number },
): Promise<DueTask | undefined> {
  if (list.staffId === null) return undefined
  const { rows } = await sql<DueTask>`
    select id, title, minutes, due_at as "dueAt" from tasks.open_task t
    where id = ${id} and account_id = ${accountId} and ${isDue(list)} and (
      assignee_id = ${list.staffId} or id = any(${sharedWith(list.staffId)}) or assignee_id is null and exists (
        select from today.candidate c where c.account_id = t.account_id and c.owner_id = ${list.staffId}
      ))`.execute(db)
  return rows[0]
}

/** Open tasks of others that this person works on with them. */
export function sharedWith(staffId: string): RawBuilder<number[]> {
  return sql`array(
    select task_id from tasks.open_task_person where staff_id = ${staffId} and part = 'collaborator'
  )`
}

function isDue({ dayEnds, now }: ListOf): RawBuilder<boolean> {
  return sql`due_at <= ${dayEnds} and (snoozed_until is null or snoozed_until <= ${now})`
}
