import { href, paths } from '../../paths.ts'
import { roles } from '../../web/access.ts'
import type { TextKey, Words } from '../../web/i18n.ts'
import type { Entry } from '../activity/index.ts'

/** One line of the audit log, in words. */
export interface AuditLine {
  readonly id: number
  readonly at: Date
  readonly who: string
  readonly what: string
  readonly ip: string | undefined
  /** Done by the made-up people of the sample company, or to what is theirs. */
  readonly sample: boolean
  /** Whom it was done to, by number: the account, or else the contact. */
  readonly accountId: number | undefined
  readonly contactId: number | undefined
}

/** Tells entries of all modules in words; `names` are those of the people who did it. */
export function auditLines(
  t: Words,
  entries: readonly Entry[],
  names: ReadonlyMap<string, string>,
): readonly AuditLine[] {
  return entries.map(entry => ({
    id: entry.id,
    at: entry.at,
    who: whoOf(t, entry, names),
    what: t(textKey(entry.name), { ...valuesOf(t, entry), ...counted(entry) }),
    ip: entry.ip ?? (typeof entry.data.ip === 'string' && entry.data.ip ? entry.data.ip : undefined),
    sample: entry.sample,
    accountId: entry.account_id ?? undefined,
    contactId: entry.account_id === null ? (entry.contact_id ?? undefined) : undefined,
  }))
}

/** Whom it was done to, in words, and where that is to be seen; undefined when it was nobody. */
export function aboutWhom(t: Words, { accountId, contactId }: AuditLine) {
  if (accountId !== undefined) {
    return { href: href(paths.account, { id: accountId }), words: t('identity:audit.account', { id: accountId }) }
  }
  if (contactId === undefined) return undefined
  return { href: href(paths.contact, { id: contactId }), words: t('identity:audit.contact', { id: contactId }) }
}

/** What a kind of deed is called where it can be chosen: its text with dots where values stand. */
export function kindText(t: Words, name: string): string {
  return t(textKey(name), { skipInterpolation: true, count: 2 }).replaceAll(/\{\{.*?\}\}/g, '…')
}

function textKey(name: string): TextKey {
  const [module, deed] = name.split('.')
  return `${module}:activity.${deed}` as TextKey
}

function whoOf(t: Words, entry: Entry, names: ReadonlyMap<string, string>): string {
  // Noted by the system, done by nobody knows whom.
  if (entry.name === 'identity.sign_in_failed') return t('identity:audit.unknown')
  if (entry.actor_kind === 'system') return t('identity:audit.system')
  if (entry.actor_kind === 'key') return t('identity:audit.key')
  if (entry.actor_kind === 'command') return t('identity:audit.command')
  return names.get(entry.actor_id ?? '') ?? t('identity:audit.unknown')
}

/** The values of an entry; roles and ways to sign in are kept as codes and told in words. */
function valuesOf(t: Words, entry: Entry): Record<string, unknown> {
  const { data } = entry
  if (entry.name === 'identity.roles_changed') {
    return { ...data, before: roleWords(t, data.before), after: roleWords(t, data.after) }
  }
  if (entry.name === 'identity.signed_in') return { ...data, method: t(`identity:methods.${data.method}` as TextKey) }
  return data
}

/** What a deed has several of: whether it is one decides over the words. */
function counted({ data }: Entry): { readonly count?: number } {
  const count = [data.count, data.rows, data.minutes].find(value => typeof value === 'number')
  return count === undefined ? {} : { count }
}

function roleWords(t: Words, list: unknown): string {
  const held = String(list).split(', ')
  return roles
    .filter(role => held.includes(role))
    .map(role => t(`identity:roles.${role}`))
    .join(t('identity:audit.and'))
}
