import { type RawBuilder, sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { isPassing, type Tx, transactAgain } from '../../../platform/db.ts'
import { log } from '../../../platform/log.ts'
import type { Services } from '../../../web/services.ts'
import { playTopic } from '../topics.ts'
import { act } from './act.ts'
import { type Due, Traveller, writeJourneys } from './journey.ts'
import { branch, meeting, type Stop, split, wait, waitUntil } from './structure.ts'
import { loadVersions, type Version } from './versions.ts'

/** How many are moved on in one transaction. */
const turnSize = 5000
/** How many steps they go at most before they are written down; who has further to go is due again at once. */
const mostHops = 20
const againAfterProblem = 5 * 60_000

/**
 * Moves enrollments that are due on, as far as they can go, in one transaction: where they are, what happened and what was done
 * (tasks, messages that wait to be sent, traits) are written together or not at all. Others may do the same beside it. Returns
 * how many were moved.
 */
export function takeTurn(services: Services, size = turnSize): Promise<number> {
  return transactAgain(services.db, async tx => {
    const due = await takeDue(tx, size)
    if (due.length === 0) return 0
    await travel(tx, services, due)
    return due.length
  })
}

async function takeDue(tx: Tx, size: number): Promise<readonly Due[]> {
  const { rows } = await sql<Due>`
    select id, play_id, version_id, account_id, contact_id, cause, step, waiting, waiting_since, waiting_limit, passages
    from plays.enrollment where wake_at <= ${nowDate()}
    order by wake_at, id limit ${size} for update skip locked`.execute(tx)
  return rows
}

async function travel(tx: Tx, services: Services, due: readonly Due[]): Promise<void> {
  const travellers = due.map(row => new Traveller(row))
  const versions = await loadVersions(tx, [...new Set(due.map(row => row.version_id))])
  await leaveByExits(tx, services, travellers, versions)
  for (let hop = 0; hop < mostHops; hop++) {
    const stops = stopsOf(travellers, versions)
    if (stops.length === 0) break
    for (const stop of stops) await guarded(tx, stop, () => run(tx, services, stop))
  }
  await writeJourneys(tx, travellers)
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
    for (const one of group) one.stay({ until: new Date(nowDate().getTime() + againAfterProblem), why: 'problem' })
    return []
  })
}

async function run(tx: Tx, services: Services, stop: Stop): Promise<void> {
  const { step } = stop.node
  switch (step.kind) {
    case 'wait':
      return wait(stop, step)
    case 'until':
      return waitUntil(tx, services, stop, step)
    case 'branch':
      return branch(tx, services, stop, step)
    case 'split':
      return split(stop, step)
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
): Promise<void> {
  for (const version of versions.values()) {
    for (const exit of version.definition.exits) {
      const within = travellers.filter(one => one.due.version_id === version.id && one.moving)
      const [first] = within
      const node = version.course.nodes.get(first?.step ?? '')
      if (!node) continue
      await guarded(tx, { version, node, travellers: within }, async () => {
        for (const one of await meeting(tx, services, version, exit.condition, within)) one.end('exit', exit.name)
      })
    }
  }
}

/**
 * What one step of one play cannot do (a deleted segment, settings of a step that is not offered any more) stops nobody else:
 * its own wait and try again, and the play says why.
 */
async function guarded(tx: Tx, { version, travellers }: Stop, work: () => Promise<void>): Promise<void> {
  await savepoint(tx, sql`savepoint step`)
  try {
    await work()
    await savepoint(tx, sql`release savepoint step`)
  } catch (error) {
    if (isPassing(error)) throw error
    await savepoint(tx, sql`rollback to savepoint step`)
    log.error({ err: error, play: version.playId }, 'a step of a play failed')
    const until = new Date(nowDate().getTime() + againAfterProblem)
    for (const one of travellers) {
      if (one.moving)
        one.stay({ until, why: 'problem', ...(one.due.waiting_limit && { limit: one.due.waiting_limit }) })
    }
    await tx
      .updateTable('plays.play')
      .set({ problem: String(error instanceof Error ? error.message : error).slice(0, 500), problem_at: nowDate() })
      .where('id', '=', version.playId)
      .execute()
  }
}

async function savepoint(tx: Tx, statement: RawBuilder<unknown>): Promise<void> {
  await statement.execute(tx)
}
