import { z } from 'zod'
import { nowDate } from '../../../platform/clock.ts'
import { type Db, isPassing } from '../../../platform/db.ts'
import type { Job } from '../../../platform/jobs.ts'
import { log } from '../../../platform/log.ts'
import type { Services } from '../../../web/services.ts'
import { system } from '../../activity/index.ts'
import { checkJob, runJob } from './import.ts'
import { companyFacts } from './mapping/surroundings.ts'
import { endImport, importFile, type Looked, lookAtFile, tryImport, type Work } from './perform.ts'
import { uploadSource } from './reading/source.ts'
import { Unreadable } from './reading/unreadable.ts'
import { Occupied } from './staging/pass.ts'
import { Stopped } from './staging/progress.ts'
import { tidyImports } from './tidy.ts'

const checkPayload = z.object({ importId: z.number(), version: z.number() })
const runPayload = z.object({ importId: z.number() })

/** Looking at uploaded files, importing them, and throwing away what nobody needs. */
export const jobs: readonly Job<Services>[] = [
  {
    name: checkJob,
    run: async (services, payload, signal) => {
      const { importId, version } = checkPayload.parse(payload)
      const row = await findWork(services.db, importId)
      if (row?.status !== 'checking' || row.version !== version) return
      const work = await workOf(services, row, signal)
      await guarded(services, importId, signal, async () => {
        await tryImport(work, lookedAt(row) ?? (await lookAtFile(work, row.reading ?? {})))
      })
    },
  },
  {
    name: runJob,
    run: async (services, payload, signal) => {
      const { importId } = runPayload.parse(payload)
      const row = await findWork(services.db, importId)
      if (row?.status !== 'running') return
      const looked = lookedAt(row)
      if (!looked) throw new Error(`import ${importId} has no plan`)
      const work = await workOf(services, row, signal)
      await guarded(services, importId, signal, async () => {
        await importFile(work, looked)
      })
    },
  },
  { name: 'imports.tidy', cron: '7 * * * *', run: services => tidyImports(services) },
]

type Row = NonNullable<Awaited<ReturnType<typeof findWork>>>

function findWork(db: Db, importId: number) {
  return db.selectFrom('customers.import').selectAll().where('id', '=', importId).executeTakeFirst()
}

function lookedAt({ profile, plan, reading }: Row): Looked | undefined {
  return profile && plan && reading ? { profile, plan, reading } : undefined
}

async function workOf({ database, db, words }: Services, row: Row, signal: AbortSignal): Promise<Work> {
  const { locale } = await companyFacts(db)
  return {
    database,
    importId: row.id,
    version: row.version,
    subject: row.subject,
    source: uploadSource(db, row.id, row.bytes),
    actor: row.staff_id ? { kind: 'staff', id: row.staff_id } : system,
    signal,
    planName: words(locale)('imports:subscription.plan'),
  }
}

/**
 * What is wrong with the file, or that it was stopped, is kept for the page. When this process ends, another is still at it, or
 * the database cannot just now, the job is tried again: nothing was written.
 */
async function guarded(
  { db }: Services,
  importId: number,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (signal.aborted || error instanceof Occupied || isPassing(error)) throw error
    if (error instanceof Unreadable) await endImport(db, importId, 'unreadable', error)
    else if (error instanceof Stopped) await stopped(db, importId)
    else {
      log.error({ err: error, importId }, 'import failed')
      await endImport(db, importId, 'failed', { reason: 'unexpected', values: { at: nowDate().toISOString() } })
    }
  }
}

/** A check that is not wanted any more leaves everything to the one that is. */
async function stopped(db: Db, importId: number): Promise<void> {
  const row = await findWork(db, importId)
  if (row?.status === 'running' && row.stop_asked) await endImport(db, importId, 'stopped', null)
}
