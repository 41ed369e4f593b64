import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Posted } from '../../../platform/outgoing.ts'

/** A receiver that failed so often in a row rests: one delivery at a time asks whether it is there again, the others wait. */
export const restsAfter = 3
/** After how many seconds one is asked again, the more it has failed. */
const rests = [60, 120, 300, 900] as const
/** What waits for a receiver that rests is given up after so many days: no less than one alone is tried for. */
const waitingDays = 3

/** Whether the receiver itself does not work; another answer, such as 404, is about what it was told. */
function isDown(posted: Posted): boolean {
  if (posted.kind === 'refused') return false
  return posted.kind === 'failed' || posted.status >= 500 || posted.status === 429
}

/** Notes whether the receiver answered. Once it does again what waited for it is due, but for what is `underWay`. */
export async function noteReceiver(tx: Tx, host: string, posted: Posted, underWay: readonly number[]): Promise<void> {
  if (isDown(posted)) return noteDown(tx, host, posted)
  const up = await tx.deleteFrom('plays.receiver').where('host', '=', host).returning('failures').executeTakeFirst()
  if (!up || up.failures < restsAfter) return
  await sql`
    update plays.webhook_delivery set next_try_at = ${nowDate()}
    where host = ${host} and state = 'waiting' and next_try_at > ${nowDate()} and id <> all(${underWay}::bigint[])`.execute(
    tx,
  )
}

async function noteDown(tx: Tx, host: string, posted: Posted): Promise<void> {
  const at = nowDate()
  const status = posted.kind === 'answered' ? posted.status : null
  const reason = posted.kind === 'answered' ? null : posted.reason
  const { rows } = await sql<{ failures: number }>`
    insert into plays.receiver as r (host, failures, failing_since, failed_at, status, reason, next_at)
    values (${host}, 1, ${at}, ${at}, ${status}, ${reason}, ${at})
    on conflict (host) do update set failures = r.failures + 1, failed_at = ${at}, status = ${status}, reason = ${reason}
    returning r.failures`.execute(tx)
  const failures = rows[0]?.failures ?? 1
  const rest = rests[Math.max(0, Math.min(failures - restsAfter, rests.length - 1))] ?? 0
  await tx
    .updateTable('plays.receiver')
    .set({ next_at: new Date(at.getTime() + rest * 1000) })
    .where('host', '=', host)
    .execute()
}

/** What has waited too long for receivers that rest fails, for the same reason. */
export async function giveUpWaiting(db: Db): Promise<void> {
  const at = nowDate()
  await sql`
    update plays.webhook_delivery d
    set state = 'failed', next_try_at = null, ended_at = ${at}, status = coalesce(d.status, r.status),
        reason = case when coalesce(d.status, r.status) is null then coalesce(d.reason, r.reason) end
    from plays.receiver r
    where r.host = d.host and r.failures >= ${restsAfter} and d.state = 'waiting'
      and d.created_at < ${new Date(at.getTime() - waitingDays * 86_400_000)}`.execute(db)
}

/** A receiver that rests, with what a play has for it. */
export interface RestingReceiver {
  readonly host: string
  readonly since: Date
  readonly lastAt: Date
  readonly nextAt: Date
  readonly status: number | null
  readonly reason: string | null
  readonly waiting: number
}

/** The receivers that do not answer and for whom a play has something. */
export async function restingReceivers(db: Db, playId: number): Promise<readonly RestingReceiver[]> {
  const { rows } = await sql<RestingReceiver>`
    select r.host, r.failing_since as since, r.failed_at as "lastAt", r.next_at as "nextAt", r.status, r.reason, w.waiting
    from plays.receiver r cross join lateral (
      select count(*)::int as waiting from plays.webhook_delivery d
      where d.host = r.host and d.state = 'waiting' and d.play_id = ${playId}
    ) w where r.failures >= ${restsAfter} and w.waiting > 0 order by r.host`.execute(db)
  return rows
}
