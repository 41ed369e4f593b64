import type { Module } from '../../web/module.ts'
import { loadJob, requestWanted } from './job.ts'
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
    await requestWanted(services)
    return undefined
  },
}
