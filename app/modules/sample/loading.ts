import { nowDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { Conflict } from '../../platform/errors.ts'
import { publish } from '../../platform/live.ts'
import type { Services } from '../../web/services.ts'
import { type Actor, record } from '../activity/index.ts'
import { holdRefreshes } from '../customers/index.ts'
import type { Stage } from './tables.ts'

export const loadJobName = 'sample.load'
export const removeJobName = 'sample.remove'
/** Changes while the sample company is being loaded or removed. */
export const sampleTopic = 'sample'

export interface Loading {
  readonly status: 'waiting' | 'running' | 'done' | 'failed'
  readonly stage: Stage
  readonly progress: number
  readonly error: string | null
}

/** How far the loading or the removal has come; undefined when there is no sample company and nobody asked for it. */
export async function currentLoading(db: Db | Tx): Promise<Loading | undefined> {
  return db.selectFrom('sample.loading').select(['status', 'stage', 'progress', 'error']).executeTakeFirst()
}

/** Whether it is being loaded or removed, or waits for that. */
export function isUnderWay(loading: Loading | undefined): boolean {
  return loading?.status === 'waiting' || loading?.status === 'running'
}

/** What came of it last, for a page that waits for it. */
export function settledLoading(loading: Loading | undefined): string | undefined {
  if (isUnderWay(loading)) return undefined
  return loading ? `${loading.stage} ${loading.status}` : ''
}

/** Asks for the sample company. Throws Conflict when it is there or on its way; after a failure it may be asked for again. */
export async function requestSample(tx: Tx, services: Services, actor: Actor): Promise<void> {
  const asked = { stage: 'events', progress: 0, error: null, requested_by: idOf(actor), finished_at: null } as const
  // Running, as if its process were gone: the job takes away what came in before.
  const again = await tx
    .updateTable('sample.loading')
    .set({ ...asked, status: 'running' })
    .where('status', '=', 'failed')
    .returning('one')
    .executeTakeFirst()
  const made =
    again ??
    (await tx
      .insertInto('sample.loading')
      .values({ ...asked, status: 'waiting' })
      .onConflict(conflict => conflict.doNothing())
      .returning('one')
      .executeTakeFirst())
  if (!made) throw new Conflict('sample:error.already')
  await services.jobs.enqueue(tx, loadJobName)
  await record(tx, actor, { name: 'sample.requested' })
}

/**
 * Asks for the removal of everything that came with the sample company; real data stays. Asking once more changes nothing.
 * Throws Conflict while it is being loaded.
 */
export async function requestRemoval(tx: Tx, services: Services, actor: Actor): Promise<void> {
  const asked = await tx
    .updateTable('sample.loading')
    .set({
      status: 'waiting',
      stage: 'removal',
      progress: 0,
      error: null,
      requested_by: idOf(actor),
      finished_at: null,
    })
    .where('status', 'in', ['done', 'failed'])
    .returning('one')
    .executeTakeFirst()
  if (asked) {
    await services.jobs.enqueue(tx, removeJobName)
    await record(tx, actor, { name: 'sample.removal_requested' })
    return
  }
  const loading = await currentLoading(tx)
  if (loading && loading.stage !== 'removal') throw new Conflict('sample:error.loading')
}

function idOf(actor: Actor): string | null {
  return actor.kind === 'staff' ? actor.id : null
}

/** Takes away what came with the sample company, or with as much of it as had come in. Tells the share that is gone. */
export async function clearSample(
  tx: Tx,
  services: Services,
  onShare: (share: number) => Promise<void> = async () => undefined,
): Promise<void> {
  await holdRefreshes(tx)
  const { sampleRemovals } = services.offers
  for (const [place, remove] of sampleRemovals.entries()) {
    await onShare(place / sampleRemovals.length)
    await remove(tx)
  }
}

/** Writes how far it has come. */
export async function noteLoading(
  db: Db,
  state: {
    readonly status: Loading['status']
    readonly stage?: Stage
    readonly progress?: number
    readonly error?: string
  },
): Promise<void> {
  const ended = state.status === 'done' || state.status === 'failed'
  await db
    .updateTable('sample.loading')
    .set({ ...state, ...(ended ? { finished_at: nowDate() } : {}) })
    .execute()
  await publish(db, [sampleTopic])
}
