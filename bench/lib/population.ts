import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { createPartitions, monthsFrom } from '../../app/modules/events/partitions.ts'
import { href, paths } from '../../app/paths.ts'
import type { Db } from '../../app/platform/db.ts'
import { runJob } from './jobs.ts'
import type { Session } from './session.ts'

const facts = ['1-words', '2-companies', '3-accounts', '4-contacts', '5-usage', '6-work', '7-segments'] as const
const halfYear = 190 * 24 * 60 * 60 * 1000

/** Tells how long each step of something long took. */
export type Steps = <T>(name: string, work: () => Promise<T>) => Promise<T>

/**
 * Fills a new installation of which the owner is signed in: what people and apps would have told it in SQL, the same in
 * every run; then what the product derives from it (scores, risks, segments, who needs a person) by its own jobs, so a
 * worker must be running.
 */
export async function populate(db: Db, session: Session, accounts: number, step: Steps): Promise<void> {
  for (const file of facts) {
    await step(file, async () => {
      if (file === '5-usage') await createPartitions(db, monthsFrom(Date.now() - halfYear, 8))
      await runFile(db, file, accounts)
    })
  }
  await step('vacuum', () => sql`vacuum analyze`.execute(db))
  await step('scores', () => runJob(db, 'health.recompute'))
  await step('segments', async () => {
    const { rows } = await sql<{ id: number }>`select id from segments.segment order by id`.execute(db)
    for (const { id } of rows) await runJob(db, 'segments.evaluate', { segmentId: id })
  })
  await step('history', () => runFile(db, '8-history', accounts))
  await step('risk model', () => trainRisk(db, session))
  await step('scores again', () => runJob(db, 'health.recompute'))
  await step('today: reference', () => runJob(db, 'today.refer'))
  await step('today: judgement', () => runJob(db, 'today.renew', { force: true }))
  await step('vacuum again', () => sql`vacuum analyze`.execute(db))
}

async function runFile(db: Db, name: string, accounts: number): Promise<void> {
  const text = readFileSync(join(import.meta.dirname, 'population', `${name}.sql`), 'utf8')
  await db.connection().execute(async connection => {
    // Sets are large here once; the product's own work is not measured with these.
    await sql.raw(`set work_mem = '256MB'; set maintenance_work_mem = '256MB'`).execute(connection)
    await sql`select set_config('bench.accounts', ${String(accounts)}, false)`.execute(connection)
    await sql.raw(text).execute(connection)
    await sql.raw('reset all').execute(connection)
  })
}

/** By the button, as people do. That there is too little to learn from is an answer, too. */
async function trainRisk(db: Db, session: Session): Promise<void> {
  const status = await session.post(href(paths.riskTrainings))
  if (status !== 303) throw new Error(`asking for a risk model was answered with ${status}`)
  for (;;) {
    await wait(100)
    const row = await db
      .selectFrom('health.risk_model')
      .select(['status', 'error'])
      .orderBy('id', 'desc')
      .executeTakeFirst()
    if (row?.status === 'failed') throw new Error(`the risk model failed: ${row.error}`)
    if (row && row.status !== 'training') return
  }
}
