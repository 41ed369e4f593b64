import { dayOf } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import type { TimelineEntry, TimelineReader } from '../../../web/readers.ts'
import { latestDeeds } from '../../activity/index.ts'
import { companySettings } from '../../identity/index.ts'
import type { TraitsSince } from '../tables.ts'
import { knownTraits } from '../traits/queries.ts'
import { type Json, typeOf } from '../traits/trait.ts'

interface Known {
  readonly name: string
  readonly traits: Readonly<Record<string, Json>>
  readonly traits_at: Readonly<Record<string, number>>
  readonly traits_since: TraitsSince
}

interface Change {
  readonly key: string
  readonly at: number
}

const mostTraits = 5
const longestValue = 60
/** What somebody sets by hand is on record, at the time of the trait but for moments, in milliseconds. */
const moments = 10_000

/**
 * That the account's name or traits became others by what its app or a file said, one line per day of the company. Read from
 * since when each trait has its present value: of a trait the latest change is told, however often it changes.
 */
export const traitChanges: TimelineReader = async (db, accountId, { before, limit }) => {
  const account = await db
    .selectFrom('customers.account')
    .select(['name', 'traits', 'traits_at', 'traits_since'])
    .where('id', '=', accountId)
    .executeTakeFirst()
  const changes = account ? changesOf(account) : []
  if (!account || changes.length === 0) return []
  const [{ timeZone }, byHand, labels] = await Promise.all([
    companySettings(db),
    setByHand(db, accountId),
    labelsOf(db),
  ])
  const own = changes.filter(change => !byHand(change))
  const days = Map.groupBy(own, ({ at }) => dayOf(new Date(at), timeZone).toString())
  return [...days.values()]
    .map(list =>
      tell(
        account,
        list.toSorted((a, b) => b.at - a.at || (a.key < b.key ? -1 : 1)),
        labels,
      ),
    )
    .filter(({ at }) => at < before)
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, limit)
}

function changesOf(account: Known): readonly Change[] {
  return Object.entries(account.traits_since)
    .filter(([key, [first, since]]) => since > first && isTelling(account, key, since))
    .map(([key, [, since]]) => ({ key, at: since }))
}

/**
 * Times ("last seen") and what has parts change with every message. A number that does is a counter: only one that was
 * said once more as it is, is a fact.
 */
function isTelling({ traits, traits_at }: Known, key: string, since: number): boolean {
  if (key === 'name') return true
  const value = traits[key] ?? null
  const type = typeOf(value)
  if (type === 'mixed') return false
  if (type === 'date') return String(value).length === 'YYYY-MM-DD'.length
  return type !== 'number' || (traits_at[key] ?? 0) > since
}

async function setByHand(db: Db, accountId: number): Promise<(change: Change) => boolean> {
  const deeds = await latestDeeds(db, accountId, { name: 'customers.traits_set', limit: 300 })
  return ({ key, at }) =>
    deeds.some(deed => {
      const keys = deed.data.keys
      return Array.isArray(keys) && keys.includes(key) && Math.abs(deed.at.getTime() - at) < moments
    })
}

async function labelsOf(db: Db): Promise<ReadonlyMap<string, string>> {
  const known = await knownTraits(db, 'account')
  return new Map(known.flatMap(({ key, label }) => (label ? [[key, label]] : [])))
}

/** The values stand as they were said, since the reader's language is not known here. */
function tell(account: Known, list: readonly Change[], labels: ReadonlyMap<string, string>): TimelineEntry {
  const at = new Date(list[0]?.at ?? 0)
  const look = { at, icon: 'pencil', tone: 'neutral' } as const
  if (list.every(({ key }) => key === 'name'))
    return { ...look, text: 'customers:timeline.renamed', values: { name: account.name } }
  const told = list.map(({ key }) => {
    const value = key === 'name' ? account.name : shown(account.traits[key] ?? null)
    return `${labels.get(key) ?? key}: ${value}`
  })
  const note = [...told.slice(0, mostTraits), ...(told.length > mostTraits ? ['…'] : [])].join(' · ')
  return { ...look, text: 'customers:timeline.traitsChanged', values: { count: list.length }, note }
}

function shown(value: Json): string {
  if (value === null) return '–'
  if (typeof value === 'boolean') return value ? '✓' : '✕'
  const text = String(value)
  return text.length > longestValue ? `${text.slice(0, longestValue).toWellFormed()}…` : text
}
