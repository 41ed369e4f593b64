import { EventEmitter } from 'node:events'
import {
  Logger,
  makeWorkerUtils,
  parseCronItems,
  type Runner,
  run,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker'
import { sql } from 'kysely'
import type { Database, Db, Tx } from './db.ts'
import { watchPresence } from './job-presence.ts'
import { log } from './log.ts'

/** Work that runs after a commit, once, in a worker; or again and again when it has a schedule. `S` is what it is handed. */
export interface Job<S = never> {
  /** module.verb, for example `customers.import` */
  readonly name: string
  /** Recurring work: a cron line in UTC such as `5 * * * *`. */
  readonly cron?: string
  readonly run: (services: S, payload: unknown, signal: AbortSignal) => Promise<void>
}

export interface JobOptions {
  /** A second job with the same key replaces the first while it waits. */
  readonly key?: string
  /** Jobs of one queue run one after another. */
  readonly queue?: string
  readonly runAt?: Date
  readonly attempts?: number
}

export interface Jobs {
  /** Puts a job on the list within `tx`: it exists exactly if the transaction commits. */
  enqueue(tx: Tx | Db, name: string, payload?: object, options?: JobOptions): Promise<void>
}

/** Prepares the job tables. Once per boot, before anything is enqueued. */
export async function prepareJobs(database: Database): Promise<void> {
  const utils = await makeWorkerUtils({ pgPool: database.pool, logger: quiet })
  try {
    await utils.migrate()
  } finally {
    await utils.release()
  }
}

export const jobs: Jobs = {
  async enqueue(tx, name, payload = {}, options = {}) {
    await sql`
      select graphile_worker.add_job(
        ${name}::text,
        payload => ${JSON.stringify(payload)}::json,
        queue_name => ${options.queue ?? null}::text,
        run_at => ${options.runAt ?? null}::timestamptz,
        max_attempts => ${options.attempts ?? 10}::int,
        job_key => ${options.key ?? null}::text
      )`.execute(tx)
  },
}

/** Of these keys, those whose job will not run (any more): it is gone, or was tried as often as it may be. */
export async function endedJobs(db: Db | Tx, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ key: string }>`
    select key from unnest(${[...keys]}::text[]) asked (key)
    where not exists (
      select from graphile_worker.jobs job
      where job.key = asked.key and (job.attempts < job.max_attempts or job.locked_at is not null)
    )`.execute(db)
  return new Set(rows.map(row => row.key))
}

/** Works off jobs until `stop()`. Running jobs get an abort signal at stop and are taken up again by the next worker. */
export async function startWorker<S>(
  database: Database,
  list: readonly Job<S>[],
  services: S,
): Promise<{ stop(): Promise<void> }> {
  const ending = new AbortController()
  const taskList: TaskList = {}
  for (const job of list) {
    taskList[job.name] = payload => job.run(services, payload, ending.signal)
  }
  // Not as crontab text: that allows no dots in names.
  const recurring = list.flatMap(job =>
    job.cron ? [{ match: job.cron, task: job.name, options: { maxAttempts: 3 } }] : [],
  )
  const presence = await watchPresence(database)
  const events: WorkerEvents = new EventEmitter()
  // Jobs are locked by the pool of workers, not by the single one.
  events.on('pool:create', ({ workerPool }) => void presence.hold(workerPool.id))
  const runner: Runner = await run({
    events,
    pgPool: database.pool,
    taskList,
    parsedCronItems: parseCronItems(recurring),
    concurrency: 3,
    noHandleSignals: true,
    pollInterval: 1000,
    logger: new Logger(() => (level, message, meta) => {
      // A job that is interrupted by the end of the process is taken up again: that is no error.
      tell(ending.signal.aborted ? 'debug' : level, message, meta)
    }),
  })
  return {
    async stop() {
      ending.abort()
      await runner.stop()
      await presence.stop()
    },
  }
}

const quiet = new Logger(() => tell)

/** How a run of a job ended, as the library hands it over beside its text. Its payload is left out: it may hold a link. */
interface Ended {
  readonly success?: true
  readonly failure?: true
  readonly error?: unknown
  readonly duration: number
  readonly job: { readonly id: unknown; readonly task_identifier: string; readonly attempts: number }
}

function tell(level: string, message: string, meta?: unknown): void {
  const ended = meta as Ended | undefined
  if (ended?.success || ended?.failure) tellEnd(level, ended)
  else if (level === 'error') log.error({ meta }, message)
  else if (level === 'warning') log.warn({ meta }, message)
  else log.debug({ meta }, message)
}

function tellEnd(level: string, { failure, error, duration, job }: Ended): void {
  const told = { job: job.task_identifier, id: job.id, ms: Math.round(duration), attempt: job.attempts }
  if (!failure) log.info(told, 'job done')
  else if (level === 'error') log.error({ ...told, err: error }, 'job failed')
  else log.info(told, 'job interrupted')
}
