import { type RawBuilder, sql } from 'kysely'
import { readDay, readNumber } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import type { Field, Offers } from '../../../web/module.ts'
import { periods } from '../tables.ts'
import type { SortKey } from './query.ts'

/** What a list can be narrowed by beside what it has filters of its own for: columns of accounts, and fields of other modules. */
export interface FilterField extends Pick<Field, 'choices' | 'share' | 'moment'> {
  /** As columns and sorting have it. */
  readonly key: string
  readonly label: TextKey
  readonly type: 'number' | 'date' | 'choice'
  readonly column: string
  /** Relation with `account_id` that has the column; accounts themselves have it otherwise. */
  readonly relation?: string
}

/** What is asked of one field: one of its choices, or a range with both ends in it. As the address has it. */
export interface FieldFilter {
  readonly field: FilterField
  readonly choice?: string | undefined
  /** Percent of a share, whole units of whatever currency the account pays in, days as 2026-11-22. */
  readonly least?: string | undefined
  readonly most?: string | undefined
}

export const bounds = ['least', 'most'] as const
export type Bound = (typeof bounds)[number]

const own: readonly (FilterField & { key: SortKey })[] = [
  { key: 'amount', label: 'customers:field.monthly_amount', type: 'number', column: 'whole_amount' },
  { key: 'renews', label: 'customers:field.renews_on', type: 'date', column: 'renews_on' },
  { key: 'since', label: 'customers:field.customer_since', type: 'date', column: 'customer_since' },
  { key: 'created', label: 'customers:field.created_at', type: 'date', column: 'created_at', moment: true },
]

/** What is known beside the account: of any subscription that runs, as the filter by plan has it, and of leaving. */
const beside: readonly FilterField[] = [
  {
    key: 'period',
    label: 'customers:field.period',
    type: 'choice',
    choices: periods.map(value => ({ value, label: `customers:period.${value}` })),
    relation: 'customers.running_subscription',
    column: 'period',
  },
  {
    key: 'started',
    label: 'customers:field.started_on',
    type: 'date',
    relation: 'customers.running_subscription',
    column: 'started_on',
  },
  {
    key: 'cancelled',
    label: 'customers:field.cancelled_at',
    type: 'date',
    relation: 'customers.cancellation',
    column: 'at',
    moment: true,
  },
]

/** All there are: of other modules those with an order or with choices. Money of theirs would need the currency of each account. */
export function filterFields({ fields }: Pick<Offers, 'fields'>): readonly FilterField[] {
  const offered = [...fields.values()].flatMap(({ type, ...field }) =>
    !field.key.startsWith('customers.') &&
    (type === 'number' || type === 'date' || (type === 'choice' && field.choices))
      ? [{ ...field, type }]
      : [],
  )
  return [...offered, ...own, ...beside]
}

/**
 * Reads what `field.KEY` asks: a choice, `20..`, `..80`, `20..80`. `byNumber` and `byDate` with a value beside them set one end:
 * `least:KEY`. What is not understood is left out.
 */
export function readFieldFilters(params: URLSearchParams, fields: readonly FilterField[]): readonly FieldFilter[] {
  return fields.flatMap<FieldFilter>(field => {
    const text = params.get(`field.${field.key}`) ?? ''
    if (field.type === 'choice')
      return field.choices?.some(({ value }) => value === text) ? [{ field, choice: text }] : []
    const [by, value] = field.type === 'date' ? ['byDate', 'date'] : ['byNumber', 'number']
    const added = (end: Bound) => (params.get(by) === `${end}:${field.key}` ? params.get(value) : null)
    const [from, to] = text.includes('..') ? text.split('..') : []
    const least = endOf(field, added('least')) ?? endOf(field, from)
    const most = endOf(field, added('most')) ?? endOf(field, to)
    return least || most ? [{ field, least, most }] : []
  })
}

function endOf({ type }: FilterField, typed: string | null | undefined): string | undefined {
  if (!typed) return undefined
  // A year that is being typed is not yet one.
  if (type === 'date') return readDay(typed.normalize('NFKC').trim())?.toString()
  const number = readNumber(typed)
  return number !== undefined && Math.abs(number) < 1e12 ? String(Math.round(number * 1000) / 1000 || 0) : undefined
}

/** What a field is asked, as the address has it. */
export function fieldParam({ field, choice, least = '', most = '' }: FieldFilter): readonly [string, string] {
  return [`field.${field.key}`, choice ?? `${least}..${most}`]
}

/** The filters without one end of one of them. */
export function withoutBound(filters: readonly FieldFilter[], filter: FieldFilter, end: Bound): readonly FieldFilter[] {
  return filters
    .map(one => (one === filter ? { ...one, [end]: undefined } : one))
    .filter(({ choice, least, most }) => choice ?? least ?? most)
}

/** What is asked, of the account `a`. */
export function hasField(filter: FieldFilter, timeZone: string): RawBuilder<boolean> {
  const { relation, column } = filter.field
  if (relation === undefined) return liesWithin(filter, `a.${column}`, timeZone)
  return sql`a.id in (select asked.account_id from ${sql.table(relation)} asked
    where ${liesWithin(filter, `asked.${column}`, timeZone)})`
}

/** What is asked, of the column itself. */
export function liesWithin(filter: FieldFilter, column: string, timeZone: string): RawBuilder<boolean> {
  const { field, choice, least, most } = filter
  const ref = sql.ref(column)
  if (choice !== undefined) return sql`${ref} = ${choice}`
  const found: RawBuilder<boolean>[] = []
  if (least) found.push(sql`${ref} >= ${edge(field, least, timeZone)}`)
  if (most && field.moment)
    found.push(sql`${ref} < ${beginning(Temporal.PlainDate.from(most).add({ days: 1 }), timeZone)}`)
  else if (most) found.push(sql`${ref} <= ${edge(field, most, timeZone)}`)
  return sql`${sql.join(found, sql` and `)}`
}

function edge(field: FilterField, text: string, timeZone: string): RawBuilder<unknown> {
  if (field.moment) return beginning(Temporal.PlainDate.from(text), timeZone)
  if (field.type === 'date') return sql`${text}::date`
  // Shares are stored with seven digits: 20 % has to be the 0.2 that stands there.
  return field.share ? sql`${Number(text) / 100}::real` : sql`${text}::float8`
}

function beginning(day: Temporal.PlainDate, timeZone: string): RawBuilder<unknown> {
  return sql`${day.toZonedDateTime(timeZone).toInstant().toString()}::timestamptz`
}
