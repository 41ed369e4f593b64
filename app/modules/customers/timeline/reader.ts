import { sql } from 'kysely'
import { href, paths } from '../../../paths.ts'
import type { Db } from '../../../platform/db.ts'
import type { TextKey } from '../../../web/i18n.ts'
import type { TimelineEntry, TimelineReader } from '../../../web/readers.ts'
import { accountEntries, type Entry } from '../../activity/index.ts'
import { staffNames } from '../../identity/index.ts'
import { withMergedIn } from '../accounts/queries.ts'
import type { CancellationSource } from '../tables.ts'
import { arrivals } from './arrivals.ts'
import { traitChanges } from './trait-changes.ts'

type Range = Parameters<TimelineReader>[2]

/**
 * What people did to the account and to those that were merged into it, what came in by itself, and that it left. Entries
 * of other modules are theirs to tell.
 */
export const readTimeline: TimelineReader = async (db, accountId, range) => {
  const ids = await withMergedIn(db, [accountId])
  const entries = await accountEntries(db, ids, { ...range, module: 'customers' })
  const cancellation = await db
    .selectFrom('customers.cancellation')
    .select(['at', 'reason', 'source'])
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  const [told, arrived, changed] = await Promise.all([
    tell(db, entries, cancellation?.reason ?? undefined),
    arrivals(db, accountId, range),
    traitChanges(db, accountId, range),
  ])
  return [...told, ...arrived, ...changed, ...leaving(cancellation, range)]
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, range.limit)
}

async function tell(db: Db, entries: readonly Entry[], reason: string | undefined): Promise<readonly TimelineEntry[]> {
  const staffIds = entries.flatMap(entry => [entry.actor_kind === 'staff' ? entry.actor_id : null, textOf(entry, 'to')])
  const [staff, contacts] = await Promise.all([
    staffNames(
      db,
      staffIds.filter(id => id !== null),
    ),
    contactNames(
      db,
      entries.flatMap(entry => entry.contact_id ?? []),
    ),
  ])
  return entries.map(entry => {
    const by = entry.actor_kind === 'staff' ? staff.get(entry.actor_id ?? '') : undefined
    const why = entry.name === 'customers.account_cancelled' ? reason : undefined
    const note = [by, why].filter(Boolean).join(' · ')
    return {
      at: entry.at,
      ...lookOf(entry),
      ...wordsOf(entry, staff, contacts),
      ...(note && { note }),
      ...(entry.contact_id !== null &&
        contacts.has(entry.contact_id) && { href: href(paths.contact, { id: entry.contact_id }) }),
    }
  })
}

type Look = Pick<TimelineEntry, 'icon' | 'tone'>

const looks: Readonly<Record<string, Look>> = {
  account_created: { icon: 'plus', tone: 'neutral' },
  account_cancelled: { icon: 'log-out', tone: 'bad' },
  account_reopened: { icon: 'log-in', tone: 'good' },
  subscription_added: { icon: 'receipt', tone: 'good' },
  subscription_cancelled: { icon: 'receipt', tone: 'care' },
  owner_assigned: { icon: 'user-check', tone: 'neutral' },
  contact_created: { icon: 'user-plus', tone: 'neutral' },
  contact_erased: { icon: 'user-x', tone: 'neutral' },
}

function lookOf(entry: Entry): Look {
  return looks[entry.name.slice('customers.'.length)] ?? { icon: 'pencil', tone: 'neutral' }
}

function wordsOf(
  entry: Entry,
  staff: ReadonlyMap<string, string>,
  contacts: ReadonlyMap<number, string>,
): Pick<TimelineEntry, 'text' | 'values'> {
  const to = textOf(entry, 'to')
  if (entry.name === 'customers.stage_changed') return { text: `customers:timeline.stage.${to}` as TextKey }
  if (entry.name === 'customers.owner_assigned') {
    const owner = staff.get(to ?? '')
    return owner
      ? { text: 'customers:timeline.ownerIs', values: { owner } }
      : { text: 'customers:timeline.ownerNobody' }
  }
  const contact = entry.contact_id === null ? undefined : contacts.get(entry.contact_id)
  if (contact && entry.name === 'customers.contact_created') {
    return { text: 'customers:timeline.contactCreated', values: { contact } }
  }
  return { text: `customers:activity.${entry.name.slice('customers.'.length)}` as TextKey, values: plain(entry.data) }
}

interface Cancellation {
  readonly at: Date | null
  readonly reason: string | null
  readonly source: CancellationSource
}

/** A cancellation that nobody here did: from an import. */
function leaving(cancellation: Cancellation | undefined, range: Range): readonly TimelineEntry[] {
  const { at, reason, source } = cancellation ?? {}
  if (!at || at >= range.before || source !== 'import') return []
  return [{ at, icon: 'log-out', tone: 'bad', text: 'customers:timeline.left', ...(reason && { note: reason }) }]
}

async function contactNames(db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: number; name: string }>`
    select id, coalesce(name, email, external_id, '#' || id) as name from customers.contact
    where id = any(${[...new Set(ids)]}::bigint[])`.execute(db)
  return new Map(rows.map(row => [row.id, row.name]))
}

function textOf(entry: Entry, name: string): string | null {
  const value = entry.data[name]
  return typeof value === 'string' && value !== '' ? value : null
}

function plain(data: Readonly<Record<string, unknown>>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      typeof value === 'number' ? value : Array.isArray(value) ? value.join(', ') : String(value ?? ''),
    ]),
  )
}
