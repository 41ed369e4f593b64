import { z } from 'zod'
import { nowDate } from '../../platform/clock.ts'
import { type Db, type Tx, transact } from '../../platform/db.ts'
import type { Job } from '../../platform/jobs.ts'
import { log } from '../../platform/log.ts'
import type { Services } from '../../web/services.ts'
import { markChanged, markManyChanged } from '../customers/index.ts'
import { findCompany } from '../identity/index.ts'
import { predictForAll } from './learning/everybody.ts'
import { heardWithoutScore } from './overview/queries.ts'
import { backfillDays, backfillScores, lacksHistory } from './scoring/backfill.ts'
import { recomputeAll } from './scoring/recompute-all.ts'
import type { RunStatus } from './tables.ts'

/** Changes when the scores of all accounts are computed again, or a model is. */
export const healthTopic = 'health'

const rescoreName = 'health.rescore'
const keptDays = 30
/**
 * With so many in a batch whose score moved it is the day that began: segments and Today go through everybody then anyway,
 * and news of single accounts should not wait behind all of them.
 */
const fewMoved = 500

/** All scores computed anew, once. */
export interface Recomputation {
  readonly id: number
  readonly cause: 'hour' | 'model'
  readonly status: RunStatus
  readonly progress: number
  readonly accounts: number | null
  readonly moved: number | null
  /** Of how many accounts without a score an event was heard, when it ended. */
  readonly heard: number | null
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

/** Has all scores computed anew after a model was changed. One that is still waiting does for both. */
export async function requestRecomputation(tx: Tx, services: Services): Promise<void> {
  const waiting = await tx
    .selectFrom('health.recomputation')
    .select('id')
    .where('cause', '=', 'model')
    .where('status', '=', 'waiting')
    .forUpdate()
    .executeTakeFirst()
  if (waiting) return
  const { id } = await begin(tx, 'model', 'waiting')
  await services.jobs.enqueue(tx, rescoreName, { id }, { queue: rescoreName })
  await services.live.publish(tx, [healthTopic])
}

/** The recomputation under way or waiting after a model was changed, and the last one that was finished. */
export async function recomputations(
  db: Db,
): Promise<{ readonly current: Recomputation | undefined; readonly done: Recomputation | undefined }> {
  const rows = await db.selectFrom('health.recomputation').selectAll().orderBy('id', 'desc').limit(20).execute()
  const found = rows.map(row => ({
    id: row.id,
    cause: row.cause,
    status: row.status,
    progress: row.progress,
    accounts: row.accounts,
    moved: row.moved,
    heard: row.heard,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  }))
  const asked = found.find(one => one.cause === 'model')
  return {
    current: asked && asked.status !== 'done' ? asked : undefined,
    done: found.find(one => one.status === 'done'),
  }
}

/** Which recomputation ended last, for a page that shows scores; one may follow the other at once. */
export function settledRecomputation({ done }: { readonly done: Recomputation | undefined }): string {
  return done ? String(done.id) : ''
}

/** Computes what `requestRecomputation` asked for, and tells everybody whose segments and tasks hang on scores. */
const rescore: Job<Services> = {
  name: rescoreName,
  async run(services, payload, signal) {
    const { id } = z.object({ id: z.number() }).parse(payload)
    await recompute(services, id, signal, (tx, ids) => markManyChanged(tx, ids))
  },
}

/**
 * Windows slide: what was three weeks ago is four weeks ago tomorrow, also for accounts of which nothing is heard. Hourly,
 * because the company's midnight may be at any hour of UTC; an hour in which no day began writes next to nothing.
 */
const recomputeHourly: Job<Services> = {
  name: 'health.recompute',
  cron: '7 * * * *',
  async run(services, _payload, signal) {
    if (!(await findCompany(services.db))) return
    const { id } = await transact(services.db, tx => begin(tx, 'hour', 'running'))
    await recompute(services, id, signal, async (tx, ids) => {
      if (ids.length <= fewMoved) await markChanged(tx, ids)
    })
    await predictForAll(services, signal)
    await prune(services.db)
    if (await lacksHistory(services.db))
      await services.jobs.enqueue(services.db, backfill.name, {}, { key: backfill.name })
  },
}

/** Once, after a history of events has turned up that is older than the scores. */
const backfill: Job<Services> = {
  name: 'health.backfill',
  async run(services, _payload, signal) {
    if (!(await lacksHistory(services.db))) return
    await backfillScores(services, backfillDays, () => signal.throwIfAborted())
    // Now there is a week ago to compare with.
    await recomputeAll(services, { signal })
    await services.live.publish(services.db, [healthTopic])
  },
}

export const recomputationJobs: readonly Job<Services>[] = [rescore, recomputeHourly, backfill]

function begin(tx: Tx, cause: Recomputation['cause'], status: RunStatus) {
  return tx
    .insertInto('health.recomputation')
    .values({ cause, status, accounts: null, moved: null, error: null, finished_at: null, created_at: nowDate() })
    .returning('id')
    .executeTakeFirstOrThrow()
}

async function recompute(
  services: Services,
  id: number,
  signal: AbortSignal,
  onMoved: (tx: Tx, ids: readonly number[]) => Promise<void>,
): Promise<void> {
  const { db, live } = services
  const note = async (values: {
    status?: RunStatus
    progress?: number
    accounts?: number
    moved?: number
    heard?: number
    error?: string
  }) => {
    const ended = values.status === 'done' || values.status === 'failed'
    await db
      .updateTable('health.recomputation')
      .set({ ...values, ...(ended && { progress: 1, finished_at: nowDate() }) })
      .where('id', '=', id)
      .execute()
    await live.publish(db, [healthTopic])
  }
  try {
    await note({ status: 'running' })
    const result = await recomputeAll(services, { signal, onMoved, onProgress: progress => note({ progress }) })
    await note({ status: 'done', ...result, heard: await heardWithoutScore(db) })
  } catch (error) {
    // Stopped with the process: the job is tried again by the next worker.
    if (signal.aborted) throw error
    log.error({ err: error, recomputation: id }, 'scores could not be computed anew')
    await note({ status: 'failed', error: error instanceof Error ? error.message : String(error) })
  }
}

async function prune(db: Db): Promise<void> {
  const limit = new Date(nowDate().getTime() - keptDays * 86_400_000)
  await db.deleteFrom('health.recomputation').where('created_at', '<', limit).execute()
}
