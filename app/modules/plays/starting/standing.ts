import { now, nowDate } from '../../../platform/clock.ts'
import { besidePool, isPassing, type Tx, transact, transactAgain, tryLock } from '../../../platform/db.ts'
import { log } from '../../../platform/log.ts'
import type { Candidate } from '../../../web/play-kinds.ts'
import type { Services } from '../../../web/services.ts'
import { noteTroubles, type Troubles } from '../engine/troubles.ts'
import { loadVersions } from '../engine/versions.ts'
import { livePlays } from './live-plays.ts'
import { startCandidates } from './start.ts'

const batchSize = 5000
const pauseAfterTrouble = 5 * 60_000

/**
 * Starts those whose case it was when a play was published, where that was asked for: batch by batch, each for itself, so that
 * nobody waits for all of them. Who is interrupted begins anew: nobody enters twice. A play that cannot says why, tries
 * again later, and holds up no other. One process at a time. Whether there was anything to do.
 */
export async function startStanding(services: Services): Promise<boolean> {
  if ((await due(services)).length === 0) return false
  return besidePool(services.database, 1, own =>
    transact(own, async tx => (await tryLock(tx, 'plays.standing')) && startDue(services)),
  )
}

async function startDue(services: Services): Promise<boolean> {
  const wishes = await due(services)
  for (const wish of wishes) {
    const { playId } = wish
    const troubles: Troubles = new Map()
    try {
      if (await startAll(services, wish)) await dueAgain(services, wish, null)
    } catch (error) {
      if (isPassing(error)) throw error
      log.error({ err: error, play: playId }, 'those whose case it is could not be started')
      troubles.set(playId, error)
      await dueAgain(services, wish, new Date(now().epochMilliseconds + pauseAfterTrouble))
    }
    await noteTroubles(services, [playId], troubles)
  }
  return wishes.length > 0
}

/** Whether all were started; not when somebody paused, ended or published the play meanwhile. */
async function startAll(services: Services, wish: Wish): Promise<boolean> {
  const candidates = await standing(services, wish.playId)
  for (let at = 0; at < candidates.length; at += batchSize) {
    if (!(await startSome(services, wish, candidates.slice(at, at + batchSize)))) return false
  }
  return true
}

/** That those of a play are to be started, since when. */
interface Wish {
  readonly playId: number
  readonly dueAt: Date | null
}

/** When the wish is due again, or that it is done with; not when somebody has published with another meanwhile. */
async function dueAgain({ db }: Services, { playId, dueAt }: Wish, at: Date | null): Promise<void> {
  await db
    .updateTable('plays.play')
    .set({ standing_due_at: at })
    .where('id', '=', playId)
    .where('standing_due_at', '=', dueAt)
    .execute()
}

function due({ db }: Services): Promise<readonly Wish[]> {
  return db
    .selectFrom('plays.play')
    .select(['id as playId', 'standing_due_at as dueAt'])
    .where('standing_due_at', '<=', nowDate())
    .where('state', '=', 'live')
    .orderBy('id')
    .execute()
}

function standing(services: Services, playId: number): Promise<readonly Candidate[]> {
  return transact(services.db, async tx => {
    const play = (await livePlays(tx)).find(one => one.playId === playId)
    const kind = play && services.offers.playTriggers.get(play.kind)
    return play && kind?.standing ? kind.standing(tx, services, play) : []
  })
}

function startSome(services: Services, wish: Wish, candidates: readonly Candidate[]): Promise<boolean> {
  const { playId } = wish
  return transactAgain(services.db, async tx => {
    if (!(await isStillWished(tx, wish))) return false
    const play = (await livePlays(tx)).find(one => one.playId === playId)
    if (!play) return false
    const version = (await loadVersions(tx, [play.versionId])).get(play.versionId)
    if (!version) throw new Error('this version of Banso cannot read the play')
    await startCandidates(tx, services, version, candidates)
    return true
  })
}

/** What was published since may start others, or nobody of them. Until `tx` ends nobody publishes, pauses or ends the play. */
async function isStillWished(tx: Tx, { playId, dueAt }: Wish): Promise<boolean> {
  const row = await tx
    .selectFrom('plays.play')
    .select('id')
    .where('id', '=', playId)
    .where('state', '=', 'live')
    .where('standing_due_at', '=', dueAt)
    .forKeyShare()
    .executeTakeFirst()
  return row !== undefined
}
