import { href, paths } from '../../paths.ts'
import { staff } from '../../web/access.ts'
import type { Module } from '../../web/module.ts'
import { equallyUrgentTrigger } from './drawing/trigger.ts'
import { judgeChanged, referAgain, todayJobs } from './jobs.ts'
import { timeOf } from './list/load.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }
import { minutesBetween } from './minutes.ts'
import { forgetPerson, moveAccount, removeSample } from './moves.ts'
import { showAbsence } from './panel.tsx'
import { stakesOf } from './queries.ts'
import { answerRoutes } from './routes/answers.tsx'
import { dayRoutes } from './routes/day.tsx'
import { minutesRoutes } from './routes/minutes.tsx'
import { todaySettingsRoutes } from './routes/settings.tsx'
import { readTimeline } from './timeline.ts'

declare module '../../web/i18n.ts' {
  interface TextCatalogues {
    today: typeof ja
  }
}

/** The accounts where a person adds most right now, and what people said to them. */
export const today: Module = {
  name: 'today',
  catalogues: { ja, en },
  routes: [dayRoutes, answerRoutes, minutesRoutes, todaySettingsRoutes],
  navigation: [
    { href: href(paths.today), label: 'today:page.nav', icon: 'sun', key: 't', group: 'work', access: staff },
  ],
  jobs: todayJobs,
  day: { minutes: timeOf, minutesBetween, stakes: stakesOf },
  touches: [{ key: 'today.answers', label: 'today:touches', relation: 'today.touch_fact' }],
  playTriggers: [equallyUrgentTrigger],
  accountPanels: [{ key: 'today', place: 'aside', order: 35, show: showAbsence }],
  timeline: readTimeline,
  refresh: { order: 50, accounts: judgeChanged },
  mergeAccounts: moveAccount,
  erase: forgetPerson,
  risksLearned: referAgain,
  removeSample,
}
