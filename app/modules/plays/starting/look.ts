import { sql } from 'kysely'
import { type Tx, transactAgain, tryLock } from '../../../platform/db.ts'
import type { Find, PlayTriggerKind } from '../../../web/play-kinds.ts'
import type { Services } from '../../../web/services.ts'
import { noteTroubles, type Troubles } from '../engine/troubles.ts'
import { loadVersions } from '../engine/versions.ts'
import { apart } from './apart.ts'
import { keepCandidates, whoKeeps } from './kept.ts'
import { type LivePlay, livePlays } from './live-plays.ts'
import { startStanding } from './standing.ts'
import { noteUnfit, startCandidates } from './start.ts'

/**
 * Lets every trigger of live plays look once, and starts whom it found: each kind in a transaction of its own, each play behind a
 * savepoint, so that one that fails does not hold up the others, and says why itself. One process at a time; whether somebody
 * should look again at once.
 */
export async function lookOnce(services: Services, news: readonly number[]): Promise<boolean> {
  let more = await startStanding(services)
  for (const kind of services.offers.playTriggers.values()) {
    if (!kind.found) continue
    const troubles: Troubles = new Map()
    const looked = await transactAgain(services.db, tx => {
      troubles.clear()
      return look(tx, services, kind, { news, troubles })
    })
    more ||= looked.more
    await noteTroubles(services, looked.playIds, troubles)
  }
  return more
}

interface Looking {
  readonly news: readonly number[]
  readonly troubles: Troubles
}

/** What a look came to. */
interface Looked {
  readonly playIds: readonly number[]
  readonly more: boolean
}

const nothing: Looked = { playIds: [], more: false }

async function look(tx: Tx, services: Services, kind: PlayTriggerKind, looking: Looking): Promise<Looked> {
  if (!(await tryLock(tx, 'plays.look'))) return nothing
  const held = await holdLive(tx, kind.key)
  const all = (await livePlays(tx)).filter(play => play.kind === kind.key)
  const plays = all.filter(play => held.has(play.playId))
  // What is looked at once for all would be lost to those that somebody is changing just now.
  if (plays.length === 0 || (kind.shared && plays.length < all.length)) return nothing
  const keeping = await whoKeeps(
    tx,
    plays.map(play => play.playId),
  )
  // Who reads on by itself goes on once those found before are started.
  const asked = kind.shared ? [plays] : plays.filter(play => !keeping.has(play.playId)).map(play => [play])
  let more = false
  for (const some of asked)
    more = (await findAndStart(tx, services, kind, { ...looking, keeping, plays: some })) || more
  return { playIds: asked.flat().map(play => play.playId), more }
}

/**
 * The plays with such a trigger that nobody is changing: nobody does until `tx` ends, and nobody is waited for. What they are like is
 * read afterwards, else somebody could publish in between.
 */
async function holdLive(tx: Tx, kind: string): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ id: number }>`
    select p.id from plays.play p
    where p.state = 'live' and exists (
      select from plays.play_version v where v.id = p.live_version_id and v.definition -> 'trigger' ->> 'kind' = ${kind})
    order by p.id for key share of p skip locked`.execute(tx)
  return new Set(rows.map(row => row.id))
}

/** More than so many at once are started afterwards, turn by turn. */
const mostAtOnce = 1000

interface Asking extends Looking {
  readonly plays: readonly LivePlay[]
  /** Plays of which candidates wait already: others wait behind them. */
  readonly keeping: ReadonlySet<number>
}

/**
 * Asks the trigger for these plays, and starts whom it found. Who cannot be started now is kept, and the trigger reads on: what it
 * heard is not told again. Whether there is more to read.
 */
async function findAndStart(
  tx: Tx,
  services: Services,
  kind: PlayTriggerKind,
  { news, troubles, plays, keeping }: Asking,
): Promise<boolean> {
  let finds: readonly Find[] = []
  let more = false
  const failure = await apart(tx, async () => {
    const result = await kind.found?.(tx, services, plays, news)
    finds = result?.finds ?? []
    more = result?.more ?? false
  })
  if (failure !== undefined) for (const play of plays) troubles.set(play.playId, failure)
  for (const find of finds) {
    const play = plays.find(one => one.playId === find.playId)
    if (!play) continue
    const { length } = find.candidates
    const afterwards = length > mostAtOnce || (length > 0 && keeping.has(play.playId))
    if (!afterwards && (await apart(tx, () => startFound(tx, services, play, find))) === undefined) continue
    await keepCandidates(tx, play.playId, find.candidates, { bounded: kind.shared ?? false })
    await noteUnfit(tx, play.playId, find.unfit ?? [])
    await keepCursor(tx, play, find)
  }
  return more
}

/** Starts whom a trigger found for one play, and keeps how far it has read: both or neither. */
async function startFound(tx: Tx, services: Services, play: LivePlay, find: Find): Promise<void> {
  const version = (await loadVersions(tx, [play.versionId])).get(play.versionId)
  if (!version) throw new Error('this version of Banso cannot read the play')
  await startCandidates(tx, services, version, find.candidates)
  await noteUnfit(tx, play.playId, find.unfit ?? [])
  await keepCursor(tx, play, find)
}

async function keepCursor(tx: Tx, play: LivePlay, { cursor }: Find): Promise<void> {
  if (cursor === play.cursor) return
  await tx.updateTable('plays.play').set({ trigger_cursor: cursor }).where('id', '=', play.playId).execute()
}
