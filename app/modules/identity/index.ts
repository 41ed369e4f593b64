import type { Module } from '../../web/module.ts'
import { prepareInstallation } from './installation.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }

export { type Company, companySettings, findCompany, markSample } from './company.ts'
export { prepareInstallation, setUpCompany } from './installation.ts'
export { currentVisit, type Visit } from './visit.ts'

declare module '../../web/i18n.ts' {
  interface TextCatalogues {
    identity: typeof ja
  }
}

/** The company, its people, how they sign in and what they may do. */
export const identity: Module = {
  name: 'identity',
  catalogues: { ja, en },
  start: async services => {
    await prepareInstallation(services)
    return undefined
  },
}
