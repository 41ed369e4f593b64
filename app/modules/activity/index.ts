import type { Module } from '../../web/module.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }
import { removeSample } from './record.ts'

export {
  accountEntries,
  contactDeeds,
  countEntries,
  type Entry,
  entryNames,
  latestDeeds,
  recentEntries,
  subjectDeeds,
} from './queries.ts'
export { type Actor, type Deed, forgetMentions, forgetWords, record, type StaffActor, system } from './record.ts'

declare module '../../web/i18n.ts' {
  interface TextCatalogues {
    activity: typeof ja
  }
}

/** What was done, by whom, when: the timeline's and the audit log's source. */
export const activity: Module = { name: 'activity', catalogues: { ja, en }, removeSample }
