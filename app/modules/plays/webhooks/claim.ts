import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { type Db, lock, transact } from '../../../platform/db.ts'
import { restsAfter } from './receivers.ts'

/** So many go to one receiver at once: a slow one does not take the place of all others. */
const perHost = 4
/** While it is being sent nobody else does; who sends may be killed. */
const claimSeconds = 60

/** A delivery that is this process's to send. */
export interface Claimed {
  readonly id: number
  readonly play_id: number
  readonly host: string
  readonly url: string
  readonly body: unknown
  readonly attempts: number
}

/**
 * Takes up to `most` deliveries that are due, a few of each receiver, beside those that are `underWay`; of one that rests a single
 * one when it is time to ask again. The claim is committed before anything is sent: who is killed then is followed by another one a
 * minute later, who sends the same id again. So it arrives at least once, and the receiver knows a second time by the id.
 */
export function claimDeliveries(db: Db, most: number, underWay: readonly Claimed[]): Promise<readonly Claimed[]> {
  const at = nowDate()
  const until = new Date(at.getTime() + claimSeconds * 1000)
  return transact(db, async tx => {
    await lock(tx, 'plays.claim_deliveries')
    const { rows } = await sql<Claimed>`
      with recursive hosts as (
        (select host from plays.webhook_delivery where state = 'waiting' order by host limit 1)
        union all
        select (select d.host from plays.webhook_delivery d where d.state = 'waiting' and d.host > h.host order by d.host limit 1)
        from hosts h where h.host is not null
      ), open as (
        select h.host, case when r.failures >= ${restsAfter} then 1 else ${perHost}::int end - (
          select count(*) from unnest(${underWay.map(one => one.host)}::text[]) as u (host) where u.host = h.host) as room
        from hosts h left join plays.receiver r on r.host = h.host
        where h.host is not null and (r.failures >= ${restsAfter} and r.next_at > ${at}) is not true
      ), chosen as (
        select d.id from open o cross join lateral (
          select id, next_try_at from plays.webhook_delivery
          where host = o.host and state = 'waiting' and next_try_at <= ${at}
          order by next_try_at, id limit greatest(o.room, 0) for update skip locked
        ) d order by d.next_try_at, d.id limit ${most}
      )
      update plays.webhook_delivery set attempts = attempts + 1, next_try_at = ${until}
      where id = any(array(select id from chosen))
      returning id, play_id, host, url, body, attempts`.execute(tx)
    // Nobody else asks a receiver that rests meanwhile.
    await sql`
      update plays.receiver set next_at = ${until}
      where failures >= ${restsAfter} and host = any(${rows.map(one => one.host)}::text[])`.execute(tx)
    return rows
  })
}
