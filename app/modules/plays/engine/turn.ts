import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { isPassing, type Tx, transactAgain } from '../../../platform/db.ts'
import { log } from '../../../platform/log.ts'
import type { Services } from '../../../web/services.ts'
import { noteTurned } from '../asked.ts'
import { playTopic } from '../topics.ts'
import { act } from './act.ts'
import { hold, sortByPlay } from './holding.ts'
import { type Due, Traveller, writeJourneys } from './journey.ts'
import { split } from './split.ts'
import { branch, meeting, type Stop, wait, waitUntil } from './structure.ts'
import { noteTroubles, type Troubles } from './troubles.ts'
import { loadVersions, type Version } from './versions.ts'

/** How many are moved on in one transaction. */
const turnSize = 5000
/** How many steps they go at most before they are written down; who has further to go is due again at once. */
const mostHops = 20
const againAfterProblem = 5 * 60_000

/**
 * Moves enrollments that are due on, as far as they can go, in one transaction: where they are, what happened and what was done
 * (tasks, messages that wait to be sent, traits) are written together or not at all. Others may do the same beside it. Those of a
 * play that is not on are held where they are. Returns how many that were.
 */
export async function takeTurn(services: Services, size = turnSize): Promise<number> {
  const turn = await transactAgain(services.db, async tx => {
    const { going, held } = await sortByPlay(tx, await takeDue(tx, size))
    const troubles: Troubles = new Map()
    if (going.length > 0) await travel(tx, services, going, troubles)
    await hold(tx, held)
    return { going, held, troubles }
  })
  // Afterwards: whoever changes a play holds it, and waits for those who are in it.
  const playIds = [...new Set(turn.going.map(row => row.play_id))]
  await noteTroubles(services, playIds, turn.troubles)
  return turn.going.length + turn.held.length
}

async function takeDue(tx: Tx, size: number): Promise<readonly Due[]> {
  const { rows } = await sql<Due>`
    select id, play_id, version_id, account_id, contact_id, cause, step, waiting, waiting_since, waiting_limit, passages
    from plays.enrollment where wake_at <= ${nowDate()}
    order by wake_at, id limit ${size} for update skip locked`.execute(tx)
  return rows
}

async function travel(tx: Tx, services: Services, due: readonly Due[], troubles: Troubles): Promise<void> {
  const travellers = due.map(row => new Traveller(row))
  const versions = await loadVersions(tx, [...new Set(due.map(row => row.version_id))])
  await leaveByExits(tx, services, travellers, versions, troubles)
  for (let hop = 0; hop < mostHops; hop++) {
    const stops = stopsOf(travellers, versions)
    if (stops.length === 0) break
    for (const stop of stops) await guarded(tx, stop, some => run(tx, services, some), troubles)
  }
  await writeJourneys(tx, travellers)
  const ended = travellers.filter(one => one.ending)
  await noteTurned(
    tx,
    ended.map(({ due }) => ({ playId: due.play_id, accountId: due.account_id })),
  )
  await services.live.publish(tx, [...new Set(due.map(row => playTopic(row.play_id)))])
}

/** Those who can move, by the step they are at. Whose version cannot be read waits until it can. */
function stopsOf(travellers: readonly Traveller[], versions: ReadonlyMap<number, Version>): readonly Stop[] {
  const byStep = Map.groupBy(
    travellers.filter(one => one.moving),
    one => `${one.due.version_id} ${one.step}`,
  )
  return [...byStep.values()].flatMap(group => {
    const [first] = group
    const version = first && versions.get(first.due.version_id)
    const node = version?.course.nodes.get(first?.step ?? '')
    if (version && node) return [{ version, node, travellers: group }]
    for (const one of group) one.stayWithProblem(later())
    return []
  })
}

async function run(tx: Tx, services: Services, stop: Stop): Promise<void> {
  const { step } = stop.node
  switch (step.kind) {
    case 'wait':
      return wait(tx, stop, step)
    case 'until':
      return waitUntil(tx, services, stop, step)
    case 'branch':
      return branch(tx, services, stop, step)
    case 'split':
      return split(tx, stop, step)
    case 'action':
      return act(tx, services, stop, step)
    case 'end':
      for (const one of stop.travellers) one.end('finished')
  }
}

/** Whoever meets an exit condition leaves, wherever they are. */
async function leaveByExits(
  tx: Tx,
  services: Services,
  travellers: readonly Traveller[],
  versions: ReadonlyMap<number, Version>,
  troubles: Troubles,
): Promise<void> {
  for (const version of versions.values()) {
    for (const exit of version.definition.exits) {
      const within = travellers.filter(one => one.due.version_id === version.id && one.moving)
      const [first] = within
      const node = version.course.nodes.get(first?.step ?? '')
      if (!node) continue
      const leave = async (stop: Stop) => {
        for (const one of await meeting(tx, services, version, exit, stop.travellers)) one.end('exit', exit.name)
      }
      await guarded(tx, { version, node, travellers: within }, leave, troubles)
    }
  }
}

/**
 * What one step of one play cannot do (a deleted segment, settings of a step that is not offered any more) stops nobody else:
 * its own wait and try again, and the play says why. Nor does one of whom something cannot be done stop the others at the step.
 */
async function guarded(tx: Tx, stop: Stop, work: (stop: Stop) => Promise<void>, troubles: Troubles): Promise<void> {
  const failure = await attempt(tx, stop, work)
  if (failure === undefined) return
  const { version, travellers } = stop
  const half = Math.ceil(travellers.length / 2)
  if (travellers.length > 1 && !(await allFail(tx, stop, work))) {
    await guarded(tx, { ...stop, travellers: travellers.slice(0, half) }, work, troubles)
    await guarded(tx, { ...stop, travellers: travellers.slice(half) }, work, troubles)
    return
  }
  log.error({ err: failure, play: version.playId }, 'a step of a play failed')
  troubles.set(version.playId, failure)
  for (const one of travellers) if (one.moving) one.stayWithProblem(later())
}

/** What went wrong; nothing of the work is left then. */
async function attempt(tx: Tx, stop: Stop, work: (stop: Stop) => Promise<void>): Promise<unknown> {
  const marks = stop.travellers.map(one => one.mark())
  await sql`savepoint step`.execute(tx)
  try {
    await work(stop)
    await sql`release savepoint step`.execute(tx)
    return undefined
  } catch (error) {
    if (isPassing(error)) throw error
    await sql`rollback to savepoint step`.execute(tx)
    for (const [index, mark] of marks.entries()) stop.travellers[index]?.goBackTo(mark)
    return error ?? new Error('failed without saying why')
  }
}

/** Whether it fails for the first, the one in the middle and the last, each alone: then it is the step, and nobody of them. */
async function allFail(tx: Tx, stop: Stop, work: (stop: Stop) => Promise<void>): Promise<boolean> {
  const { travellers } = stop
  const probes = new Set([travellers[0], travellers[travellers.length >> 1], travellers.at(-1)])
  for (const one of probes) {
    if (!one) continue
    const mark = one.mark()
    await sql`savepoint probe`.execute(tx)
    const failure = await attempt(tx, { ...stop, travellers: [one] }, work)
    await sql`rollback to savepoint probe`.execute(tx)
    one.goBackTo(mark)
    if (failure === undefined) return false
  }
  return true
}

function later(): Date {
  return new Date(nowDate().getTime() + againAfterProblem)
}
