import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { Conflict, NotFound } from '../../platform/errors.ts'
import type { Services } from '../../web/services.ts'
import { type Actor, record } from '../activity/index.ts'
import { giveUpMails, holdMails, releaseMails } from '../messages/index.ts'
import { noteTurned, type Turned } from './asked.ts'
import { lockPlay, tell } from './play.ts'
import { beginLooking, tellTriggers } from './starting/begin.ts'

/** Holds everybody where they are, and mails that did not leave yet, and starts nobody. Throws Conflict unless the play is on. */
export async function pausePlay(tx: Tx, services: Services, actor: Actor, playId: number): Promise<void> {
  const play = await lockPlay(tx, playId, 'state')
  if (play.state !== 'live') throw new Conflict('plays:form.notLive')
  await tx.updateTable('plays.play').set({ state: 'paused', updated_at: nowDate() }).where('id', '=', playId).execute()
  await sql`
    update plays.enrollment set held_wake_at = wake_at, wake_at = null
    where play_id = ${playId} and ended_at is null and wake_at is not null`.execute(tx)
  await holdMails(tx, playId, 'paused')
  await tellTriggers(tx, services)
  await tell(tx, actor, playId, 'paused', { name: play.name }, play)
}

/**
 * Lets everybody go on; what happened meanwhile starts nobody. Those who may leave, or wait for a condition, are looked at at once.
 * Throws Conflict unless the play is paused.
 */
export async function resumePlay(tx: Tx, services: Services, actor: Actor, playId: number): Promise<void> {
  const play = await lockPlay(tx, playId, 'state')
  if (play.state !== 'paused') throw new Conflict('plays:form.notPaused')
  await tx
    .updateTable('plays.play')
    .set({ state: 'live', problem: null, problem_at: null, updated_at: nowDate() })
    .where('id', '=', playId)
    .execute()
  await sql`
    update plays.enrollment e
    set wake_at = case when v.listens then ${nowDate()}::timestamptz else e.held_wake_at end, held_wake_at = null
    from plays.play_version v
    where v.id = e.version_id and e.play_id = ${playId} and e.ended_at is null and e.held_wake_at is not null`.execute(
    tx,
  )
  await releaseMails(tx, playId)
  await beginLooking(tx, services, playId, { again: false })
  await tell(tx, actor, playId, 'resumed', { name: play.name }, play)
}

/** Ends the play and all who are under way. Throws Conflict when it has ended already. */
export async function archivePlay(tx: Tx, services: Services, actor: Actor, playId: number): Promise<void> {
  const play = await lockPlay(tx, playId, 'state')
  if (play.state === 'archived') throw new Conflict('plays:form.archived')
  await tx
    .updateTable('plays.play')
    .set({ state: 'archived', updated_at: nowDate() })
    .where('id', '=', playId)
    .execute()
  await endUnderWay(tx, sql`e.play_id = ${playId}`, 'archived')
  await holdMails(tx, playId, 'archived')
  await tellTriggers(tx, services)
  await tell(tx, actor, playId, 'archived', { name: play.name }, play)
}

/** Takes one account (or contact) out of a play. Throws NotFound, and Conflict when it is out already. */
export async function stopEnrollment(tx: Tx, actor: Actor, enrollmentId: number, reason: string): Promise<void> {
  const enrollment = await tx
    .selectFrom('plays.enrollment')
    .select(['play_id', 'account_id', 'ended_at', 'sample'])
    .where('id', '=', enrollmentId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!enrollment) throw new NotFound(`enrollment ${enrollmentId}`)
  if (enrollment.ended_at) throw new Conflict('plays:form.endedAlready')
  await endUnderWay(tx, sql`e.id = ${enrollmentId}`, 'stopped', reason)
  await giveUpMails(tx, [{ play: enrollment.play_id, poster: String(enrollmentId) }], 'stopped')
  await record(tx, actor, {
    name: 'plays.enrollment_stopped',
    accountId: enrollment.account_id,
    subjectId: String(enrollment.play_id),
    data: { note: reason },
    sample: enrollment.sample,
  })
}

async function endUnderWay(
  tx: Tx,
  which: ReturnType<typeof sql>,
  by: 'archived' | 'stopped',
  detail: string | null = null,
): Promise<void> {
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
}
