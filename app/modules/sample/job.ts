import { transact, transactAgain } from '../../platform/db.ts'
import { Conflict } from '../../platform/errors.ts'
import type { Job } from '../../platform/jobs.ts'
import { log } from '../../platform/log.ts'
import type { Services } from '../../web/services.ts'
import { recentEntries, system } from '../activity/index.ts'
import { findCompany } from '../identity/index.ts'
import { loadSample } from './load.ts'
import { clearSample, loadJobName, noteLoading, requestSample } from './loading.ts'

/** Loads the sample company and tells how far it is. What came in before a failure is removed with the sample. */
export const loadJob: Job<Services> = {
  name: loadJobName,
  async run(services, _payload, signal) {
    const loading = await services.db.selectFrom('sample.loading').selectAll().executeTakeFirst()
    if (!loading || loading.status === 'done' || loading.stage === 'removal') return
    try {
      // Begun before, by a process that is gone or in vain: nobody would tell half a company from a whole one, so it begins anew.
      if (loading.status === 'running') await transactAgain(services.db, tx => clearSample(tx, services))
      await noteLoading(services.db, { status: 'running', stage: 'events', progress: 0 })
      await loadSample(services, loading.requested_by, signal)
      await noteLoading(services.db, { status: 'done', progress: 1 })
    } catch (error) {
      // Stopped with the process: the next worker begins again.
      if (signal.aborted) throw error
      log.error({ err: error }, 'loading the sample company failed')
      await noteLoading(services.db, {
        status: 'failed',
        error: error instanceof Error ? error.message : String(error),
      })
    }
  },
}

/** Asks for the sample company when BANSO_SAMPLE does and nobody ever asked before: what was removed stays away. */
export async function requestWanted(services: Services): Promise<void> {
  const { config, db } = services
  if (!config.sample || !(await findCompany(db))) return
  if ((await recentEntries(db, { name: 'sample.requested', limit: 1 })).length > 0) return
  try {
    await transact(db, tx => requestSample(tx, services, system))
  } catch (error) {
    // Another process that starts at the same time was faster.
    if (!(error instanceof Conflict)) throw error
  }
}
