import { href, paths } from '../../paths.ts'
import { staff } from '../../web/access.ts'
import type { Module } from '../../web/module.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }
import { forgetContact, moveAccount, moveContact, removeSampleHypotheses } from './moves.ts'
import { showOnAccount, showOnPlay } from './panel.tsx'
import { hypothesesAboutSegment } from './queries.ts'
import { evidenceRoutes } from './routes/evidence.tsx'
import { hypothesisRoutes } from './routes/hypotheses.tsx'
import { searchHypotheses } from './search.ts'

export { addEvidence } from './evidence.ts'
export { createHypothesis, judgeHypothesis, linkPlay } from './hypothesis.ts'

declare module '../../web/i18n.ts' {
  interface TextCatalogues {
    hypotheses: typeof ja
  }
}

/** What people believe about customers, with what speaks for and against it, until it becomes a play or is dropped. */
export const hypotheses: Module = {
  name: 'hypotheses',
  catalogues: { ja, en },
  // What is said by name in the path before what is said by number.
  routes: [evidenceRoutes, hypothesisRoutes],
  navigation: [
    {
      href: href(paths.hypotheses),
      label: 'hypotheses:list.title',
      icon: 'flask-conical',
      key: 'y',
      group: 'understand',
      access: staff,
    },
  ],
  search: searchHypotheses,
  segmentUses: hypothesesAboutSegment,
  accountPanels: [{ key: 'hypotheses', place: 'aside', order: 70, show: showOnAccount }],
  playPanels: [{ key: 'hypotheses', place: 'aside', order: 50, show: showOnPlay }],
  mergeAccounts: moveAccount,
  mergeContacts: moveContact,
  erase: forgetContact,
  removeSample: removeSampleHypotheses,
}
