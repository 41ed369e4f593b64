import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import { canonicalTimeZone } from '../../../platform/time-zone.ts'
import { type Locale, locales } from '../../../web/i18n.ts'
import { companySettings } from '../../identity/index.ts'
import type { SuppressionReason } from '../tables.ts'
import { addressHash, asAddress, deliverableAddress } from './address.ts'
import type { Posting, Recipient } from './judge.ts'

/** A recipient as far as limits are concerned. */
export interface Receiver {
  readonly contactId: number
  readonly email: string | null
  /** The contact's, else the account's, else the company's. */
  readonly timeZone: string
  readonly locale: Locale
  readonly sample: boolean
  readonly suppressed: SuppressionReason | undefined
  /** When messages reached the contact or their address lately (ms); one that still waits does so now. */
  readonly reached: readonly number[]
}

export interface Receivers {
  /** By the recipient's key; who is no contact any more is not in it. */
  readonly receivers: ReadonlyMap<string, Receiver>
  /** Messages that were posted under a key before. */
  readonly posted: ReadonlyMap<string, number>
  /** Who was told by this step of this play already, and because of which account. */
  readonly told: readonly Told[]
}

interface Told {
  readonly contactId: number | null
  readonly address: string | null
  readonly accountId: number | null
}

interface Row {
  readonly key: string
  readonly contact_id: number
  readonly email: string | null
  readonly locale: string | null
  readonly contact_zone: string | null
  readonly account_zone: string | null
  readonly sample: boolean
  readonly reached: readonly number[] | null
}

/** Everything that is known of the recipients, in a few statements whatever their number. */
export async function readReceivers(
  db: Db | Tx,
  posting: Posting,
  recipients: readonly Recipient[],
  at: Date,
): Promise<Receivers> {
  const company = await companySettings(db)
  const { rows } = await readRows(db, recipients, at)
  const reasons = posting.content.kind === 'email' ? await suppressedAmong(db, rows) : new Map<string, never>()
  const zoneOf = rememberedZones()
  const receivers = rows.map((row): [string, Receiver] => [
    row.key,
    {
      contactId: row.contact_id,
      email: row.email,
      timeZone: zoneOf(row.contact_zone) ?? zoneOf(row.account_zone) ?? company.timeZone,
      locale: readerLocale(row.locale, company.locale),
      sample: row.sample,
      suppressed: row.email === null ? undefined : reasons.get(asAddress(row.email)),
      reached: row.reached ?? [],
    },
  ])
  return {
    receivers: new Map(receivers),
    posted: await postedUnder(db, recipients),
    told: await toldAlready(db, posting, rows, at),
  }
}

/** A week and a day, so that no zone is missed. */
function readRows(db: Db | Tx, recipients: readonly Recipient[], at: Date) {
  const since = new Date(at.getTime() - 8 * 86_400_000)
  return sql<Row>`
    select asked.key, c.contact_id, c.email, c.locale, c.time_zone as contact_zone, a.time_zone as account_zone, c.sample,
           lately.reached
    from unnest(
      ${recipients.map(({ key }) => key)}::text[], ${recipients.map(({ contactId }) => contactId)}::bigint[],
      ${recipients.map(({ accountId }) => accountId)}::bigint[]
    ) asked (key, contact_id, account_id)
    join customers.contact_fact c on c.contact_id = asked.contact_id
    left join customers.account_fact a on a.account_id = asked.account_id
    left join lateral (
      select array_agg(extract(epoch from ${reachedAt(at)})::float8 * 1000) as reached
      from messages.message m
      where (m.contact_id = asked.contact_id or m.address = messages.as_address(c.email))
        and m.kind in ('email', 'in_app') and m.state not in ('failed', 'dropped')
        and ${reachedAt(at)} > ${since}::timestamptz
    ) lately on true`.execute(db)
}

/** The language in which somebody is written to: theirs, where Banso speaks it. */
export function readerLocale(said: string | null | undefined, company: Locale): Locale {
  return locales.find(locale => said?.toLowerCase().startsWith(locale)) ?? company
}

/** When a message m reaches somebody: of an unclear one nobody knows more than since when it might; what waits does so now. */
export function reachedAt(at: Date) {
  return sql<Date>`coalesce(m.sent_at, case m.state when 'unclear' then m.send_after else ${at}::timestamptz end)`
}

async function postedUnder(db: Db | Tx, recipients: readonly Recipient[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ key: string; id: number }>`
    select key, id from messages.message where key = any(${recipients.map(({ key }) => key)}::text[])`.execute(db)
  return new Map(rows.map(({ key, id }) => [key, id]))
}

async function toldAlready(
  db: Db | Tx,
  { source, onceWithinDays }: Posting,
  asked: readonly Row[],
  at: Date,
): Promise<readonly Told[]> {
  const since = new Date(at.getTime() - onceWithinDays * 86_400_000)
  const contactIds = [...new Set(asked.map(row => row.contact_id))]
  const addresses = [...new Set(asked.flatMap(row => (row.email === null ? [] : asAddress(row.email))))]
  const { rows } = await sql<Told>`
    select contact_id as "contactId", address, account_id as "accountId" from messages.message
    where play_id = ${source.play} and step = ${source.step} and created_at > ${since}
      and state not in ('failed', 'dropped')
      and (contact_id = any(${contactIds}::bigint[]) or address = any(${addresses}::text[]))`.execute(db)
  return rows
}

/** Why addresses of these contacts get no mail. */
async function suppressedAmong(db: Db | Tx, asked: readonly Row[]): Promise<ReadonlyMap<string, SuppressionReason>> {
  const addresses = [...new Set(asked.flatMap(row => (row.email === null ? [] : asAddress(row.email))))]
  return suppressedAddresses(db, addresses)
}

/** Those of the addresses (as they are compared) that get no mail, and why. */
export async function suppressedAddresses(
  db: Db | Tx,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, SuppressionReason>> {
  const hash = await addressHash(db)
  const { rows } = await sql<{ position: number; reason: SuppressionReason }>`
    select position, reason from unnest(${addresses.map(hash)}::bytea[]) with ordinality as asked (hash, position)
    join messages.suppression s using (hash)`.execute(db)
  return new Map(rows.map(({ position, reason }) => [addresses[position - 1] ?? '', reason]))
}

/** Names of zones come from outside; one that nobody knows counts as none. */
function rememberedZones(): (name: string | null) => string | undefined {
  const known = new Map<string, string | undefined>()
  return name => {
    if (!name) return undefined
    if (!known.has(name)) known.set(name, canonicalTimeZone(name))
    return known.get(name)
  }
}

/** Why no mail reaches a contact; undefined when it does. */
export async function receiverState(db: Db, contactId: number): Promise<SuppressionReason | 'no_address' | undefined> {
  const { rows } = await sql<{ email: string | null }>`
    select email from customers.contact_fact where contact_id = ${contactId}`.execute(db)
  const address = deliverableAddress(rows[0]?.email ?? null)
  return address ? (await suppressedAddresses(db, [address])).get(address) : 'no_address'
}
