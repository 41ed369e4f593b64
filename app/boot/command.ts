import { join } from 'node:path'
import { type Config, readConfig, terminalLocale } from '../config.ts'
import { connect, type Database } from '../platform/db.ts'
import { Unable } from '../platform/errors.ts'
import { prepareJobs } from '../platform/jobs.ts'
import { log } from '../platform/log.ts'
import { migrate } from '../platform/migrate.ts'
import { joinDatabase } from './database.ts'
import { type Speaker, speakerIn } from './words.ts'

/** What a command of bin/ has at hand. */
export interface Command {
  readonly config: Config
  readonly database: Database
  readonly speaker: Speaker
  /** What was given on the command line. */
  readonly args: readonly string[]
  /** The folder the person is in: file names they give are seen from there. */
  readonly calledFrom: string
  /** Migrations that ran just now. */
  readonly migrated: readonly string[]
}

/**
 * Runs a command on the installation's database, beside a running Banso or alone, and ends the process: with the exit code
 * that `work` returns (0 unless it says otherwise), or with one line on standard error and exit code 1 when it throws.
 */
export async function runCommand(work: (command: Command) => Promise<0 | 1 | undefined>): Promise<never> {
  const speaker = speakerIn(terminalLocale())
  const calledFrom = process.cwd()
  process.chdir(join(import.meta.dirname, '../..'))
  let code: 0 | 1 | undefined
  try {
    const config = readConfig()
    log.level = config.logLevel
    const store = await joinDatabase(config)
    try {
      const database = connect(store.url)
      try {
        const migrated = await migrate(database.db)
        await prepareJobs(database)
        code = await work({ config, database, speaker, args: process.argv.slice(2), calledFrom, migrated })
      } finally {
        await database.close()
      }
    } finally {
      await store.stop()
    }
    process.exit(code ?? 0)
  } catch (error) {
    if (!(error instanceof Unable)) log.fatal({ err: error }, 'ends unexpectedly')
    speaker.complain(error)
    process.exit(1)
  }
}
