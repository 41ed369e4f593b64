import { paths } from '../../paths.ts'
import { staff } from '../../web/access.ts'
import type { Module } from '../../web/module.ts'
import { forgetPerson } from './erasure.ts'
import { healthJobs } from './jobs.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }
import { mergeAccounts, removeSampleHealth } from './moves.ts'
import { healthFields, healthMeasures } from './offers.ts'
import { modelsForSegment } from './queries.ts'
import { refreshHealth } from './refresh.ts'
import { accountHealth, healthPanel } from './routes/account.tsx'
import { backtest } from './routes/backtest.tsx'
import { bandRoutes } from './routes/band.tsx'
import { judgements } from './routes/judgements.tsx'
import { modelEditing } from './routes/model-editing.tsx'
import { models } from './routes/models.tsx'
import { overview } from './routes/overview.tsx'
import { risk } from './routes/risk.tsx'
import { readTimeline } from './timeline/reader.ts'

export { type AccountHealth, explainAccounts } from './explain-accounts.ts'
export { tellsOfSilence } from './learning/telling-reasons.ts'
export { requestTraining } from './learning/training.ts'
export { overrideScore } from './overrides.ts'
export { backfillScores } from './scoring/backfill.ts'
export { refreshPercentiles } from './scoring/percentiles.ts'
export { recomputeScores } from './scoring/recompute.ts'
export { findSentiment, noteSentiment, type SentimentValue, sentimentValues, withdrawSentiment } from './sentiments.ts'
export { changeOfUse, namedValueOfUse } from './views/measure-words.ts'
export { riskReasonWords } from './views/risk-words.ts'

declare module '../../web/i18n.ts' {
  interface TextCatalogues {
    health: typeof ja
  }
}

/** What other modules may read with SQL. */
export const publishedViews = ['health.account_health', 'health.account_risk'] as const

/** How an account is doing and how likely it leaves, always with the reasons. */
export const health: Module = {
  name: 'health',
  catalogues: { ja, en },
  measures: healthMeasures,
  fields: healthFields,
  routes: [overview, bandRoutes, modelEditing, models, backtest, judgements, accountHealth, risk],
  accountPanels: [healthPanel],
  accountTabs: [{ label: 'health:nav', order: 10, path: paths.accountHealth }],
  navigation: [
    {
      href: paths.healthOverview,
      label: 'health:title',
      icon: 'heart-pulse',
      key: 'h',
      group: 'understand',
      access: staff,
    },
    { href: paths.risk, label: 'health:risk.title', icon: 'activity', key: 'r', group: 'understand', access: staff },
  ],
  jobs: healthJobs,
  touches: [{ key: 'health.sentiments', label: 'health:touches', relation: 'health.touch_fact' }],
  timeline: readTimeline,
  segmentUses: modelsForSegment,
  removeSample: removeSampleHealth,
  mergeAccounts,
  erase: forgetPerson,
  refresh: { order: 20, accounts: refreshHealth },
}
