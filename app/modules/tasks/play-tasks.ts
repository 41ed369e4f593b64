import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { record, system } from '../activity/index.ts'
import { holdMany, markManyChanged } from '../customers/index.ts'
import { companySettings, holdColleagues } from '../identity/index.ts'
import { type Assignment, type Candidate, chooseAssignees } from './assignment.ts'
import { dayIn, dueColumns } from './due.ts'

/** What a step of a play asks a person to do for an account. */
export interface PlayTask {
  /** Enrollment and step, as `12.call`: the same one makes one task, ever. */
  readonly sourceId: string
  readonly accountId: number
  /** Left out where the contact is not, or no longer, of the account. */
  readonly contactId: number | null
  /** Texts longer than a task holds are cut. */
  readonly title: string
  readonly reason: string
  readonly proposal: string
  readonly assign: Assignment
  /** Days of the company's calendar after the one it is made on; 0 to 366. */
  readonly dueInDays: number
  /** Estimated, 1 to 480. */
  readonly minutes: number
  /** When it was made, if not now (imports of history). */
  readonly at?: Date
  readonly sample?: boolean
}

/**
 * Makes the tasks that plays ask for, in a handful of statements whatever the number. Returns the ids by `sourceId`, also of
 * those that were there already; an account that is gone has none.
 */
export async function createPlayTasks(tx: Tx, inputs: readonly PlayTask[]): Promise<ReadonlyMap<string, number>> {
  if (inputs.length === 0) return new Map()
  const rows = await withAssignees(tx, inputs)
  const accounts = await holdMany(tx, {
    contactIds: inputs.flatMap(input => input.contactId ?? []),
    accountIds: inputs.map(input => input.accountId),
  })
  const made = await insertTasks(
    tx,
    rows.filter(row => accounts.has(row.input.accountId)),
    (await companySettings(tx)).timeZone,
  )
  await record(tx, system, ...made.map(deedOf))
  await markManyChanged(
    tx,
    made.map(task => task.account_id),
  )
  return idsBySource(tx, inputs)
}

interface Assigned {
  readonly input: PlayTask
  readonly assigneeId: string | null
  readonly sample: boolean
}

/** Nobody takes those chosen out of the company until `tx` ends. */
async function withAssignees(tx: Tx, inputs: readonly PlayTask[]): Promise<readonly Assigned[]> {
  const accounts = await accountsById(tx, inputs)
  const wanted = inputs.map(input => {
    const account = accounts.get(input.accountId)
    const sample = input.sample ?? account?.sample ?? false
    return { assign: input.assign, ownerId: account?.owner_id ?? null, minutes: minutesOf(input), sample }
  })
  const compared = inputs.some(({ assign }) => assign !== 'owner' && !('staffId' in assign))
  const chosen = chooseAssignees(wanted, await candidates(tx, compared))
  const here = await holdColleagues(tx, [...new Set(chosen.filter(id => id !== null))])
  return inputs.map((input, index) => {
    const id = chosen[index] ?? null
    return { input, assigneeId: id !== null && here.has(id) ? id : null, sample: wanted[index]?.sample ?? false }
  })
}

async function accountsById(tx: Tx, inputs: readonly PlayTask[]) {
  const { rows } = await sql<{ account_id: number; owner_id: string | null; sample: boolean }>`
    select account_id, owner_id, sample from customers.account_fact
    where account_id = any(${inputs.map(input => input.accountId)}::bigint[])`.execute(tx)
  return new Map(rows.map(row => [row.account_id, row]))
}

/** Everybody who is here. How much they have to do, which takes reading all open tasks, only where they are compared. */
async function candidates(tx: Tx, compared: boolean): Promise<readonly Candidate[]> {
  const { rows } = await sql<Candidate>`
    select p.id, p.roles as holds, p.strengths, p.sample, coalesce(open.minutes, 0)::int as minutes
    from identity.person p left join (
      select assignee_id, sum(minutes) as minutes from tasks.task where closed_at is null and ${compared}
      group by assignee_id
    ) open on open.assignee_id = p.id
    where p.present order by p.id`.execute(tx)
  return rows
}

interface MadeTask {
  readonly id: number
  readonly account_id: number
  readonly title: string
  readonly reason: string | null
  readonly created_at: Date
  readonly sample: boolean
}

async function insertTasks(tx: Tx, rows: readonly Assigned[], timeZone: string): Promise<readonly MadeTask[]> {
  const dueIn = dueByDays(timeZone)
  const tasks = rows.map(row => columnsOf(row, dueIn))
  const { rows: made } = await sql<MadeTask>`
    insert into tasks.task (
      account_id, contact_id, title, reason, proposal, assignee_id, due_at, due_on, minutes, source, source_id, created_at,
      sample
    )
    select t.account_id, m.contact_id, t.title, t.reason, t.proposal, t.assignee_id, t.due_at, t.due_on, t.minutes, 'play',
           t.source_id, t.created_at, t.sample
    from jsonb_to_recordset(${JSON.stringify(tasks)}::jsonb) t (
      account_id bigint, contact_id bigint, title text, reason text, proposal text, assignee_id text, due_at timestamptz,
      due_on date, minutes int, source_id text, created_at timestamptz, sample boolean
    )
    left join customers.membership_fact m on m.account_id = t.account_id and m.contact_id = t.contact_id
    on conflict (source, source_id) do nothing
    returning id, account_id, title, reason, created_at, sample`.execute(tx)
  return made
}

type DueIn = (at: Date, days: number) => ReturnType<typeof dueColumns>

/** When something is due so many days after an instant. Thousands are made at once, for the same few days. */
function dueByDays(timeZone: string): DueIn {
  const known = new Map<string, ReturnType<typeof dueColumns>>()
  return (at, days) => {
    const key = `${at.getTime()} ${days}`
    let due = known.get(key)
    if (!due) {
      const day = Temporal.PlainDate.from(dayIn(at, timeZone)).add({ days }).toString()
      due = dueColumns({ day }, timeZone)
      known.set(key, due)
    }
    return due
  }
}

function columnsOf({ input, assigneeId, sample }: Assigned, dueIn: DueIn) {
  const at = input.at ?? nowDate()
  return {
    account_id: input.accountId,
    contact_id: input.contactId,
    title: cut(input.title, 200) ?? '…',
    reason: cut(input.reason, 2000),
    proposal: cut(input.proposal, 4000),
    assignee_id: assigneeId,
    ...dueIn(at, Math.min(366, Math.max(0, Math.round(input.dueInDays)))),
    minutes: minutesOf(input),
    source_id: input.sourceId,
    created_at: at,
    sample,
  }
}

function minutesOf({ minutes }: PlayTask): number {
  return Math.min(480, Math.max(1, Math.round(minutes)))
}

/** At most so many characters, as the database counts them; null for none. A placeholder may have brought in a long text. */
function cut(text: string, most: number): string | null {
  const clean = text.replaceAll('\0', '').trim()
  if (clean.length <= most) return clean || null
  const letters = [...clean]
  return letters.length <= most ? clean : `${letters.slice(0, most - 1).join('')}…`
}

function deedOf(task: MadeTask) {
  return {
    name: 'tasks.task_proposed' as const,
    accountId: task.account_id,
    subjectId: String(task.id),
    data: { title: task.title, note: task.reason },
    at: task.created_at,
    sample: task.sample,
  }
}

async function idsBySource(tx: Tx, inputs: readonly PlayTask[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: number; source_id: string }>`
    select id, source_id from tasks.task
    where source = 'play' and source_id = any(${inputs.map(input => input.sourceId)}::text[])`.execute(tx)
  return new Map(rows.map(row => [row.source_id, row.id]))
}
