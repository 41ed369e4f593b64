import { type RawBuilder, sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Month } from './months.ts'

/** What all lists show of an account. */
interface Listed {
  readonly id: number
  readonly name: string
  readonly sample: boolean
  readonly owner: string | null
}

/** An account of a model that leaves most to programs, where people spent time all the same. */
export interface SpentAccount extends Listed {
  readonly modelId: number
  readonly touches: number
  readonly said: number
  readonly estimated: number
  readonly minutes: number
  readonly expected: number
}

/** Where a list goes on: after these minutes and this id. */
export interface MinutesCursor {
  readonly minutes: number
  readonly id: number
}

/** Accounts of these models by the minutes people spent there in the month, the most first. */
export async function spentAccounts(
  db: Db,
  month: Month,
  modelIds: readonly number[],
  page: { readonly after?: MinutesCursor | undefined; readonly limit: number },
): Promise<readonly SpentAccount[]> {
  const { after, limit } = page
  const beyond = after
    ? sql`
        and said + estimated <= ${after.minutes}::int
        and (said + estimated < ${after.minutes}::int or account_id > ${after.id}::bigint)`
    : sql``
  // Each model along the index by itself: over several there is no order.
  const { rows } = await sql<SpentAccount>`
    with page as (
      select one.* from unnest(${[...modelIds]}::bigint[]) wanted (model_id)
      cross join lateral (
        select account_id, model_id, high + low as touches, said, estimated, said + estimated as minutes
        from touch.account_month m
        where m.month = ${month} and m.model_id = wanted.model_id and said + estimated > 0 ${beyond}
        order by said + estimated desc, account_id limit ${limit}
      ) one
      order by minutes desc, account_id limit ${limit}
    )
    select p.account_id as id, a.name, a.sample, owner.name as owner, p.model_id as "modelId", p.touches, p.said, p.estimated,
           p.minutes, coalesce(mm.minutes_each, 0) as expected
    from page p
    join customers.account_fact a on a.account_id = p.account_id
    left join identity.person owner on owner.id = a.owner_id and owner.present
    left join touch.model_month mm on mm.month = ${month} and mm.model_id = p.model_id and mm.sample = a.sample
    order by p.minutes desc, p.account_id`.execute(db)
  return rows
}

/** How many they are, and their minutes in all. */
export async function spentTotals(
  db: Db,
  month: Month,
  modelIds: readonly number[],
): Promise<{ readonly accounts: number; readonly minutes: number }> {
  const { rows } = await sql<{ accounts: number; minutes: number }>`
    select count(*)::int as accounts, coalesce(sum(said + estimated), 0)::bigint as minutes from touch.account_month
    where month = ${month} and model_id = any(${[...modelIds]}::bigint[]) and said + estimated > 0`.execute(db)
  return rows[0] ?? { accounts: 0, minutes: 0 }
}

/** Tasks of one kind that were done at several accounts in a month. */
export interface RepeatedKind {
  readonly kind: string
  /** Of the play that asked for them; null when people thought of them themselves. */
  readonly playId: number | null
  readonly play: string | null
  /** Of one of them, without the account's name. */
  readonly title: string | null
  readonly accounts: number
  readonly tasks: number
  /** Where people did something else than was proposed. */
  readonly differently: number
  readonly said: number
  readonly estimated: number
}

const mostKinds = 50

/** Kinds of tasks that were repeated in the month, those that took most first: at most 50. */
export async function repeatedKinds(db: Db, month: Month, kind?: string): Promise<readonly RepeatedKind[]> {
  const one = kind === undefined ? sql`` : sql`and kind = ${kind}`
  const { rows } = await sql<RepeatedKind>`
    with page as (
      select * from touch.repeated where month = ${month} ${one}
      order by said + estimated desc, kind limit ${mostKinds}
    )
    select p.kind, p.play_id as "playId", play.name as play, task.title, p.accounts, p.tasks, p.differently, p.said, p.estimated
    from page p
    left join plays.play_fact play on play.play_id = p.play_id
    left join lateral (
      select replace(t.title, a.name, '…') as title from tasks.touch_fact t
      join customers.account_fact a on a.account_id = t.account_id where t.task_id = p.task_id limit 1
    ) task on true
    order by p.said + p.estimated desc, p.kind`.execute(db)
  return rows
}

/** An account where such a task was done. */
export interface RepeatedAccount extends Listed {
  readonly tasks: number
  readonly differently: number
  readonly minutes: number
  readonly estimated: number
}

/** Accounts where tasks of this kind were done in the month, by id. */
export async function repeatedAccounts(
  db: Db,
  month: Month,
  kind: string,
  page: { readonly after?: number | undefined; readonly limit: number },
): Promise<readonly RepeatedAccount[]> {
  const { rows } = await sql<RepeatedAccount>`
    select r.account_id as id, a.name, a.sample, owner.name as owner, r.tasks, r.differently, r.said + r.estimated as minutes,
           r.estimated
    from touch.repeated_account r
    join customers.account_fact a on a.account_id = r.account_id
    left join identity.person owner on owner.id = a.owner_id and owner.present
    where r.month = ${month} and r.kind = ${kind} and r.account_id > ${page.after ?? 0}
    order by r.account_id limit ${page.limit}`.execute(db)
  return rows
}

/** Why a person would matter somewhere. */
export const reasons = ['by_people', 'weighty'] as const
export type Reason = (typeof reasons)[number]

/** Where nobody was for a while. */
export interface Missed {
  /** Nobody since then. */
  readonly before: Date
  /** Only for this reason; undefined for either. */
  readonly reason?: Reason | undefined
}

/** An account where a person would matter, and nobody was. */
export interface MissedAccount extends Listed {
  readonly modelId: number
  readonly byPeople: boolean
  readonly weighty: boolean
  readonly stake: number
  readonly risk: number | null
  readonly monthlyAmount: number | null
  readonly currency: string
  readonly lastPersonAt: Date | null
  readonly aloneSince: Date
  readonly renewsOn: string | null
  /** Plays that keep people from it at present, so that their effect can be known: nobody was there on purpose. */
  readonly heldOut: readonly string[]
}

/** Where the list goes on: after this stake and id. */
export interface StakeCursor {
  readonly stake: number
  readonly id: number
}

function missedWhere({ before, reason }: Missed): RawBuilder<unknown> {
  const why = { by_people: sql`s.by_people`, weighty: sql`s.weighty` }
  const only = reason ? sql`and ${why[reason]}` : sql``
  return sql`(s.by_people or s.weighty) and s.alone_since < ${before} ${only}`
}

/** Accounts where nobody was though a person would matter, those with most at stake first. */
export async function missedAccounts(
  db: Db,
  missed: Missed,
  page: { readonly after?: StakeCursor | undefined; readonly limit: number },
): Promise<readonly MissedAccount[]> {
  const { after, limit } = page
  const beyond = after
    ? sql`and s.stake <= ${after.stake}::real and (s.stake < ${after.stake}::real or s.account_id > ${after.id}::bigint)`
    : sql``
  const { rows } = await sql<MissedAccount>`
    with page as (
      select s.* from touch.standing s where ${missedWhere(missed)} ${beyond}
      order by s.stake desc, s.account_id limit ${limit}
    )
    select p.account_id as id, a.name, a.sample, owner.name as owner, p.model_id as "modelId", p.by_people as "byPeople",
           p.weighty, p.stake, r.risk, a.monthly_amount as "monthlyAmount", a.currency, p.last_person_at as "lastPersonAt",
           p.alone_since as "aloneSince", a.renews_on as "renewsOn",
           array(select k.play from plays.kept_from_people_fact k
                 where k.account_id = p.account_id and k.until > ${nowDate()} order by k.entered_at, k.play_id) as "heldOut"
    from page p
    join customers.account_fact a on a.account_id = p.account_id
    left join identity.person owner on owner.id = a.owner_id and owner.present
    left join health.account_risk r on r.account_id = p.account_id
    order by p.stake desc, p.account_id`.execute(db)
  return rows
}

/** How many they are. */
export async function countMissed(db: Db, missed: Missed): Promise<number> {
  const { rows } = await sql<{ accounts: number }>`
    select count(*)::int as accounts from touch.standing s where ${missedWhere(missed)}`.execute(db)
  return rows[0]?.accounts ?? 0
}
