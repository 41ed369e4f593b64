import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { isPassing, type Tx, transactAgain, tryLock } from '../../../platform/db.ts'
import { log } from '../../../platform/log.ts'
import type { Find, PlayTriggerKind } from '../../../web/play-kinds.ts'
import type { Services } from '../../../web/services.ts'
import { loadVersions } from '../engine/versions.ts'
import { playTopic } from '../topics.ts'
import { type LivePlay, livePlays } from './live-plays.ts'
import { startCandidates } from './start.ts'

/**
 * Lets every trigger of live plays look once, and starts whom it found: each kind in a transaction of its own, so that one that
 * fails does not hold up the others. One process at a time; whether somebody should look again at once.
 */
export async function lookOnce(services: Services, news: readonly number[]): Promise<boolean> {
  let more = false
  for (const kind of services.offers.playTriggers.values()) {
    if (!kind.found) continue
    try {
      more = (await transactAgain(services.db, tx => look(tx, services, kind, news))) || more
    } catch (error) {
      if (isPassing(error)) throw error
      log.error({ err: error, trigger: kind.key }, 'a trigger of plays failed')
      await noteProblem(services, kind, error)
    }
  }
  return more
}

async function look(tx: Tx, services: Services, kind: PlayTriggerKind, news: readonly number[]): Promise<boolean> {
  if (!(await tryLock(tx, 'plays.look'))) return false
  const plays = (await livePlays(tx)).filter(play => play.kind === kind.key)
  if (plays.length === 0 || !kind.found) return false
  const { finds, more } = await kind.found(tx, services, plays, news)
  await start(tx, services, plays, finds)
  return more
}

async function start(tx: Tx, services: Services, plays: readonly LivePlay[], finds: readonly Find[]): Promise<void> {
  const byPlay = new Map(plays.map(play => [play.playId, play]))
  const found = finds.filter(find => find.candidates.length > 0)
  const versions = await loadVersions(
    tx,
    found.flatMap(find => byPlay.get(find.playId)?.versionId ?? []),
  )
  for (const { playId, candidates } of found) {
    const version = versions.get(byPlay.get(playId)?.versionId ?? 0)
    if (version) await startCandidates(tx, services, version, candidates)
  }
  const moved = finds.filter(find => find.cursor !== byPlay.get(find.playId)?.cursor)
  if (moved.length === 0) return
  await sql`
    update plays.play p set trigger_cursor = n.cursor
    from unnest(${moved.map(find => find.playId)}::bigint[], ${moved.map(find => find.cursor)}::bigint[]) as n (id, cursor)
    where p.id = n.id`.execute(tx)
}

async function noteProblem(services: Services, kind: PlayTriggerKind, error: unknown): Promise<void> {
  const problem = String(error instanceof Error ? error.message : error).slice(0, 500)
  const { rows } = await sql<{ id: number }>`
    update plays.play p set problem = ${problem}, problem_at = ${nowDate()}
    from plays.play_version v
    where v.id = p.live_version_id and p.state = 'live' and v.definition -> 'trigger' ->> 'kind' = ${kind.key}
    returning p.id`.execute(services.db)
  await services.live.publish(
    services.db,
    rows.map(row => playTopic(row.id)),
  )
}
