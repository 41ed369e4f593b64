import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { type Tx, transactAgain, tryLock } from '../../../platform/db.ts'
import type { Candidate } from '../../../web/play-kinds.ts'
import type { Services } from '../../../web/services.ts'
import { noteTroubles, type Troubles } from '../engine/troubles.ts'
import { loadVersions, type Version } from '../engine/versions.ts'
import { apart } from './apart.ts'
import { giveUpOld } from './kept.ts'
import { startCandidates } from './start.ts'

const turnSize = 5000
const againAfterTrouble = 5 * 60_000

/** Whose turn it was last: plays take turns. */
let last = 0

/**
 * Starts some of the candidates that wait, of one play at a time, and takes them off the list in the same transaction. Those of a
 * play that cannot start anybody are tried again after a while, and it says why; one who cannot be started alone holds up no other.
 * Returns how many there were.
 */
export async function startKept(services: Services, size = turnSize): Promise<number> {
  const troubles: Troubles = new Map()
  const turn = await transactAgain(services.db, async tx => {
    troubles.clear()
    return takeTurn(tx, services, { size, troubles })
  })
  if (!turn) return 0
  last = turn.playId
  await noteTroubles(services, [turn.playId], troubles)
  return turn.taken
}

interface Turn {
  readonly size: number
  readonly troubles: Troubles
}

async function takeTurn(
  tx: Tx,
  services: Services,
  { size, troubles }: Turn,
): Promise<{ readonly playId: number; readonly taken: number } | undefined> {
  const play = await nextPlay(tx)
  if (!play || !(await tryLock(tx, 'plays.look'))) return undefined
  const { playId, versionId } = play
  await giveUpOld(tx, playId)
  const waiting = await takeWaiting(tx, playId, size)
  const version = (await loadVersions(tx, [versionId])).get(versionId)
  const came = version
    ? await startApart(tx, services, version, waiting)
    : { started: [], failed: waiting, failure: new Error('this version of Banso cannot read the play') }
  if (came.failure !== undefined) troubles.set(playId, came.failure)
  await tx
    .deleteFrom('plays.candidate')
    .where('id', '=', sql<number>`any(${came.started.map(one => one.id)})`)
    .execute()
  await tryLater(tx, playId, came)
  return { playId, taken: waiting.length }
}

async function nextPlay(tx: Tx): Promise<{ readonly playId: number; readonly versionId: number } | undefined> {
  const at = nowDate()
  const { rows } = await sql<{ playId: number; versionId: number }>`
    select p.id as "playId", p.live_version_id as "versionId" from plays.play p
    where p.state = 'live' and (p.start_again_at is null or p.start_again_at <= ${at}) and exists (
      select from plays.candidate c where c.play_id = p.id and (c.again_at is null or c.again_at <= ${at}))
    order by p.id <= ${last}, p.id limit 1 for key share of p skip locked`.execute(tx)
  return rows[0]
}

interface Waiting extends Candidate {
  readonly id: number
}

async function takeWaiting(tx: Tx, playId: number, size: number): Promise<readonly Waiting[]> {
  const rows = await tx
    .selectFrom('plays.candidate')
    .select(['id', 'account_id as accountId', 'contact_id as contactId', 'key', 'cause'])
    .where('play_id', '=', playId)
    .where(eb => eb.or([eb('again_at', 'is', null), eb('again_at', '<=', nowDate())]))
    .orderBy('id')
    .limit(size)
    .execute()
  return rows
}

interface Outcome {
  readonly started: readonly Waiting[]
  readonly failed: readonly Waiting[]
  readonly failure: unknown
}

/** Starts them, each that fails by itself: halves are tried where not all of them fail. */
async function startApart(tx: Tx, services: Services, version: Version, some: readonly Waiting[]): Promise<Outcome> {
  const start = async (those: readonly Waiting[]) => {
    await startCandidates(tx, services, version, those)
  }
  const failure = await apart(tx, () => start(some))
  if (failure === undefined) return { started: some, failed: [], failure }
  if (some.length === 1 || (await allFail(tx, some, start))) return { started: [], failed: some, failure }
  const half = Math.ceil(some.length / 2)
  const first = await startApart(tx, services, version, some.slice(0, half))
  const second = await startApart(tx, services, version, some.slice(half))
  return {
    started: [...first.started, ...second.started],
    failed: [...first.failed, ...second.failed],
    failure: first.failure ?? second.failure ?? failure,
  }
}

/** Whether the first, the one in the middle and the last fail, each alone: then it is the play, and nobody of them. */
async function allFail(
  tx: Tx,
  some: readonly Waiting[],
  start: (those: readonly Waiting[]) => Promise<void>,
): Promise<boolean> {
  const probed = new Error('only tried')
  for (const one of new Set([some[0], some[some.length >> 1], some.at(-1)])) {
    const failure =
      one && (await apart(tx, async () => start([one]).then(() => Promise.reject(probed)), { quiet: true }))
    if (failure === probed) return false
  }
  return true
}

/** When of several nobody could be started it is the play that waits; else those who could not. */
async function tryLater(tx: Tx, playId: number, { started, failed }: Outcome): Promise<void> {
  const again = new Date(nowDate().getTime() + againAfterTrouble)
  const stopped = failed.length > 1 && started.length === 0
  await tx
    .updateTable('plays.play')
    .set({ start_again_at: stopped ? again : null })
    .where('id', '=', playId)
    .where('start_again_at', 'is distinct from', stopped ? again : null)
    .execute()
  if (stopped || failed.length === 0) return
  await sql`
    update plays.candidate set again_at = ${again} where id = any(${failed.map(one => one.id)}::bigint[])`.execute(tx)
}
