import type { Module } from '../../web/module.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }

import { startSending } from './sending/worker.ts'

export type { Fate, Posting, Recipient, SkipReason, WaitReason } from './posting/judge.ts'
export { judgeRecipients, postMessages } from './posting/post.ts'
export { type MessageContent, problemsOfContent } from './texts/content.ts'
export { fillTexts } from './texts/facts.ts'
export { knownPlaceholders } from './texts/known.ts'
export { type KnownPlaceholders, problemsOfText, type TextProblem } from './texts/placeholders.ts'
export { previewMessage } from './texts/preview.ts'

declare module '../../web/i18n.ts' {
  interface TextCatalogues {
    messages: typeof ja
  }
}

/** Everything that reaches a contact without a person: mails, messages on the company's own pages, notices. */
export const messages: Module = {
  name: 'messages',
  catalogues: { ja, en },
  start: async services => (services.config.process === 'web' ? undefined : startSending(services)),
}
