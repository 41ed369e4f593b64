import { now, nowDate } from '../../../platform/clock.ts'
import { isPassing, type Tx, transact, transactAgain, tryLock } from '../../../platform/db.ts'
import { log } from '../../../platform/log.ts'
import type { Candidate } from '../../../web/play-kinds.ts'
import type { Services } from '../../../web/services.ts'
import { noteTroubles, type Troubles } from '../engine/troubles.ts'
import { keepCandidates } from './kept.ts'
import { livePlays } from './live-plays.ts'

const pauseAfterTrouble = 5 * 60_000

/**
 * Looks up those whose case it was when a play was published, where that was asked for, and keeps them to be started turn by turn:
 * so nobody waits for all of them, and who is interrupted goes on where it was. A play that cannot says why, tries again later,
 * and holds up no other. Whether there was anything to do.
 */
export async function startStanding(services: Services): Promise<boolean> {
  const wishes = await due(services)
  for (const wish of wishes) {
    const { playId } = wish
    const troubles: Troubles = new Map()
    try {
      await keepStanding(services, wish, await standing(services, playId))
    } catch (error) {
      if (isPassing(error)) throw error
      log.error({ err: error, play: playId }, 'those whose case it is could not be started')
      troubles.set(playId, error)
      await dueAgain(services.db, wish, new Date(now().epochMilliseconds + pauseAfterTrouble))
    }
    await noteTroubles(services, [playId], troubles)
  }
  return wishes.length > 0
}

/** That those of a play are to be started, since when. */
interface Wish {
  readonly playId: number
  readonly dueAt: Date | null
}

/** When the wish is due again, or that it is done with; not when somebody has published with another meanwhile. */
async function dueAgain(db: Services['db'] | Tx, { playId, dueAt }: Wish, at: Date | null): Promise<void> {
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

/** All of them, and that the wish is done with, or nothing: not when somebody paused, ended or published the play meanwhile. */
function keepStanding({ db }: Services, wish: Wish, candidates: readonly Candidate[]): Promise<void> {
  return transactAgain(db, async tx => {
    if (!(await tryLock(tx, 'plays.standing')) || !(await isStillWished(tx, wish))) return
    await keepCandidates(tx, wish.playId, candidates, { standing: true })
    await dueAgain(tx, wish, null)
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
