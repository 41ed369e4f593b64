import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { Conflict, NotFound } from '../../platform/errors.ts'
import type { Services } from '../../web/services.ts'
import { type Actor, record } from '../activity/index.ts'
import { giveUpMessages, holdMessages, releaseMessages } from '../messages/index.ts'
import { betweenTurns } from './engine/holding.ts'
import { endUnderWay, settleNow } from './engine/settling.ts'
import { lockPlay, tell } from './play.ts'
import { beginLooking, tellTriggers } from './starting/begin.ts'
import { tryKeptAgain } from './starting/kept.ts'

/**
 * Holds everybody where they are, and messages that did not leave yet or that nobody closed, and starts nobody. Who has something
 * to do meanwhile is held when it is time. Throws Conflict unless the play is on.
 */
export async function pausePlay(tx: Tx, services: Services, actor: Actor, playId: number): Promise<void> {
  const play = await lockPlay(tx, playId, 'state')
  if (play.state !== 'live') throw new Conflict('plays:form.notLive')
  await tx.updateTable('plays.play').set({ state: 'paused', updated_at: nowDate() }).where('id', '=', playId).execute()
  await betweenTurns(tx, playId)
  await holdMessages(tx, playId, 'paused')
  await tellTriggers(tx, services)
  await tell(tx, actor, playId, 'paused', { name: play.name }, play)
}

/**
 * Lets everybody go on; what happened meanwhile starts nobody, but who was heard of before still starts. Throws Conflict unless the
 * play is paused.
 */
export async function resumePlay(tx: Tx, services: Services, actor: Actor, playId: number): Promise<void> {
  const play = await lockPlay(tx, playId, 'state')
  if (play.state !== 'paused') throw new Conflict('plays:form.notPaused')
  await tx
    .updateTable('plays.play')
    .set({ state: 'live', problem: null, problem_at: null, updated_at: nowDate() })
    .where('id', '=', playId)
    .execute()
  await tryKeptAgain(tx, playId)
  await settleNow(tx, playId, 'live')
  await releaseMessages(tx, playId)
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
  await betweenTurns(tx, playId)
  await settleNow(tx, playId, 'archived')
  await holdMessages(tx, playId, 'archived')
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
  await giveUpMessages(tx, [{ play: enrollment.play_id, poster: String(enrollmentId) }], 'stopped')
  await record(tx, actor, {
    name: 'plays.enrollment_stopped',
    accountId: enrollment.account_id,
    subjectId: String(enrollment.play_id),
    data: { note: reason },
    sample: enrollment.sample,
  })
}
