import type { Module } from '../../web/module.ts'
import { noteAccountNews, noteContactNews } from './engine/news.ts'
import { startEngine } from './engine/worker.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }
import { dateTrigger } from './starting/triggers/date.ts'
import { eventTrigger } from './starting/triggers/event.ts'
import { healthTrigger } from './starting/triggers/health.ts'
import { manualTrigger } from './starting/triggers/manual.ts'
import { scheduleTrigger } from './starting/triggers/schedule.ts'
import { segmentTrigger } from './starting/triggers/segment.ts'
import { emailStep, inAppStep, noticeStep } from './steps/message.ts'
import { taskStep } from './steps/task.ts'
import { traitStep } from './steps/trait.ts'
import { webhookStep } from './steps/webhook.ts'
import { deliverWebhooks } from './webhooks/deliver.ts'

declare module '../../web/i18n.ts' {
  interface TextCatalogues {
    plays: typeof ja
  }
}

/** What acts by itself: who starts a play, how they go through it, who is held out so that its effect can be known. */
export const plays: Module = {
  name: 'plays',
  catalogues: { ja, en },
  playTriggers: [segmentTrigger, eventTrigger, healthTrigger, dateTrigger, scheduleTrigger, manualTrigger],
  playSteps: [taskStep, emailStep, inAppStep, noticeStep, traitStep, webhookStep],
  jobs: [deliverWebhooks],
  refresh: { order: 60, accounts: noteAccountNews, contacts: noteContactNews },
  start: async services => (services.config.process === 'web' ? undefined : startEngine(services)),
}
