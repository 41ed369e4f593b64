import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '../../app/platform/db.ts'

/** Has the product's own worker do a job, and waits until it is done. Throws what went wrong. */
export async function runJob(db: Db, name: string, payload: object = {}): Promise<void> {
  const key = `bench.${name}.${JSON.stringify(payload)}`
  await sql`
    select graphile_worker.add_job(${name}, payload => ${JSON.stringify(payload)}::json, job_key => ${key}, max_attempts => 1)`.execute(
    db,
  )
  for (;;) {
    await wait(50)
    const { rows } = await sql<{ last_error: string | null }>`
      select last_error from graphile_worker.jobs where key = ${key}`.execute(db)
    const [job] = rows
    if (!job) return
    if (job.last_error) throw new Error(`${name}: ${job.last_error}`)
  }
}
