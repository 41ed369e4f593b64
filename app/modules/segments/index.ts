import { href, paths } from '../../paths.ts'
import { staff } from '../../web/access.ts'
import type { Module } from '../../web/module.ts'
import { segmentJobs } from './evaluation/jobs.ts'
import { evaluateAccounts, evaluateContacts } from './evaluation/refresh.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }
import { erase, mergeAccounts, mergeContacts, removeSample } from './moves.ts'
import { showContactSegments, showSegments } from './panel.tsx'
import { segmentNames } from './queries.ts'
import { editingRoutes } from './routes/editing.tsx'
import { segmentRoutes } from './routes/segments.tsx'
import { searchSegments } from './search.ts'
import { readTimeline } from './timeline.ts'

export { compileCondition } from './conditions/compile.ts'
export { type Group, playsIn, readCondition, segmentsIn } from './conditions/condition.ts'
export { describeCondition, type Names } from './conditions/describe.ts'
export { problemOf } from './conditions/facts.ts'
export { conditionNames } from './conditions/names.ts'
export { conditionDesk, type Desk } from './editor/desk.ts'
export { conditionDraft, type Draft } from './editor/draft.ts'
export { conditionDraftOf } from './editor/from-condition.ts'
export { type Settled, settleCondition } from './editor/settle.ts'
export { applyConditionStep } from './editor/steps.ts'
export { surroundingsNow } from './evaluation/definitions.ts'
export { recallMemberships } from './evaluation/past.ts'
export { compileMeasures, type MeasureUse, measureUseShape, problemOfUse } from './measures/measure.ts'
export { holdReferences, playsAskedAbout, playsBehind } from './references.ts'
export { createSegment } from './segment.ts'
export { keepSegments, playsOfOwnSegments, segmentsAsking } from './uses.ts'
export { ConditionField } from './views/condition-field.tsx'
export { ConditionStreams } from './views/condition-streams.tsx'

declare module '../../web/i18n.ts' {
  interface TextCatalogues {
    segments: typeof ja
  }
}

/** Measures and conditions in SQL, and the saved conditions whose entry and exit others react to. */
export const segments: Module = {
  name: 'segments',
  catalogues: { ja, en },
  routes: [editingRoutes, segmentRoutes],
  navigation: [
    {
      href: href(paths.segments),
      label: 'segments:navigation',
      icon: 'shapes',
      key: 's',
      group: 'understand',
      access: staff,
    },
  ],
  jobs: segmentJobs,
  timeline: readTimeline,
  search: searchSegments,
  segments: {
    relation: 'segments.membership_fact',
    names: db => segmentNames(db, 'account'),
    contacts: { relation: 'segments.contact_membership_fact', names: db => segmentNames(db, 'contact') },
  },
  refresh: { order: 30, accounts: evaluateAccounts, contacts: evaluateContacts },
  accountPanels: [{ key: 'segments', place: 'aside', order: 60, show: showSegments }],
  contactPanels: [{ key: 'segments', place: 'aside', order: 60, show: showContactSegments }],
  mergeAccounts,
  mergeContacts,
  erase,
  removeSample,
}
