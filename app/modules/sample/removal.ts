import { besidePool, type Db, transactAgain } from '../../platform/db.ts'
import type { Job } from '../../platform/jobs.ts'
import { log } from '../../platform/log.ts'
import type { Services } from '../../web/services.ts'
import { record, system } from '../activity/index.ts'
import { markSample } from '../identity/index.ts'
import { clearSample, noteLoading, removeJobName, sampleTopic } from './loading.ts'

/**
 * Removes the sample company in one transaction: a process that is killed meanwhile leaves all of it, and the next worker
 * begins anew. How far it is, is told beside the transaction.
 */
export const removeJob: Job<Services> = {
  name: removeJobName,
  async run(services, _payload, signal) {
    const asked = await services.db
      .selectFrom('sample.loading')
      .select('requested_by')
      .where('stage', '=', 'removal')
      .executeTakeFirst()
    if (!asked) return
    try {
      await remove(services, asked.requested_by, signal)
    } catch (error) {
      if (signal.aborted) throw error
      log.error({ err: error }, 'removing the sample company failed')
      await noteLoading(services.db, {
        status: 'failed',
        error: error instanceof Error ? error.message : String(error),
      })
    }
  },
}

async function remove(services: Services, staffId: string | null, signal: AbortSignal): Promise<void> {
  await besidePool(services.database, 1, aside =>
    transactAgain(services.db, async tx => {
      await clearSample(tx, services, share => {
        signal.throwIfAborted()
        return tellShare(aside, share)
      })
      // Not before: until here the row is written beside the transaction.
      await tx.deleteFrom('sample.loading').execute()
      await markSample(tx, false)
      await record(tx, staffId === null ? system : { kind: 'staff', id: staffId }, { name: 'sample.removed' })
      await services.live.publish(tx, [sampleTopic])
    }),
  )
}

/** That nobody hears of it, because the database has no connection left for it, is no reason to leave the sample there. */
async function tellShare(aside: Db, progress: number): Promise<void> {
  try {
    await noteLoading(aside, { status: 'running', progress })
  } catch (error) {
    log.warn({ err: error }, 'how far the removal is cannot be told')
  }
}
