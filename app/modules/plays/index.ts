import { href, paths } from '../../paths.ts'
import { staff } from '../../web/access.ts'
import type { Module } from '../../web/module.ts'
import { noteAccountNews, noteContactNews } from './engine/news.ts'
import { startEngine } from './engine/worker.ts'
import { playJobs } from './jobs.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }
import { measurePlays } from './metrics.ts'
import { erase, mergeAccounts, mergeContacts, personRemoved, removeSample } from './moves.ts'
import { besideRoutes } from './routes/beside.tsx'
import { creatingRoutes } from './routes/creating.tsx'
import { dryRunRoutes } from './routes/dry-run.tsx'
import { editingRoutes } from './routes/editing.tsx'
import { enrollmentRoutes } from './routes/enrollments.tsx'
import { historyRoutes } from './routes/history.tsx'
import { listRoutes } from './routes/list.tsx'
import { accountPlayRoutes, showAccountPlays, showContactPlays } from './routes/of-account.tsx'
import { playRoutes } from './routes/play.tsx'
import { previewRoutes } from './routes/preview.tsx'
import { promotionRoutes } from './routes/promotion.ts'
import { publicationRoutes } from './routes/publication.tsx'
import { settingsRoutes } from './routes/settings.tsx'
import { startRoutes } from './routes/start.tsx'
import { searchPlays } from './search.ts'
import { playSource } from './source.ts'
import { dateTrigger } from './starting/triggers/date.ts'
import { eventTrigger } from './starting/triggers/event.ts'
import { healthTrigger } from './starting/triggers/health.ts'
import { manualTrigger } from './starting/triggers/manual.ts'
import { scheduleTrigger } from './starting/triggers/schedule.ts'
import { segmentTrigger } from './starting/triggers/segment.ts'
import { emailStep, inAppStep, invitationStep, noticeStep } from './steps/message.ts'
import { taskStep } from './steps/task.ts'
import { traitStep } from './steps/trait.ts'
import { webhookStep } from './steps/webhook.ts'
import { readTimeline } from './timeline.ts'
import { playsWithSegment } from './uses.ts'
import { deliverWebhooks } from './webhooks/deliver.ts'
import { showReceivers } from './webhooks/panel.tsx'

export type { Definition } from './definition/definition.ts'
export { type DoneByHand, noteDespite } from './despite.ts'
export { drawnPath } from './draw.ts'
export { type PastEntry, recallEntries } from './past/entries.ts'
export { companyHoldout, type DrawnArm, drawnArm, recallPlay } from './past/play.ts'
export { createPlay } from './play.ts'
export { playMakers } from './rights.ts'
export { dryRun } from './running/dry-run.ts'
export { loadPlay } from './running/shown-play.ts'
export type { PlayState } from './tables.ts'
export { equallyUrgent } from './templates/equally-urgent.ts'
export { silence } from './templates/silence.ts'
export { PlayStateTag } from './views/running/state-tag.tsx'

declare module '../../web/i18n.ts' {
  interface TextCatalogues {
    plays: typeof ja
  }
}

/** What acts by itself: who starts a play, how they go through it, who is held out so that its effect can be known. */
export const plays: Module = {
  name: 'plays',
  catalogues: { ja, en },
  // Fixed addresses before those with an id in them.
  routes: [
    settingsRoutes,
    listRoutes,
    creatingRoutes,
    editingRoutes,
    publicationRoutes,
    previewRoutes,
    historyRoutes,
    promotionRoutes,
    playRoutes,
    enrollmentRoutes,
    besideRoutes,
    dryRunRoutes,
    startRoutes,
    accountPlayRoutes,
  ],
  navigation: [
    { href: href(paths.plays), label: 'plays:nav', icon: 'workflow', key: 'p', group: 'work', access: staff },
  ],
  playTriggers: [segmentTrigger, eventTrigger, healthTrigger, dateTrigger, scheduleTrigger, manualTrigger],
  playSteps: [taskStep, emailStep, invitationStep, inAppStep, noticeStep, traitStep, webhookStep],
  jobs: [deliverWebhooks, ...playJobs],
  timeline: readTimeline,
  search: searchPlays,
  accountTabs: [{ label: 'plays:nav', order: 30, path: paths.accountPlays }],
  accountPanels: [{ key: 'plays', place: 'aside', order: 40, show: showAccountPlays }],
  contactPanels: [{ key: 'plays', place: 'aside', order: 40, show: showContactPlays }],
  playPanels: [{ key: 'receivers', place: 'main', order: 5, show: showReceivers }],
  segmentUses: playsWithSegment,
  plays: playSource,
  mergeAccounts,
  mergeContacts,
  erase,
  personRemoved,
  removeSample,
  refresh: { order: 60, accounts: noteAccountNews, contacts: noteContactNews },
  async start(services) {
    const stopMeasuring = measurePlays(services)
    const stopEngine = services.config.process === 'web' ? undefined : startEngine(services)
    return async () => {
      stopMeasuring()
      await stopEngine?.()
    }
  },
}
