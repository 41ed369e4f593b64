import type { Db, Tx } from '../../../platform/db.ts'
import type { KnownPlaceholders } from './placeholders.ts'

const own = {
  'contact.name': 'messages:placeholder.contactName',
  'contact.title': 'messages:placeholder.contactTitle',
  'contact.email': 'messages:placeholder.contactEmail',
  'account.name': 'messages:placeholder.accountName',
  'account.plan': 'messages:placeholder.accountPlan',
  'account.renews_on': 'messages:placeholder.accountRenewsOn',
  'owner.name': 'messages:placeholder.ownerName',
  'company.name': 'messages:placeholder.companyName',
} as const

/** A name whose value is always the same kind of thing. */
export type OwnPlaceholder = keyof typeof own

/** Everything that can stand in a text now: what Banso itself knows, and each trait that was ever seen. */
export async function knownPlaceholders(db: Db | Tx): Promise<KnownPlaceholders> {
  const traits = await db
    .selectFrom('customers.trait_fact')
    .select(['subject', 'key', 'label'])
    .orderBy('subject', 'desc')
    .orderBy('key')
    .execute()
  const names = new Map<string, { label: KnownLabel; values?: Readonly<Record<string, string>> }>(
    Object.entries(own).map(([name, label]) => [name, { label }]),
  )
  for (const { subject, key, label } of traits) {
    if (!writable(key)) continue
    const of = subject === 'contact' ? 'messages:placeholder.contactTrait' : 'messages:placeholder.accountTrait'
    names.set(`${subject}.trait.${key}`, { label: of, values: { name: label ?? key } })
  }
  return { names }
}

type KnownLabel =
  | (typeof own)[OwnPlaceholder]
  | 'messages:placeholder.contactTrait'
  | 'messages:placeholder.accountTrait'

/** Signs that end a placeholder cannot be in its name. */
function writable(key: string): boolean {
  return !/[{}|\n]/.test(key) && key === key.trim()
}
