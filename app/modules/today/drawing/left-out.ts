import { type RawBuilder, sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Offers } from '../../../web/module.ts'
import type { HoldingOut } from '../../../web/play-kinds.ts'
import { type DoneByHand, noteDespite } from '../../plays/index.ts'
import { signalKeys } from '../judging/signals.ts'

/** SQL: whether an account is left out of Today at random at present. */
export function isLeftOut(accountId: RawBuilder<unknown>, now: Date): RawBuilder<boolean> {
  return sql`exists (
    select from today.left_out l where l.account_id = ${accountId} and l.back_at is null and l.until > ${now})`
}

/** Which of these accounts are. */
export async function leftOutAmong(
  db: Db | Tx,
  accountIds: readonly number[],
  now: Date,
): Promise<ReadonlySet<number>> {
  if (accountIds.length === 0) return new Set()
  const { rows } = await sql<{ id: number }>`
    select id from unnest(${[...accountIds]}::bigint[]) as g (id) where ${isLeftOut(sql`g.id`, now)}`.execute(db)
  return new Set(rows.map(row => row.id))
}

/** SQL: gain per minute without what is believed about contact, which may change for all of them meanwhile. */
const urgency = sql`c.rate * c.reach / nullif(c.effect, 0)`

/**
 * Leaves accounts that a play holds out off Today until the play's outcome is looked at; with what they are like now, so that they
 * come back when they are clearly more urgent. Those that show no signal are not on it anyway.
 */
export async function leaveOut(
  tx: Tx,
  { playId, settings, windowDays }: HoldingOut,
  accountIds: readonly number[],
): Promise<void> {
  const at = nowDate()
  await sql`
    insert into today.left_out (account_id, play_id, since, until, strongest, returns_above)
    select c.account_id, ${playId}, ${at}::timestamptz, ${at}::timestamptz + make_interval(days => ${windowDays}::int), c.strongest,
           coalesce(${urgency}, 0) * (1 + ${Number(settings.back) || 0}::float8 / 100)
    from today.candidate c where c.account_id = any(${[...accountIds]}::bigint[]) and c.strongest is not null
    on conflict do nothing`.execute(tx)
}

/**
 * Those of these accounts that are clearly more urgent than when they were left out are on Today again: with a more telling signal,
 * or a gain per minute so much higher as the play says. Returns whose accounts they are.
 */
export async function returnUrgent(tx: Tx, accountIds: readonly number[]): Promise<readonly (string | null)[]> {
  const at = nowDate()
  const telling = (signal: RawBuilder<unknown>) => sql`array_position(${[...signalKeys]}::text[], ${signal})`
  const { rows } = await sql<{ owner_id: string | null }>`
    update today.left_out l set back_at = ${at}, back_as = 'urgent'
    from today.candidate c
    where l.account_id = any(${[...accountIds]}::bigint[]) and l.back_at is null and l.until > ${at}
      and c.account_id = l.account_id and c.strongest is not null
      and (${urgency} > l.returns_above or ${telling(sql`c.strongest`)} < ${telling(sql`l.strongest`)})
    returning c.owner_id`.execute(tx)
  return rows.map(row => row.owner_id)
}

/** What a play left out that has ended is on Today again: nobody is to go without for it any longer. */
export async function returnFromEnded(tx: Tx): Promise<void> {
  const at = nowDate()
  await sql`
    update today.left_out l set back_at = ${at}, back_as = 'ended'
    from plays.play_fact p
    where p.play_id = l.play_id and p.state = 'archived' and l.back_at is null and l.until > ${at}`.execute(tx)
}

/** So long after its time is over it is still noted that people had contacted somebody who was left out. */
const notedLater = sql`interval '1 day'`

/** Forgets who was left out once nobody asks any more; in which arm they are stands with the play. */
export async function forgetLeftOut(tx: Tx): Promise<void> {
  await sql`delete from today.left_out where until <= ${nowDate()}::timestamptz - ${notedLater}`.execute(tx)
}

/** Tells plays which of these accounts people contacted though they were left out for that time, and which not (any more). */
export async function noteContacts(
  tx: Tx,
  { touches }: Pick<Offers, 'touches'>,
  accountIds: readonly number[],
): Promise<void> {
  const at = nowDate()
  const none = sql`select play_id, account_id, null::timestamptz as at from lately`
  const met = touches.map(
    ({ relation }) => sql`
      select l.play_id, l.account_id, t.at
      from lately l join ${sql.table(relation)} t on t.account_id = l.account_id and t.at > l.since and t.at <= l.until
      where t.touched and t.kind in ('high', 'low')`,
  )
  const { rows } = await sql<DoneByHand>`
    with lately as materialized (
      select * from today.left_out
      where account_id = any(${[...accountIds]}::bigint[]) and until > ${at}::timestamptz - ${notedLater}
    )
    select play_id as "playId", account_id as "accountId", min(at) as at
    from (${sql.join([none, ...met], sql` union all `)}) met
    group by 1, 2 order by 1, 2`.execute(tx)
  await noteDespite(tx, rows)
}
