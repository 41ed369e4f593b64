import { href, paths } from '../../paths.ts'
import { staff } from '../../web/access.ts'
import type { Module } from '../../web/module.ts'
import { removeSampleCustomers } from './accounts/sample.ts'
import { markOwnedChanged } from './changes.ts'
import { contactOffers } from './contact-offers.ts'
import { duplicateJob, endingJob, renewalJob } from './jobs.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }
import { customerFields, customerMeasures } from './offers.ts'
import { startRefreshing } from './refresh/worker.ts'
import { accountRoutes } from './routes/account.tsx'
import { accountFormRoutes } from './routes/account-forms.tsx'
import { contactListRoutes } from './routes/contact-list.tsx'
import { contactRoutes } from './routes/contacts.tsx'
import { duplicateRoutes } from './routes/duplicates.tsx'
import { frameAccount } from './routes/frame.tsx'
import { listRoutes } from './routes/list.tsx'
import { mergeRoutes } from './routes/merge.tsx'
import { searchRoutes } from './routes/search.tsx'
import { subscriptionRoutes } from './routes/subscriptions.tsx'
import { traitRoutes } from './routes/traits.tsx'
import { searchCustomers } from './search/search.ts'
import { readTimeline } from './timeline/reader.ts'

export { cancelAccounts } from './accounts/cancellation.ts'
export { holdAccount, holdContact, holdMany } from './accounts/hold.ts'
export {
  accountIdsAfter,
  accountSubscriptions,
  currenciesPaid,
  findAccountName,
  withMergedIn,
} from './accounts/queries.ts'
export { goingWithSample, hasOwnAccounts, type SampleAccount, settleSample } from './accounts/sample.ts'
export { markAllChanged, markChanged, markContactsChanged, markManyChanged } from './changes.ts'
export { erasureLock } from './contacts/erase.ts'
export { listedContacts } from './contacts/list.ts'
export { saysId, soughtIds } from './contacts/mentioned-ids.ts'
export { mentions, namedIn } from './contacts/mentions.ts'
export { accountContacts, contactIdsAfter, contactNames } from './contacts/queries.ts'
export { anySuppressed } from './contacts/suppression.ts'
export { importFromCommandLine } from './imports/command/command.ts'
export { imports } from './imports/manifest.ts'
export type { FileProfile } from './imports/mapping/profile.ts'
export type { Delimiter } from './imports/reading/delimiter.ts'
export type { Encoding } from './imports/reading/encoding.ts'
export { inspectFile } from './imports/reading/inspect.ts'
export { type RawRow, readRows } from './imports/reading/rows.ts'
export { chunkSource, type Source } from './imports/reading/source.ts'
export { Unreadable } from './imports/reading/unreadable.ts'
export { BrokenForm, type Part as FilePart, readParts } from './imports/upload/multipart.ts'
export { readDate } from './imports/values/date.ts'
export { readFlag } from './imports/values/flag.ts'
export { isNothing, readNumber } from './imports/values/number.ts'
export { type AccountMessage, takeAccounts } from './intake/accounts.ts'
export { aliasContact } from './intake/alias.ts'
export { type ContactMessage, takeContacts } from './intake/contacts.ts'
export { aboutErased } from './intake/erased.ts'
export {
  type Identities,
  type Joining,
  joinAccounts,
  joinAnonymous,
  resolveIdentities,
} from './intake/identities.ts'
export { Held, type Patience } from './intake/take.ts'
export { standsForNobody } from './nobody.ts'
export { holdRefreshes, refreshAccounts } from './refresh/refresh.ts'
export { findAccounts, findContacts } from './search/search.ts'
export { addSubscription, cancelSubscription } from './subscriptions/subscription.ts'
export type { TraitsSince } from './tables.ts'
export { hasOwnField, setTraitOfMany } from './traits/set-many.ts'
export { type TraitValue, toJson } from './traits/trait.ts'

declare module '../../web/i18n.ts' {
  interface TextCatalogues {
    customers: typeof ja
  }
}

/** Accounts, contacts, what is known about them, and the worker that brings up to date what is derived from them. */
export const customers: Module = {
  name: 'customers',
  catalogues: { ja, en },
  // Fixed addresses before those with an id in them.
  routes: [
    listRoutes,
    contactListRoutes,
    duplicateRoutes,
    accountFormRoutes,
    accountRoutes,
    traitRoutes,
    subscriptionRoutes,
    contactRoutes,
    mergeRoutes,
    searchRoutes,
  ],
  navigation: [
    { href: href(paths.accounts), label: 'customers:nav', icon: 'building-2', key: 'a', group: 'work', access: staff },
    {
      href: href(paths.contacts),
      label: 'customers:people.title',
      icon: 'users',
      key: 'c',
      group: 'work',
      access: staff,
    },
  ],
  jobs: [duplicateJob, endingJob, renewalJob],
  fields: customerFields,
  measures: customerMeasures,
  contacts: contactOffers,
  accountFrame: frameAccount,
  timeline: readTimeline,
  search: searchCustomers,
  removeSample: removeSampleCustomers,
  personRemoved: markOwnedChanged,
  start: async services => (services.config.process === 'web' ? undefined : startRefreshing(services)),
}
