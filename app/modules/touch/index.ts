import { href, paths } from '../../paths.ts'
import { staff } from '../../web/access.ts'
import type { Module } from '../../web/module.ts'
import { touchJobs } from './counting/jobs.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }
import { mergeAccounts, modelsForSegment, removeSample } from './moves.ts'
import { showTouch } from './panel.tsx'
import { touchLists } from './routes/lists.tsx'
import { touchModelRoutes } from './routes/models.tsx'
import { touchOverview } from './routes/overview.tsx'

export { requestCount } from './counting/jobs.ts'
export { createModel, type ModelInput } from './models.ts'

declare module '../../web/i18n.ts' {
  interface TextCatalogues {
    touch: typeof ja
  }
}

/** How customers are met, by people and by programs: what is expected, what it came to, and where it was misplaced. */
export const touch: Module = {
  name: 'touch',
  catalogues: { ja, en },
  routes: [touchOverview, touchLists, touchModelRoutes],
  navigation: [
    { href: href(paths.touch), label: 'touch:title', icon: 'handshake', key: 'u', group: 'understand', access: staff },
  ],
  jobs: touchJobs,
  segmentUses: modelsForSegment,
  accountPanels: [{ key: 'touch', place: 'aside', order: 30, show: showTouch }],
  mergeAccounts,
  removeSample,
}
