import { href, paths } from '../../paths.ts'
import { transact } from '../../platform/db.ts'
import { staff } from '../../web/access.ts'
import type { Module } from '../../web/module.ts'
import { system } from '../activity/index.ts'
import { contactOffers } from './contact-offers.ts'
import { intakeOf } from './intake/intake.ts'
import { jobs, prepareMonths } from './jobs.ts'
import { ensureKey } from './keys.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }
import { forgetPerson, moveAccount, moveContact, removeSampleEvents } from './moves.ts'
import { fields, measures } from './offers.ts'
import { showContactUse } from './panel.tsx'
import { accountEventRoutes } from './routes/account-events.tsx'
import { arrivalRoutes } from './routes/arrivals.tsx'
import { connectRoutes } from './routes/connect.tsx'
import { keyRoutes } from './routes/keys.tsx'
import { trackingRoutes } from './routes/tracking.ts'
import { attachToAccounts } from './settle.ts'
import { timeline } from './timeline.ts'

export { type HeardEvent, heardTopic, takeHeard, watchEvents } from './heard/heard.ts'
export { takeItems } from './intake/intake.ts'
export { eventNames, propertyKeys } from './names.ts'
export { meetsProperties, type PropertyCondition, propertyConditionShape } from './properties/condition.ts'
export { describeProperties } from './properties/describe.ts'
export {
  applyPropertyStep,
  type PropertyDraft,
  type PropertyProblem,
  propertyDraft,
  propertyDraftOf,
  settleProperties,
} from './properties/draft.ts'
export { PropertyField, PropertyStreams } from './views/property-field.tsx'

declare module '../../web/i18n.ts' {
  interface TextCatalogues {
    events: typeof ja
  }
}

/** What other modules may read with SQL. */
export const publishedViews = ['events.usage_day', 'events.sign_of_life', 'events.event_fact'] as const

/** What customers' people do, received through the tracking API: stored once, counted by day. */
export const events: Module = {
  name: 'events',
  catalogues: { ja, en },
  routes: [trackingRoutes, arrivalRoutes, connectRoutes, keyRoutes, accountEventRoutes],
  navigation: [
    {
      href: href(paths.arrivals),
      label: 'events:navigation',
      icon: 'radio',
      key: 'e',
      group: 'setup',
      access: staff,
    },
  ],
  accountTabs: [{ label: 'events:account.title', order: 40, path: paths.accountEvents }],
  contactPanels: [{ key: 'use', place: 'main', order: 20, show: showContactUse }],
  timeline,
  jobs,
  measures,
  fields,
  contacts: contactOffers,
  refresh: {
    order: 1,
    accounts: (tx, services, accountIds) => attachToAccounts(tx, services.config.timeZone, accountIds),
  },
  mergeAccounts: moveAccount,
  mergeContacts: moveContact,
  erase: forgetPerson,
  removeSample: removeSampleEvents,
  async start(services) {
    await prepareMonths(services)
    const { writeKey } = services.config
    if (writeKey) await transact(services.db, tx => ensureKey(tx, system, writeKey, 'BANSO_WRITE_KEY'))
    return () => intakeOf(services).close()
  },
}
