import { transact } from '../../platform/db.ts'
import type { Module } from '../../web/module.ts'
import { system } from '../activity/index.ts'
import { loadJob, wantsSample } from './job.ts'
import { requestSample } from './loading.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }
import { removeJob } from './removal.ts'
import { sampleRoutes } from './routes.tsx'

declare module '../../web/i18n.ts' {
  interface TextCatalogues {
    sample: typeof ja
  }
}

/** A made-up company to look at: fish farms and what they did in 18 months. Removable in one click. */
export const sample: Module = {
  name: 'sample',
  catalogues: { ja, en },
  routes: [sampleRoutes],
  jobs: [loadJob, removeJob],
  async start(services) {
    if (await wantsSample(services)) await transact(services.db, tx => requestSample(tx, services, system))
    return undefined
  },
}
