import type { Config } from '../config.ts'
import type { Database, Db } from '../platform/db.ts'
import type { Jobs } from '../platform/jobs.ts'
import type { Live } from '../platform/live.ts'
import type { Locale, Words } from './i18n.ts'
import type { Offers } from './module.ts'

/** What the process has at hand. Made once at boot, handed to every request and job; there are no ambient globals. */
export interface Services {
  readonly config: Config
  readonly database: Database
  readonly db: Db
  readonly jobs: Jobs
  readonly live: Live
  /** What the modules offer one another, collected at boot. */
  readonly offers: Offers
  words(locale: Locale): Words
}
