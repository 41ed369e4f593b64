import { readSort, type Sort, sortText } from '../../../web/ui/sort.ts'
import { type Kind, kinds, type Stage, stages } from '../tables.ts'
import { type FieldFilter, type FilterField, fieldParam, readFieldFilters } from './fields.ts'

/** Which accounts a list shows. Everything that is given has to hold. */
export interface AccountFilter {
  /** Words in the name or the id outside. */
  readonly q: string
  readonly stages: readonly Stage[]
  /** Id of a person, or nobody. */
  readonly owner: string | undefined
  readonly kind: Kind | undefined
  readonly plan: string | undefined
  readonly renews: RenewalWindow | undefined
  /** ISO 4217 */
  readonly currency: string | undefined
  /** Id of a segment. */
  readonly segment: number | undefined
  /** Id of an import: the accounts that it was about. */
  readonly importId: number | undefined
  readonly traits: readonly TraitFilter[]
  /** What columns and fields of other modules have to be, each at most once. */
  readonly fields: readonly FieldFilter[]
}

/** Shows all accounts. */
export const noFilter: AccountFilter = {
  q: '',
  stages: [],
  owner: undefined,
  kind: undefined,
  plan: undefined,
  renews: undefined,
  currency: undefined,
  segment: undefined,
  importId: undefined,
  traits: [],
  fields: [],
}

export interface TraitFilter {
  readonly key: string
  readonly value: string
}

/** A list of accounts as its address says it. */
export interface AccountListQuery extends AccountFilter {
  /** Keys of the columns somebody chose; none for the usual ones. */
  readonly columns: readonly string[]
  readonly sort: Sort
}

/** The renewal lies within so many days, or in the past. */
export const renewalWindows = ['30', '60', '90', '180', 'past'] as const
export type RenewalWindow = (typeof renewalWindows)[number]

export const nobody = 'none'
export const sortKeys = ['name', 'amount', 'renews', 'since', 'created'] as const
export type SortKey = (typeof sortKeys)[number]
const defaultSort: Sort = { key: 'name', direction: 'ascending' }

const most = { q: 200, columns: 30, traits: 10, text: 500 } as const

/**
 * Reads a list from the address. What is not understood is left out, so that an old or damaged link still shows
 * something. `traitKey` and `traitValue` add one condition to those of `trait`. `sortable` are the fields of other modules
 * that lists can be sorted by, `fields` those that they can be narrowed by.
 */
export function readListQuery(
  params: URLSearchParams,
  sortable: readonly string[] = [],
  fields: readonly FilterField[] = [],
): AccountListQuery {
  const text = (name: string, max: number = most.text) => clean(params.get(name) ?? '').slice(0, max)
  const owner = text('owner')
  const kind = text('kind')
  const renews = text('renews')
  const currency = text('currency')
  const chosen = params.getAll('columns').flatMap(value => clean(value).split(',').map(decode))
  const columns = [...new Set(chosen.filter(key => key !== '' && key.length <= 220))].slice(0, most.columns)
  return {
    q: text('q', most.q).trim(),
    stages: stages.filter(stage => params.getAll('stage').includes(stage)),
    owner: owner === '' ? undefined : owner,
    kind: kinds.find(one => one === kind),
    plan: text('plan') || undefined,
    renews: renewalWindows.find(one => one === renews),
    currency: /^[A-Z]{3}$/.test(currency) ? currency : undefined,
    segment: idIn(params.get('segment')),
    importId: idIn(params.get('import')),
    traits: readTraits(params).slice(0, most.traits),
    fields: readFieldFilters(params, fields),
    columns,
    sort: readSort(params.get('sort') ?? undefined, [...sortKeys, ...sortable], defaultSort),
  }
}

function idIn(text: string | null): number | undefined {
  return text && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined
}

function readTraits(params: URLSearchParams): TraitFilter[] {
  const listed = params.getAll('trait').flatMap(pair => {
    const cut = pair.indexOf('=')
    return cut > 0 ? [{ key: decode(pair.slice(0, cut)), value: clean(pair.slice(cut + 1)) }] : []
  })
  const added = { key: clean(params.get('traitKey') ?? ''), value: clean(params.get('traitValue') ?? '').trim() }
  const all = added.key !== '' && added.value !== '' ? [...listed, added] : listed
  const seen = new Map(all.map(filter => [`${filter.key}\0${filter.value}`, filter]))
  return [...seen.values()].filter(({ key, value }) => key !== '' && key.length <= 200 && value.length <= most.text)
}

/** The list as a query string, without what is as usual: the same list always gives the same text. */
export function listQueryText(query: AccountListQuery): string {
  const params = new URLSearchParams()
  if (query.q) params.set('q', query.q)
  for (const stage of query.stages) params.append('stage', stage)
  if (query.owner) params.set('owner', query.owner)
  if (query.kind) params.set('kind', query.kind)
  if (query.plan) params.set('plan', query.plan)
  if (query.renews) params.set('renews', query.renews)
  if (query.currency) params.set('currency', query.currency)
  if (query.segment) params.set('segment', String(query.segment))
  if (query.importId) params.set('import', String(query.importId))
  for (const { key, value } of query.traits) params.append('trait', `${encodeURIComponent(key)}=${value}`)
  for (const filter of query.fields) params.append(...fieldParam(filter))
  if (query.columns.length > 0) params.set('columns', query.columns.map(columnText).join())
  const sort = sortText(query.sort)
  if (sort !== sortText(defaultSort)) params.set('sort', sort)
  return params.toString()
}

/** A column as an address has it: keys of traits can contain the comma between columns. */
export function columnText(key: string): string {
  return key.replace(/[%,]/g, encodeURIComponent)
}

/** Whether anything narrows the list. */
export function isFiltered(filter: AccountFilter): boolean {
  const { q, stages: some, owner, kind, plan, renews, currency, segment, importId, traits, fields } = filter
  const single = [owner, kind, plan, renews, currency, segment, importId]
  const several = [some, traits, fields]
  return q !== '' || several.some(list => list.length > 0) || single.some(one => one !== undefined)
}

/** Where in a list a page begins or ends: the value it is sorted by (null for none) and the id. */
export interface Cursor {
  readonly value: string | null
  readonly id: number
}

/** Reads a cursor from an address; undefined when it is none. */
export function readCursor(text: string | null): Cursor | undefined {
  if (!text) return undefined
  try {
    const pair: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (!Array.isArray(pair) || pair.length !== 2) return undefined
    const [value, id] = pair as [unknown, unknown]
    if ((value !== null && typeof value !== 'string') || !Number.isSafeInteger(id)) return undefined
    return { value: value === null ? null : clean(value), id: Number(id) }
  } catch {
    return undefined
  }
}

/** A cursor for an address. */
export function cursorText({ value, id }: Cursor): string {
  return Buffer.from(JSON.stringify([value, id])).toString('base64url')
}

function clean(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

function decode(text: string): string {
  try {
    return clean(decodeURIComponent(text))
  } catch {
    return clean(text)
  }
}
