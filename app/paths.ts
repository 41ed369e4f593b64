/** Every URL of Banso by name: the sitemap. Routes, links, forms, redirects and tests use it. */
export const paths = {
  today: '/',
  todayStream: '/today/stream',
  todayMinutes: '/today/minutes',
  todayOrder: '/today/order',
  todayWorkingWeek: '/today/working-week',
  todaySettings: '/today/settings',
  todayCompletion: '/today/:id/completion',
  todayAlternative: '/today/:id/alternative',
  todaySnooze: '/today/:id/snooze',
  todayDismissal: '/today/:id/dismissal',
  todayAnswerWithdrawal: '/today/answers/:id/withdrawal',

  tasks: '/tasks',
  taskNew: '/tasks/new',
  tasksExport: '/tasks/export.csv',
  task: '/tasks/:id',
  taskEdit: '/tasks/:id/edit',
  taskCompletion: '/tasks/:id/completion',
  taskAlternative: '/tasks/:id/alternative',
  taskDismissal: '/tasks/:id/dismissal',
  taskSnooze: '/tasks/:id/snooze',
  taskReopening: '/tasks/:id/reopening',
  taskAssignment: '/tasks/:id/assignment',
  tasksOrder: '/tasks/order',
  taskPlace: '/tasks/:id/place',
  taskCollaborators: '/tasks/:id/collaborators',
  taskCollaboratorRemoval: '/tasks/:id/collaborators/removal',
  taskMinutes: '/tasks/:id/minutes',
  taskComments: '/tasks/:id/comments',
  taskCommentsSeen: '/tasks/:id/comments/seen',
  taskCommentWithdrawal: '/tasks/comments/:id/withdrawal',

  enrollment: '/enrollments/:id',

  health: '/healthz',
  ready: '/readyz',
  metrics: '/metrics',
  assets: '/assets/*',
  search: '/search',

  firstRun: '/first-run',
  welcome: '/welcome',
  signIn: '/sign-in',
  forgotten: '/sign-in/forgotten',
  passwordReset: '/sign-in/reset/:token',
  secondFactor: '/sign-in/second-factor',
  passkeySignIn: '/sign-in/passkey',
  passkeySignInChallenge: '/sign-in/passkey/challenge',
  signOut: '/sign-out',
  joining: '/join/:token',
  preferences: '/preferences',
  profile: '/me',
  profilePassword: '/me/password',
  profileSecondFactor: '/me/second-factor',
  profileSecondFactorConfirmation: '/me/second-factor/confirmation',
  profileSecondFactorRemoval: '/me/second-factor/removal',
  profileBackupCodes: '/me/backup-codes',
  profilePasskeys: '/me/passkeys',
  profilePasskeyChallenge: '/me/passkeys/challenge',
  profilePasskey: '/me/passkeys/:id/name',
  profilePasskeyRemoval: '/me/passkeys/:id/removal',
  profileSessionRemoval: '/me/sessions/:id/removal',
  profileOtherSessionsRemoval: '/me/other-sessions/removal',
  staff: '/staff',
  staffMember: '/staff/:id',
  staffMemberRemoval: '/staff/:id/removal',
  staffMemberAccess: '/staff/:id/access',
  invitations: '/invitations',
  invitationRenewal: '/invitations/:id/renewal',
  invitationRevocation: '/invitations/:id/revocation',
  company: '/company',
  audit: '/audit',
  auditExport: '/audit/export.csv',

  sample: '/sample',
  sampleStream: '/sample/stream',
  sampleRemoval: '/sample/removal',
  connect: '/events/connect',

  tracking: '/v1/:call',
  trackingSettings: '/v1/projects/:key/settings',
  trackingJitsu: '/api/s/:call',
  trackingJitsuServer: '/api/s/s2s/:call',
  trackingElsewhere: '/v1/*',
  trackingJitsuElsewhere: '/api/s/*',
  arrivals: '/events',
  arrivalStream: '/events/stream',
  connectCheck: '/events/connect/check',
  writeKeys: '/events/keys',
  writeKey: '/events/keys/:id',
  writeKeyRotation: '/events/keys/:id/rotation',
  writeKeyRevocation: '/events/keys/:id/revocation',
  accountEvents: '/accounts/:id/events',
  accountEventsExport: '/accounts/:id/events/export.csv',

  segments: '/segments',
  newSegment: '/segments/new',
  segmentDraft: '/segments/draft',
  segment: '/segments/:id',
  segmentEditing: '/segments/:id/edit',
  segmentRemoval: '/segments/:id/removal',
  segmentStream: '/segments/:id/stream',
  segmentExport: '/segments/:id/export.csv',

  accounts: '/accounts',
  accountNew: '/accounts/new',
  accountsExport: '/accounts/export.csv',
  accountOwners: '/accounts/owners',
  accountStages: '/accounts/stages',
  savedViews: '/accounts/views',
  savedViewRemoval: '/accounts/views/:id/removal',
  duplicates: '/accounts/duplicates',
  duplicatesExport: '/accounts/duplicates/export.csv',
  duplicateSearch: '/accounts/duplicates/search',
  duplicateDismissals: '/accounts/duplicates/dismissals',
  account: '/accounts/:id',
  accountLive: '/accounts/:id/live',
  accountTimeline: '/accounts/:id/timeline',
  accountEdit: '/accounts/:id/edit',
  accountOwner: '/accounts/:id/owner',
  accountStage: '/accounts/:id/stage',
  accountTraits: '/accounts/:id/traits',
  accountTraitRemoval: '/accounts/:id/traits/removal',
  accountCancellation: '/accounts/:id/cancellation',
  accountReopening: '/accounts/:id/reopening',
  accountMerge: '/accounts/:id/merge',
  accountContacts: '/accounts/:id/contacts',
  accountContactNew: '/accounts/:id/contacts/new',
  accountSubscriptions: '/accounts/:id/subscriptions',
  accountSubscriptionNew: '/accounts/:id/subscriptions/new',
  subscription: '/subscriptions/:id',
  subscriptionCancellation: '/subscriptions/:id/cancellation',
  traits: '/traits',
  contacts: '/contacts',
  contactsExport: '/contacts/export.csv',
  contact: '/contacts/:id',
  contactEdit: '/contacts/:id/edit',
  contactTraits: '/contacts/:id/traits',
  contactTraitRemoval: '/contacts/:id/traits/removal',
  contactMembership: '/contacts/:id/memberships',
  contactMembershipRemoval: '/contacts/:id/memberships/removal',
  contactMerge: '/contacts/:id/merge',
  contactErasure: '/contacts/:id/erasure',

  imports: '/imports',
  importNew: '/imports/new',
  importSample: '/imports/samples/:name',
  import: '/imports/:id',
  importLive: '/imports/:id/live',
  importReading: '/imports/:id/reading',
  importPlan: '/imports/:id/plan',
  importRun: '/imports/:id/run',
  unsubscribe: '/unsubscribe/:token',

  importStop: '/imports/:id/stop',
  importErrors: '/imports/:id/errors.csv',
  importRemoval: '/imports/:id/removal',

  accountHealth: '/accounts/:id/health',
  accountSentiments: '/accounts/:id/sentiments',
  sentimentWithdrawal: '/sentiments/:id/withdrawal',
  accountOverride: '/accounts/:id/override',
  accountOverrideEnd: '/accounts/:id/override/end',
  healthOverview: '/health',
  healthStream: '/health/stream',
  healthAccounts: '/health/accounts',
  healthAccountsExport: '/health/accounts/export.csv',
  healthJudgements: '/health/judgements',
  healthModels: '/health/models',
  healthModelNew: '/health/models/new',
  healthModel: '/health/models/:id',
  healthModelEdit: '/health/models/:id/edit',
  healthModelPreview: '/health/models/:id/preview',
  healthModelArchive: '/health/models/:id/archive',
  healthModelOrder: '/health/models/:id/order',
  healthBacktest: '/health/backtest',
  healthBacktestStream: '/health/backtest/stream',
  risk: '/risk',
  riskExport: '/risk/export.csv',
  riskStream: '/risk/stream',
  riskTrainings: '/risk/trainings',
} as const

type Params<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Params<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never

/** A path without parameters. */
export type PlainPath = {
  [Name in keyof typeof paths]: [Params<(typeof paths)[Name]>] extends [never] ? (typeof paths)[Name] : never
}[keyof typeof paths]

type Query = Readonly<Record<string, string | number | boolean | undefined>>

/**
 * The address for a path of the sitemap: `href(paths.account, { id: 3 }, { tab: 'plan' })` is `/accounts/3?tab=plan`.
 * Parameters are escaped; query values that are undefined or empty are left out.
 */
export function href<Path extends string>(
  path: Path,
  ...rest: [Params<Path>] extends [never]
    ? [params?: Record<string, never>, query?: Query]
    : [params: Readonly<Record<Params<Path>, string | number>>, query?: Query]
): string {
  const [params, query] = rest as [Record<string, string | number> | undefined, Query | undefined]
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params?.[name])))
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '')
  const search = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString()
  return search ? `${filled}?${search}` : filled
}
