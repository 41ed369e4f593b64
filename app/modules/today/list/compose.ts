import { sql } from 'kysely'
import { type Db, lock, type Tx } from '../../../platform/db.ts'
import { leftOutAmong } from '../drawing/left-out.ts'
import { type Arrangement, arrange, withinMinutes } from './arrange.ts'
import { bestCandidates, candidatesOf, type DueTask, dueTasks, type ListOf, type Stored } from './pool.ts'

/** A candidate as it is on a list: with the person's due task, whose minutes then count. */
export interface ListEntry extends Stored {
  readonly accountId: number
  readonly task: DueTask | undefined
}

export interface OnList extends ListEntry {
  readonly position: number
}

interface Draft {
  readonly arrangement: Arrangement<ListEntry>
  /** Accounts that need nobody any more, or rest. */
  readonly settled: readonly number[]
  readonly candidates: readonly ListEntry[]
}

export interface Composed {
  /** What fits into the minutes. */
  readonly within: readonly OnList[]
  /** What is on the list but does not fit, and then the next best. */
  readonly beyond: readonly ListEntry[]
}

const mostBeyond = 10

/**
 * Brings the list of the day up to date and answers it. What is written is only what is shown from now on, so that it
 * keeps its place; nothing is written when nothing changed. `minutes` are those left.
 */
export async function composeList(tx: Tx, list: ListOf, minutes: number): Promise<Composed> {
  await lock(tx, 'today.list', `${list.staffId ?? ''} ${list.day}`)
  const draft = await draftList(tx, list, minutes)
  const { entered, outranked, items } = draft.arrangement
  await leave(tx, list, draft.settled, 'settled')
  await leave(tx, list, outranked, 'outranked')
  await enter(tx, list, entered)
  const { within, beyond } = withinMinutes(items, minutes)
  const onList = new Set(items.map(item => item.accountId))
  const next = draft.candidates.filter(one => !onList.has(one.accountId)).sort((a, b) => b.rate - a.rate)
  return { within, beyond: [...beyond, ...next].slice(0, mostBeyond) }
}

/** How many would enter if the list were brought up to date now; writes nothing. */
export async function countNewcomers(db: Db, list: ListOf, minutes: number): Promise<number> {
  return (await draftList(db, list, minutes)).arrangement.entered.length
}

export interface Planned {
  /** What is on the list and still fits: how many accounts, and how long they take. */
  readonly accounts: number
  readonly minutes: number
  /** How many would be shown beyond that. */
  readonly beyond: number
}

/** What is left of the day as it stands; writes nothing. */
export async function planned(db: Db, list: ListOf, minutes: number): Promise<Planned> {
  const { arrangement, candidates } = await draftList(db, list, minutes)
  const { items, entered } = arrangement
  const { within } = withinMinutes(
    items.filter(item => !entered.includes(item)),
    minutes,
  )
  return {
    accounts: within.length,
    minutes: within.reduce((sum, item) => sum + item.minutes, 0),
    beyond: Math.min(mostBeyond, candidates.length - within.length),
  }
}

/**
 * Everybody who could be on the list, and where its minutes run out: at the gain per minute of the best of those for whom they do not
 * suffice; 0 when they suffice for all. Writes nothing.
 */
export async function fitting(
  db: Db | Tx,
  list: ListOf,
  minutes: number,
): Promise<{ readonly all: readonly ListEntry[]; readonly end: number }> {
  const { arrangement, candidates } = await draftList(db, list, minutes)
  const fit = new Set(withinMinutes(arrangement.items, minutes).within.map(entry => entry.accountId))
  const waiting = candidates.filter(entry => !fit.has(entry.accountId))
  return { all: candidates, end: Math.max(0, ...waiting.map(entry => entry.rate)) }
}

/** Takes everything off the list that is not answered, so that it is made anew in its present order. */
export async function forgetOrder(tx: Tx, { staffId, day }: Pick<ListOf, 'staffId' | 'day'>): Promise<void> {
  await tx
    .deleteFrom('today.list_item')
    .where('staff_id', staffId === null ? 'is' : '=', staffId)
    .where('day', '=', day)
    .where('left_at', 'is', null)
    .execute()
}

async function draftList(db: Db | Tx, list: ListOf, minutes: number): Promise<Draft> {
  const placed = await onList(db, list)
  const best = await bestCandidates(db, list)
  const tasks = await dueTasks(db, list)
  const known = new Set(best.map(row => row.account_id))
  const further = [...placed.keys(), ...tasks.keys()].filter(id => !known.has(id))
  const rows = [...best, ...(await candidatesOf(db, [...new Set(further)]))]
  const leftOut = await leftOutAmong(db, further, list.now)
  const entries = rows
    .map(row => entryOf(row, tasks.get(row.account_id)))
    .filter(entry => entry.task !== undefined || (!leftOut.has(entry.accountId) && needsSomebody(entry, list)))
  const current = entries.flatMap(entry => {
    const position = placed.get(entry.accountId)
    return position === undefined ? [] : [{ ...entry, position }]
  })
  const present = new Set(current.map(entry => entry.accountId))
  return {
    arrangement: arrange<ListEntry>(current, entries, minutes),
    settled: [...placed.keys()].filter(id => !present.has(id)),
    candidates: entries,
  }
}

async function onList(db: Db | Tx, { staffId, day }: ListOf): Promise<ReadonlyMap<number, number>> {
  const rows = await db
    .selectFrom('today.list_item')
    .select(['account_id', 'position'])
    .where('staff_id', staffId === null ? 'is' : '=', staffId)
    .where('day', '=', day)
    .where('left_at', 'is', null)
    .execute()
  return new Map(rows.map(row => [row.account_id, row.position]))
}

function entryOf(row: Stored, task: DueTask | undefined): ListEntry {
  if (!task) return { ...row, accountId: row.account_id, task }
  const { minutes } = task
  return { ...row, accountId: row.account_id, task, minutes, rate: (row.rate * row.minutes) / minutes }
}

/** Its own signals, unless it rests or has passed to somebody else. */
function needsSomebody(entry: ListEntry, list: ListOf): boolean {
  if (entry.strongest === null || (entry.quiet_until !== null && entry.quiet_until > list.now)) return false
  return entry.owner_id === list.staffId || (entry.owner_id === null && list.withUnowned)
}

async function leave(tx: Tx, list: ListOf, accountIds: readonly number[], as: 'settled' | 'outranked'): Promise<void> {
  if (accountIds.length === 0) return
  await tx
    .updateTable('today.list_item')
    .set({ left_at: list.now, left_as: as })
    .where('staff_id', list.staffId === null ? 'is' : '=', list.staffId)
    .where('day', '=', list.day)
    .where('account_id', 'in', [...accountIds])
    .where('left_at', 'is', null)
    .execute()
}

async function enter(tx: Tx, list: ListOf, entered: readonly OnList[]): Promise<void> {
  if (entered.length === 0) return
  await sql`
    insert into today.list_item as known (staff_id, day, account_id, position, entered_at, reasons)
    select ${list.staffId}, ${list.day}::date, account_id, position, ${list.now}, reasons::jsonb
    from unnest(
      ${entered.map(one => one.accountId)}::bigint[], ${entered.map(one => one.position)}::float8[],
      ${entered.map(one => JSON.stringify(one.signals))}::text[]
    ) as new (account_id, position, reasons)
    on conflict (staff_id, day, account_id) do update
    set position = excluded.position, entered_at = excluded.entered_at, reasons = excluded.reasons,
        left_at = null, left_as = null`.execute(tx)
}
