import { transact } from '../../platform/db.ts'
import type { Module } from '../../web/module.ts'
import { system } from '../activity/index.ts'
import { intakeOf } from './intake/intake.ts'
import { jobs, prepareMonths } from './jobs.ts'
import { ensureKey } from './keys.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }
import { forgetPerson, moveAccount, moveContact, removeSampleEvents } from './moves.ts'
import { fields, measures } from './offers.ts'
import { trackingRoutes } from './routes/tracking.ts'
import { attachToAccounts } from './settle.ts'

declare module '../../web/i18n.ts' {
  interface TextCatalogues {
    events: typeof ja
  }
}

/** What other modules may read with SQL. */
export const publishedViews = ['events.usage_day', 'events.sign_of_life'] as const

/** What customers' people do, received through the tracking API: stored once, counted by day. */
export const events: Module = {
  name: 'events',
  catalogues: { ja, en },
  routes: [trackingRoutes],
  jobs,
  measures,
  fields,
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
