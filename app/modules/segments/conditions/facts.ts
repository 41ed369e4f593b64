import { type RawBuilder, sql } from 'kysely'
import type { Field, Offers } from '../../../web/module.ts'
import { type AccountSet, whereWithin } from '../measures/accounts.ts'
import { columnNamed, relationNamed } from '../measures/identifiers.ts'
import { compileMeasures, type MeasureUse, problemOfUse } from '../measures/measure.ts'
import type { Leaf } from './condition.ts'
import { asksOf, type ValueType } from './question.ts'

/** What conditions are read with: what the modules offer, and the company's day and time zone. */
export interface Surroundings {
  readonly offers: Pick<Offers, 'measures' | 'fields'>
  /** yyyy-mm-dd */
  readonly today: string
  readonly timeZone: string
}

/** The value a leaf looks at, as SQL over `facts`; null where an account has none. */
export interface Value {
  readonly type: ValueType
  readonly sql: RawBuilder<unknown>
}

type ValueLeaf = Exclude<Leaf, { kind: 'segment' }>

/** The type of what a leaf looks at; undefined when nothing of that name is offered. */
function typeOfLeaf(leaf: ValueLeaf, offers: Surroundings['offers']): ValueType | undefined {
  if (leaf.kind === 'trait') return leaf.type
  if (leaf.kind === 'measure') return offers.measures.has(leaf.use.measure) ? 'measure' : undefined
  const field = offers.fields.get(leaf.field)
  return field && typeOfField(field)
}

/** What kind of value a field holds: money is a number. */
export function typeOfField({ type }: Pick<Field, 'type'>): ValueType {
  return type === 'money' ? 'number' : type
}

/** What keeps a leaf from being computed, as the last part of a text key under `segments:error`. */
export function problemOfLeaf(leaf: Leaf, offers: Surroundings['offers']) {
  if (leaf.kind === 'segment') return undefined
  const type = typeOfLeaf(leaf, offers)
  if (!type) return leaf.kind === 'field' ? ('fieldUnknown' as const) : ('measureUnknown' as const)
  if (!asksOf[type].includes(leaf.asks.is)) return 'questionUnfit' as const
  if (leaf.kind === 'measure') return problemOfUse(leaf.use, offers)
  return needsCurrency(leaf, offers) && !leaf.currency ? ('currencyMissing' as const) : undefined
}

/** Whether it compares an amount of money with numbers. */
function needsCurrency(leaf: ValueLeaf, offers: Surroundings['offers']): leaf is Extract<ValueLeaf, { kind: 'field' }> {
  if (leaf.kind !== 'field' || offers.fields.get(leaf.field)?.type !== 'money') return false
  return 'number' in leaf.asks || 'from' in leaf.asks
}

/** Collects what conditions look at, then gives one select that has all of it, each thing once: one row per account. */
export class Facts {
  private readonly surroundings: Surroundings
  private readonly uses: MeasureUse[] = []
  private readonly columns = new Map<string, { readonly name: string; readonly value: RawBuilder<unknown> }>()
  /** Alias by relation. */
  private readonly relations = new Map([['customers.account_fact', 'account']])

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings
  }

  /** The value a leaf looks at. The leaf must be without problem. */
  valueOf(leaf: ValueLeaf): Value {
    if (leaf.kind === 'measure') return { type: 'measure', sql: this.measure(leaf.use) }
    if (leaf.kind === 'trait') return { type: leaf.type, sql: this.trait(leaf.key, leaf.type) }
    const field = this.surroundings.offers.fields.get(leaf.field)
    if (!field) throw new Error(`${leaf.field} is not offered`)
    const type = typeOfField(field)
    const currency = field.type === 'money' ? leaf.currency : undefined
    const key = `field ${leaf.field} ${currency ?? ''}`
    return { type, sql: this.column(key, () => this.typed(this.source(field, currency), type)) }
  }

  /** `select account_id, …` for those of `accounts` that exist; to be named `facts`. */
  select(accounts: AccountSet): RawBuilder<unknown> {
    const columns = [...this.columns.values()].map(({ name, value }) => sql`, ${value} as ${sql.id(name)}`)
    const joins = [...this.relations]
      .filter(([, alias]) => alias !== 'account')
      .map(([name, alias]) => sql` left join ${relationNamed(name)} ${sql.id(alias)} using (account_id)`)
    if (this.uses.length > 0) {
      const { offers, today } = this.surroundings
      joins.push(
        sql` left join (${compileMeasures(this.uses, offers, { accounts, today })}) measures using (account_id)`,
      )
    }
    return sql`select account_id${sql.join(columns, sql``)} from customers.account_fact account${sql.join(joins, sql``)}
      ${whereWithin(accounts)}`
  }

  private source(field: Field, currency: string | undefined): RawBuilder<unknown> {
    const alias = this.relations.get(field.relation) ?? `relation${this.relations.size}`
    this.relations.set(field.relation, alias)
    const value = sql`${sql.id(alias)}.${columnNamed(field.column)}`
    return currency ? sql`case when ${sql.id(alias)}.currency = ${currency}::text then ${value} end` : value
  }

  private typed(column: RawBuilder<unknown>, type: ValueType): RawBuilder<unknown> {
    if (type === 'text') return sql`segments.plain(${column}::text)`
    if (type === 'choice') return sql`${column}::text`
    if (type === 'number') return sql`${column}::numeric`
    if (type === 'date') return sql`segments.day_of(${column}, ${this.surroundings.timeZone}::text)`
    return column
  }

  private trait(key: string, type: ValueType): RawBuilder<unknown> {
    return this.column(`trait ${type} ${key}`, () => {
      const json = sql`(account.traits -> ${key}::text)`
      if (type === 'number') return sql`segments.number_of(${json})`
      if (type === 'boolean') return sql`segments.boolean_of(${json})`
      return this.typed(sql`(account.traits ->> ${key}::text)`, type)
    })
  }

  private measure(use: MeasureUse): RawBuilder<unknown> {
    const { measure, window, of, compare } = use
    return this.column(`measure ${measure} ${window} ${compare} ${of ?? ''}`, () => {
      this.uses.push(use)
      return sql`measures.${sql.id(`m${this.uses.length - 1}`)}`
    })
  }

  /** The column under this key, added on first use; how it reads. */
  private column(key: string, make: () => RawBuilder<unknown>): RawBuilder<unknown> {
    const known = this.columns.get(key) ?? { name: `v${this.columns.size}`, value: make() }
    this.columns.set(key, known)
    return sql.ref(`facts.${known.name}`)
  }
}
