import { transact, transactAgain } from '../../../platform/db.ts'
import type { Candidate } from '../../../web/play-kinds.ts'
import type { Services } from '../../../web/services.ts'
import { loadVersions } from '../engine/versions.ts'
import { livePlays } from './live-plays.ts'
import { startCandidates } from './start.ts'

const batchSize = 5000

/**
 * Starts those whose case it was when a play was published, where that was asked for: batch by batch, each for itself, so that
 * nobody waits for all of them. Who is interrupted begins anew: nobody enters twice. Whether there was anything to do.
 */
export async function startStanding(services: Services): Promise<boolean> {
  const playIds = await wanted(services)
  for (const playId of playIds) {
    const candidates = await standing(services, playId)
    for (let at = 0; at < candidates.length; at += batchSize) {
      await startSome(services, playId, candidates.slice(at, at + batchSize))
    }
    await services.db.updateTable('plays.play').set({ standing_wanted: false }).where('id', '=', playId).execute()
  }
  return playIds.length > 0
}

async function wanted({ db }: Services): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('plays.play')
    .select('id')
    .where('standing_wanted', '=', true)
    .where('state', '=', 'live')
    .orderBy('id')
    .execute()
  return rows.map(row => row.id)
}

function standing(services: Services, playId: number): Promise<readonly Candidate[]> {
  return transact(services.db, async tx => {
    const play = (await livePlays(tx)).find(one => one.playId === playId)
    const kind = play && services.offers.playTriggers.get(play.kind)
    return play && kind?.standing ? kind.standing(tx, services, play) : []
  })
}

async function startSome(services: Services, playId: number, candidates: readonly Candidate[]): Promise<void> {
  await transactAgain(services.db, async tx => {
    const play = (await livePlays(tx)).find(one => one.playId === playId)
    const version = play && (await loadVersions(tx, [play.versionId])).get(play.versionId)
    if (version) await startCandidates(tx, services, version, candidates)
  })
}
