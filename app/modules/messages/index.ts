import { href, paths } from '../../paths.ts'
import { staff } from '../../web/access.ts'
import type { Module } from '../../web/module.ts'
import { bounceJob } from './bounces/job.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }

import { forgetContact, moveAccount, moveContact, removeSampleMessages } from './moves.ts'
import { contactOffers, messageMeasures } from './offers.ts'
import { showMessages } from './panel.tsx'
import { showWaitingMails } from './play-panel.tsx'
import { answerRoutes } from './routes/answers.tsx'
import { inAppRoutes } from './routes/in-app.ts'
import { inAppSetupRoutes } from './routes/in-app-setup.tsx'
import { outboxRoutes } from './routes/outbox.tsx'
import { settingsRoutes } from './routes/settings.tsx'
import { suppressionRoutes } from './routes/suppressions.tsx'
import { unsubscribeRoutes } from './routes/unsubscribe.tsx'
import { startSending } from './sending/worker.ts'
import { readTimeline } from './timeline.ts'

export { answersTo } from './outbox/queries.ts'
export { type MessageStory, storiesOf } from './outbox/stories.ts'
export type { Fate, Posting, Recipient } from './posting/judge.ts'
export { type PastMessage, recallMessages } from './posting/past.ts'
export { judgeRecipients, postMessages } from './posting/post.ts'
export { messageSettings } from './posting/settings.ts'
export { giveUpMessages } from './sending/given-up.ts'
export { holdMessages, releaseMessages } from './sending/held.ts'
export type { MessageContent } from './texts/content.ts'
export { fillTexts } from './texts/facts.ts'
export { knownPlaceholders } from './texts/known.ts'
export { type KnownPlaceholders, mayBeEmpty, problemsOfText } from './texts/placeholders.ts'
export { type PreviewedMessage, previewMessage } from './texts/preview.ts'
export { MessageBody } from './views/body.tsx'
export { MailLook } from './views/mail-look.tsx'
export { Story, waitWords } from './views/story.tsx'

declare module '../../web/i18n.ts' {
  interface TextCatalogues {
    messages: typeof ja
  }
}

/** Everything that reaches a contact without a person: mails, messages on the company's own pages, notices. */
export const messages: Module = {
  name: 'messages',
  catalogues: { ja, en },
  touches: [{ key: 'messages.sent', label: 'messages:touches', relation: 'messages.touch_fact' }],
  // Fixed addresses before those with an id in them.
  routes: [
    answerRoutes,
    unsubscribeRoutes,
    suppressionRoutes,
    settingsRoutes,
    inAppSetupRoutes,
    outboxRoutes,
    inAppRoutes,
  ],
  navigation: [
    { href: href(paths.outbox), label: 'messages:nav', icon: 'mail', key: 'n', group: 'work', access: staff },
  ],
  jobs: [bounceJob],
  measures: messageMeasures,
  contacts: contactOffers,
  timeline: readTimeline,
  contactPanels: [{ key: 'messages', place: 'aside', order: 30, show: showMessages }],
  playPanels: [{ key: 'waiting', place: 'main', order: 4, show: showWaitingMails }],
  mergeAccounts: moveAccount,
  mergeContacts: moveContact,
  erase: forgetContact,
  removeSample: removeSampleMessages,
  start: async services => (services.config.process === 'web' ? undefined : startSending(services)),
}
