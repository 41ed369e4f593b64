import { nowDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { Conflict } from '../../platform/errors.ts'
import type { Services } from '../../web/services.ts'
import { type Actor, record } from '../activity/index.ts'
import { markSample } from '../identity/index.ts'
import type { Stage } from './tables.ts'

export const loadJobName = 'sample.load'
/** Changes while the sample company is being loaded or removed. */
export const sampleTopic = 'sample'

export interface Loading {
  readonly status: 'waiting' | 'running' | 'done' | 'failed'
  readonly stage: Stage
  readonly progress: number
  readonly error: string | null
}

/** How far the loading has come; undefined when nobody asked for the sample company. */
export async function currentLoading(db: Db | Tx): Promise<Loading | undefined> {
  return db.selectFrom('sample.loading').select(['status', 'stage', 'progress', 'error']).executeTakeFirst()
}

/** Asks for the sample company. Throws Conflict when it is there or on its way; after a failure it may be asked for again. */
export async function requestSample(tx: Tx, services: Services, actor: Actor): Promise<void> {
  const requestedBy = actor.kind === 'staff' ? actor.id : null
  const failed = await tx
    .deleteFrom('sample.loading')
    .where('status', '=', 'failed')
    .returning('one')
    .executeTakeFirst()
  if (failed) await clearSample(tx, services)
  const made = await tx
    .insertInto('sample.loading')
    .values({ status: 'waiting', error: null, requested_by: requestedBy, finished_at: null })
    .onConflict(conflict => conflict.doNothing())
    .returning('one')
    .executeTakeFirst()
  if (!made) throw new Conflict('sample:error.already')
  await services.jobs.enqueue(tx, loadJobName)
  await record(tx, actor, { name: 'sample.requested' })
}

/**
 * Removes everything that came with the sample company, from every module; real data stays.
 * Throws Conflict while it is being loaded.
 */
export async function removeSample(tx: Tx, services: Services, actor: Actor): Promise<void> {
  const loading = await tx.selectFrom('sample.loading').selectAll().forUpdate().executeTakeFirst()
  if (loading?.status === 'waiting' || loading?.status === 'running') throw new Conflict('sample:error.loading')
  await clearSample(tx, services)
  await tx.deleteFrom('sample.loading').execute()
  await markSample(tx, false)
  await record(tx, actor, { name: 'sample.removed' })
}

/** Takes away what came with the sample company, or with as much of it as had come in. */
export async function clearSample(tx: Tx, services: Services): Promise<void> {
  for (const remove of services.offers.sampleRemovals) await remove(tx)
}

/** Writes how far the loading has come. */
export async function noteLoading(
  services: Services,
  state: {
    readonly status: Loading['status']
    readonly stage?: Stage
    readonly progress?: number
    readonly error?: string
  },
): Promise<void> {
  const ended = state.status === 'done' || state.status === 'failed'
  await services.db
    .updateTable('sample.loading')
    .set({ ...state, ...(ended ? { finished_at: nowDate() } : {}) })
    .execute()
  await services.live.publish(services.db, [sampleTopic])
}
