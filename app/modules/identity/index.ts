import { href, paths } from '../../paths.ts'
import { only } from '../../web/access.ts'
import type { Module } from '../../web/module.ts'
import { prepareInstallation } from './installation.ts'
import { jobs } from './jobs.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }
import { removeSamplePeople } from './people.ts'
import { auditRoutes } from './routes/audit.tsx'
import { companyRoutes } from './routes/company.tsx'
import { firstRunRoutes } from './routes/first-run.tsx'
import { invitationRoutes } from './routes/invitations.tsx'
import { joiningRoutes } from './routes/joining.tsx'
import { passkeyRoutes } from './routes/passkeys.ts'
import { passwordResetRoutes } from './routes/password-reset.tsx'
import { preferenceRoutes } from './routes/preferences.ts'
import { profileRoutes } from './routes/profile.tsx'
import { signInRoutes } from './routes/sign-in.tsx'
import { staffRoutes } from './routes/staff.tsx'
import { twoFactorRoutes } from './routes/two-factor.tsx'

export { actorOf } from './address.ts'
export { companySettings, findCompany, markSample } from './company.ts'
export { deedsTimeline } from './deeds.ts'
export { recordExport } from './exports.ts'
export { addPerson, isPresent } from './people.ts'
export {
  type Colleague,
  colleagues,
  holdColleague,
  holdColleagues,
  localeOf,
  staffNames,
  timeZoneOf,
} from './queries.ts'
export { foldTag, setStrengths } from './strengths.ts'
export { currentVisit } from './visit.ts'

/** What other modules may read in their own queries: (id, name, present, sample, roles, strengths). */
export const publishedViews = ['identity.person'] as const

declare module '../../web/i18n.ts' {
  interface TextCatalogues {
    identity: typeof ja
  }
}

/** The company, its people, how they sign in and what they may do. */
export const identity: Module = {
  name: 'identity',
  removeSample: removeSamplePeople,
  catalogues: { ja, en },
  routes: [
    firstRunRoutes,
    signInRoutes,
    passwordResetRoutes,
    joiningRoutes,
    preferenceRoutes,
    profileRoutes,
    twoFactorRoutes,
    passkeyRoutes,
    staffRoutes,
    invitationRoutes,
    companyRoutes,
    auditRoutes,
  ],
  navigation: [
    {
      href: href(paths.staff),
      label: 'identity:navigation.staff',
      icon: 'users-round',
      key: 'm',
      group: 'setup',
      access: only('admin'),
    },
    {
      href: href(paths.company),
      label: 'identity:navigation.company',
      icon: 'building-2',
      key: 'o',
      group: 'setup',
      access: only('admin'),
    },
    {
      href: href(paths.audit),
      label: 'identity:navigation.audit',
      icon: 'scroll-text',
      key: 'l',
      group: 'setup',
      access: only('admin'),
    },
  ],
  jobs,
  start: async services => {
    await prepareInstallation(services)
    return undefined
  },
}
