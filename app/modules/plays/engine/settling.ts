import { type RawBuilder, sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { type Tx, transactAgain } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { noteTurned, type Turned } from '../asked.ts'
import type { PlayState } from '../tables.ts'
import { playTopic } from '../topics.ts'

/** So many follow at once what somebody does with their play; the others afterwards, turn by turn. */
const atOnce = 2000

/**
 * Has enrollments of a play follow what became of it: of one that has ended they end, of one that goes on those that were held are
 * due. Those who may leave, or wait for a condition, are looked at at once. A few thousand now; the engine does the rest.
 */
export async function settleNow(tx: Tx, playId: number, state: PlayState): Promise<void> {
  const settled = await settleSome(tx, { playId, state }, atOnce)
  await tx
    .updateTable('plays.play')
    .set({ settling: settled === atOnce })
    .where('id', '=', playId)
    .execute()
}

/** The same for some of those who are left, of one play. Returns how many. */
export async function settleLeft(services: Services, size: number): Promise<number> {
  return transactAgain(services.db, async tx => {
    const { rows } = await sql<{ playId: number; state: PlayState }>`
      select id as "playId", state from plays.play where settling order by id limit 1 for no key update skip locked`.execute(
      tx,
    )
    const [play] = rows
    if (!play) return 0
    const settled = await settleSome(tx, play, size)
    if (settled < size) {
      await tx.updateTable('plays.play').set({ settling: false }).where('id', '=', play.playId).execute()
    }
    await services.live.publish(tx, [playTopic(play.playId)])
    // At least one, so that others which are left have their turn.
    return Math.max(1, settled)
  })
}

interface Settling {
  readonly playId: number
  readonly state: PlayState
}

function settleSome(tx: Tx, { playId, state }: Settling, most: number): Promise<number> {
  if (state === 'archived') return endSome(tx, playId, most)
  return state === 'live' ? goOn(tx, playId, most) : Promise.resolve(0)
}

async function goOn(tx: Tx, playId: number, most: number): Promise<number> {
  const { numAffectedRows } = await sql`
    update plays.enrollment e
    set wake_at = case when v.listens then ${nowDate()}::timestamptz else e.held_wake_at end, held_wake_at = null
    from plays.play_version v
    where v.id = e.version_id and e.id = any(array(
      select h.id from plays.enrollment h
      where h.play_id = ${playId} and h.held_wake_at is not null and h.ended_at is null order by h.id limit ${most} for update))`.execute(
    tx,
  )
  return Number(numAffectedRows ?? 0)
}

/** Whom it heard of, and has not started, is nobody's business any more either. */
async function endSome(tx: Tx, playId: number, most: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from plays.candidate where id = any(array(
      select id from plays.candidate where play_id = ${playId} order by id limit ${most}))`.execute(tx)
  const which = sql`e.id = any(array(
    select u.id from plays.enrollment u
    where u.version_id in (select v.id from plays.play_version v where v.play_id = ${playId}) and u.ended_at is null
    limit ${most}))`
  return Math.max(Number(numAffectedRows ?? 0), await endUnderWay(tx, which, 'archived'))
}

/** Ends those of them who are under way. Returns how many. */
export async function endUnderWay(
  tx: Tx,
  which: RawBuilder<unknown>,
  by: 'archived' | 'stopped',
  detail: string | null = null,
): Promise<number> {
  const at = nowDate()
  const { rows } = await sql<Turned>`
    with was as (
      select e.id, e.step from plays.enrollment e where ${which} and e.ended_at is null order by e.id for no key update
    ), ended as (
      update plays.enrollment e
      set ended_at = ${at}, ended_by = ${by}, ended_detail = ${detail}, step = null, wake_at = null, held_wake_at = null,
          waiting = null, waiting_since = null, waiting_limit = null, passages = e.passages + 1
      from was where was.id = e.id
      returning e.id, e.play_id, e.account_id, e.passages, was.step
    ), told as (
      insert into plays.passage (enrollment_id, number, at, step, what, detail)
      select id, passages, ${at}, step, 'ended', ${JSON.stringify({ by })}::jsonb from ended
    )
    select play_id as "playId", account_id as "accountId" from ended`.execute(tx)
  await noteTurned(tx, rows)
  return rows.length
}
