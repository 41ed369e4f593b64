import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import type { ListOf } from '../list/pool.ts'

/** Why an account is not on Today though it may need somebody: a play drew it to be left out. */
export interface LeftOut {
  readonly playId: number
  readonly play: string
  readonly since: Date
  readonly until: Date
}

/** One that would be on a list. */
export interface LeftOutAccount extends LeftOut {
  readonly accountId: number
  readonly name: string
  readonly sample: boolean
}

const mostShown = 50

/** Who would be on a list, but is left out of it at random: the most urgent of them, and how many they are. */
export async function leftOutOf(
  db: Db,
  list: ListOf,
): Promise<{ readonly accounts: readonly LeftOutAccount[]; readonly total: number }> {
  const { rows } = await sql<LeftOutAccount & { total: number }>`
    select l.account_id as "accountId", a.name, a.sample, l.play_id as "playId", p.name as play, l.since, l.until,
           count(*) over ()::int as total
    from today.left_out l
    join today.candidate c on c.account_id = l.account_id
    join customers.account_fact a on a.account_id = l.account_id
    join plays.play_fact p on p.play_id = l.play_id
    where l.back_at is null and l.until > ${list.now}
      and c.strongest is not null and (c.quiet_until is null or c.quiet_until <= ${list.now})
      and (c.owner_id = ${list.staffId} or (c.owner_id is null and ${list.withUnowned || list.staffId === null}::boolean))
    order by c.rate desc, l.account_id limit ${mostShown}`.execute(db)
  return { accounts: rows, total: rows[0]?.total ?? 0 }
}

/** That an account is left out now, or came back before the time because it was clearly more urgent. */
export interface LeftOutNow extends LeftOut {
  readonly backAt: Date | null
}

/** By which plays it is. */
export async function leftOutNow(db: Db, accountId: number, now: Date): Promise<readonly LeftOutNow[]> {
  const { rows } = await sql<LeftOutNow>`
    select l.play_id as "playId", p.name as play, l.since, l.until, l.back_at as "backAt"
    from today.left_out l join plays.play_fact p on p.play_id = l.play_id
    where l.account_id = ${accountId} and l.until > ${now} and l.back_as is distinct from 'ended'
    order by l.since desc`.execute(db)
  return rows
}

/**
 * Which of these accounts must not be drawn by a play: it did so before, once is for good; or another play of that kind did within
 * so many days, and its time is not to be mixed with this one's.
 */
export async function drawnBefore(
  tx: Tx,
  trigger: string,
  { playId, since }: { readonly playId: number; readonly since: Date },
  accountIds: readonly number[],
): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ id: number }>`
    select distinct account_id as id from plays.drawn_fact
    where account_id = any(${[...accountIds]}::bigint[])
      and (play_id = ${playId} or (trigger = ${trigger} and entered_at > ${since}))`.execute(tx)
  return new Set(rows.map(row => row.id))
}

/** How many of each person's accounts a play drew since then. */
export async function drawnOfEach(
  tx: Tx,
  { playId, since }: { readonly playId: number; readonly since: Date },
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ owner_id: string; drawn: number }>`
    select a.owner_id, count(*) as drawn
    from plays.drawn_fact d join customers.account_fact a on a.account_id = d.account_id
    where d.play_id = ${playId} and d.entered_at >= ${since} and a.owner_id is not null
    group by a.owner_id`.execute(tx)
  return new Map(rows.map(row => [row.owner_id, row.drawn]))
}

/** Whose accounts stand on Today at all. */
export async function ownersOnToday(db: Db | Tx): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select distinct owner_id as id from today.candidate where owner_id is not null and strongest is not null`.execute(
    db,
  )
  return new Set(rows.map(row => row.id))
}
