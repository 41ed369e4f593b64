import { paths } from '../../app/paths.ts'

interface WrittenForm {
  readonly path: string
  readonly fields: Readonly<Record<string, string>>
}

/**
 * Forms that stand in no page of somebody signed in, or only when something is in a certain state; and what scripts send.
 * A new one that the walk through the pages does not meet is written here by whoever adds it.
 */
export const otherForms: readonly WrittenForm[] = [
  { path: paths.todayOrder, fields: { list: '' } },
  { path: paths.todayAnswerWithdrawal, fields: {} },
  {
    path: paths.firstRun,
    fields: {
      company: 'みなと',
      name: '安藤',
      email: 'x@minato.example',
      password: 'correct horse battery',
      locale: 'ja',
      timeZone: 'Asia/Tokyo',
    },
  },
  { path: paths.signIn, fields: { email: 'x@minato.example', password: 'correct horse battery', back: '/' } },
  { path: paths.secondFactor, fields: { code: '123456', trust: '1', back: '/' } },
  { path: paths.passkeySignInChallenge, fields: {} },
  { path: paths.passkeySignIn, fields: { response: '{}' } },
  { path: paths.forgotten, fields: { email: 'x@minato.example' } },
  { path: paths.passwordReset, fields: { password: 'correct horse battery' } },
  { path: paths.joining, fields: { name: '安藤', password: 'correct horse battery' } },
  { path: paths.profileSecondFactorConfirmation, fields: { code: '123456', uri: 'otpauth://totp/x' } },
  { path: paths.profileSecondFactorRemoval, fields: { password: 'x', code: '123456' } },
  { path: paths.profileBackupCodes, fields: { password: 'x' } },
  { path: paths.profilePasskeyChallenge, fields: {} },
  { path: paths.profilePasskeys, fields: { response: '{}', name: 'x' } },
  { path: paths.invitationRenewal, fields: {} },
  { path: paths.invitationRevocation, fields: {} },
  { path: paths.duplicateDismissals, fields: { subject: 'account', id: '1', otherId: '2' } },
  { path: paths.accountReopening, fields: {} },
  { path: paths.accountMerge, fields: { other: '2', keep: '1' } },
  { path: paths.contactMerge, fields: { other: '2', keep: '1' } },
  { path: paths.importStop, fields: {} },
  { path: paths.healthModelArchive, fields: {} },
  { path: paths.healthModelOrder, fields: { direction: 'up', move: 'up' } },
  { path: paths.accountOverride, fields: { score: '50', reason: 'x', expiresOn: '2027-01-01' } },
  { path: paths.sentimentWithdrawal, fields: {} },
  { path: paths.taskReopening, fields: {} },
  { path: paths.sampleRemoval, fields: {} },
  { path: paths.playEffectKeeping, fields: {} },
  { path: paths.answer, fields: { answer: 'accepted' } },
  { path: paths.unsubscribeConfirmation, fields: {} },
  { path: paths.unsubscribeReturn, fields: {} },
  { path: paths.suppressionRemoval, fields: { id: 'a'.repeat(64), reason: 'x' } },
  { path: paths.messageResending, fields: {} },
]

/** What somebody types where a form is empty, by the name of the field; `days` counts from today. */
export function typedFor(name: string, day: (days: number) => string): string | undefined {
  const typed: Readonly<Record<string, string>> = {
    name: 'ほか',
    title: '題',
    reason: '理由',
    note: 'メモ',
    plan: 'プロ',
    amount: '100',
    minutes: '10',
    email: 'new@minato.example',
    on: day(-1),
    dueOn: day(3),
    key: 'plan',
    value: '50',
    label: '地域',
    query: 'stage=active',
    choice: 'tomorrow',
    account: 'やま漁業',
    sure: '1',
    roles: 'csm',
    'roles[]': 'csm',
    feeling: '50',
    'ids[]': '1',
    assigneeId: '',
    password: 'correct horse battery staple',
    'subject.r1': 'field:customers.name',
    'asks.r1': 'has',
    'text.r1': 'うみ',
  }
  return typed[name]
}
