import type { Config } from './config.ts'
import { collectOffers, modules } from './modules.ts'
import type { Database } from './platform/db.ts'
import { jobs } from './platform/jobs.ts'
import { startLive } from './platform/live.ts'
import { webCatalogues } from './web/catalogue.ts'
import { createWords } from './web/i18n.ts'
import type { Module } from './web/module.ts'
import type { Services } from './web/services.ts'

/** Makes what requests and jobs are handed. The database must be migrated. */
export async function createServices(
  config: Config,
  database: Database,
  list: readonly Module[] = modules,
): Promise<Services> {
  const catalogues = Object.fromEntries(list.map(module => [module.name, module.catalogues]))
  return {
    config,
    database,
    db: database.db,
    jobs,
    live: await startLive(database),
    offers: collectOffers(list),
    words: createWords({ web: webCatalogues, ...catalogues }),
  }
}
