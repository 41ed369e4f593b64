import { paths } from '../../paths.ts'
import { staff } from '../../web/access.ts'
import type { Module } from '../../web/module.ts'
import { healthJobs } from './jobs.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }
import { healthFields, healthMeasures } from './offers.ts'
import { refreshHealth } from './refresh.ts'
import { removeSampleHealth } from './remove-sample.ts'
import { accountHealth, healthPanel } from './routes/account.tsx'
import { risk } from './routes/risk.tsx'

export { type AccountHealth, explainAccounts } from './explain-accounts.ts'
export { requestTraining } from './learning/training.ts'
export { backfillScores } from './scoring/backfill.ts'
export { recomputeScores, refreshPercentiles } from './scoring/recompute.ts'
export { noteSentiment, sentimentValues } from './sentiments.ts'

declare module '../../web/i18n.ts' {
  interface TextCatalogues {
    health: typeof ja
  }
}

/** What other modules may read with SQL. */
export const publishedViews = ['health.account_health'] as const

/** How an account is doing and how likely it leaves, always with the reasons. */
export const health: Module = {
  name: 'health',
  catalogues: { ja, en },
  measures: healthMeasures,
  fields: healthFields,
  routes: [accountHealth, risk],
  accountPanels: [healthPanel],
  accountTabs: [{ label: 'health:nav', order: 10, path: paths.accountHealth }],
  navigation: [
    { href: paths.risk, label: 'health:risk.title', icon: 'activity', key: 'r', group: 'understand', access: staff },
  ],
  jobs: healthJobs,
  removeSample: removeSampleHealth,
  refresh: { order: 20, accounts: refreshHealth },
}
