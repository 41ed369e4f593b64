import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import { formatFor } from '../../../web/format.ts'
import type { Locale } from '../../../web/i18n.ts'
import { escapeMarkdown } from '../../../web/markdown.ts'
import { companySettings } from '../../identity/index.ts'
import type { OwnPlaceholder } from './known.ts'
import { fillPlaceholders, type Placeholder, placeholdersOf } from './placeholders.ts'

/** About whom a text is filled in. */
export interface Target {
  readonly key: string
  readonly accountId: number | null
  readonly contactId: number | null
}

/** What stands in the place of a placeholder in a text about one target. */
export type Fill = (placeholder: Placeholder) => string

const longestValue = 500

/**
 * What fills the given placeholders, for each target by its key. Reads contacts and accounts once each, however many there
 * are. Dates are written in the reader's language (`localeOf`, else the company's).
 */
export async function factsOf(
  db: Db | Tx,
  placeholders: readonly Placeholder[],
  targets: readonly Target[],
  localeOf: (key: string) => Locale | undefined = () => undefined,
): Promise<ReadonlyMap<string, Fill>> {
  const names = placeholders.map(({ name }) => name)
  const [company, contacts, accounts] = await Promise.all([
    companySettings(db),
    names.some(name => name.startsWith('contact.')) ? contactsOf(db, targets, traitsIn(names, 'contact')) : new Map(),
    names.some(name => /^(account|owner)\./.test(name))
      ? accountsOf(db, targets, traitsIn(names, 'account'))
      : new Map(),
  ])
  return new Map(
    targets.map(({ key, accountId, contactId }) => {
      const contact: Contact | undefined = contacts.get(contactId ?? 0)
      const account: Account | undefined = accounts.get(accountId ?? 0)
      const locale = localeOf(key) ?? company.locale
      const value = readValues({
        company: company.name,
        contact,
        account,
        date: formatFor(locale, company.timeZone).date,
      })
      return [key, ({ name, fallback }) => oneLine(value(name)) || fallback]
    }),
  )
}

/** A text that is read as Markdown: what is filled in stays text in it. */
interface MarkdownText {
  readonly markdown: string
}

/**
 * The texts with everything filled in, for each target by its key: plain text, and Markdown that is read later. A handful of
 * statements whatever the number.
 */
export async function fillTexts(
  db: Db | Tx,
  texts: readonly (string | MarkdownText)[],
  targets: readonly Target[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const written = texts.map(text => (typeof text === 'string' ? text : text.markdown))
  const facts = await factsOf(db, written.flatMap(placeholdersOf), targets)
  const filled = (fill: Fill) =>
    written.map((text, place) =>
      fillPlaceholders(text, one => (typeof texts[place] === 'string' ? fill(one) : escapeMarkdown(fill(one)))),
    )
  return new Map([...facts].map(([key, fill]) => [key, filled(fill)]))
}

interface Contact {
  readonly name: string | null
  readonly title: string | null
  readonly email: string | null
  readonly traits: Readonly<Record<string, unknown>>
}

interface Account {
  readonly name: string
  readonly plan: string | null
  readonly renews_on: string | null
  readonly owner: string | null
  readonly traits: Readonly<Record<string, unknown>>
}

interface Known {
  readonly company: string
  readonly contact: Contact | undefined
  readonly account: Account | undefined
  readonly date: (day: string) => string
}

function readValues({ company, contact, account, date }: Known): (name: string) => unknown {
  const own: Readonly<Record<OwnPlaceholder, string | null | undefined>> = {
    'contact.name': contact?.name,
    'contact.title': contact?.title,
    'contact.email': contact?.email,
    'account.name': account?.name,
    'account.plan': account?.plan,
    'account.renews_on': account?.renews_on && date(account.renews_on),
    'owner.name': account?.owner,
    'company.name': company,
  }
  return name => {
    if (Object.hasOwn(own, name)) return own[name as OwnPlaceholder]
    const [, subject, key = ''] = /^(contact|account)\.trait\.(.+)$/s.exec(name) ?? []
    const traits = subject === 'contact' ? contact?.traits : account?.traits
    return traits && Object.hasOwn(traits, key) ? traits[key] : undefined
  }
}

/** What was said as one line without signs that steer; nothing for what is no single value. */
function oneLine(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return ''
  return (
    String(value)
      .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
      .trim()
      .slice(0, longestValue)
      // Half of a sign is none that the database takes.
      .toWellFormed()
  )
}

function traitsIn(names: readonly string[], subject: 'contact' | 'account'): readonly string[] {
  const before = `${subject}.trait.`
  return names.filter(name => name.startsWith(before)).map(name => name.slice(before.length))
}

/** Only the traits that are asked for: others can be large. */
const chosen = (traits: readonly string[]) => sql`(
  select coalesce(jsonb_object_agg(asked.key, f.traits -> asked.key), '{}')
  from unnest(${[...traits]}::text[]) asked (key) where f.traits ? asked.key)`

async function contactsOf(db: Db | Tx, targets: readonly Target[], traits: readonly string[]) {
  const ids = [...new Set(targets.flatMap(({ contactId }) => contactId ?? []))]
  const { rows } = await sql<Contact & { contact_id: number }>`
    select f.contact_id, f.name, f.title, f.email, ${traits.length > 0 ? chosen(traits) : sql`'{}'::jsonb`} as traits
    from customers.contact_fact f where f.contact_id = any(${ids}::bigint[])`.execute(db)
  return new Map(rows.map(row => [row.contact_id, row]))
}

async function accountsOf(db: Db | Tx, targets: readonly Target[], traits: readonly string[]) {
  const ids = [...new Set(targets.flatMap(({ accountId }) => accountId ?? []))]
  const { rows } = await sql<Account & { account_id: number }>`
    select f.account_id, f.name, f.last_plan as plan, f.renews_on::text, p.name as owner,
           ${traits.length > 0 ? chosen(traits) : sql`'{}'::jsonb`} as traits
    from customers.account_fact f left join identity.person p on p.id = f.owner_id and p.present
    where f.account_id = any(${ids}::bigint[])`.execute(db)
  return new Map(rows.map(row => [row.account_id, row]))
}
