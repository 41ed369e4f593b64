import { type RawBuilder, sql } from 'kysely'
import type { Field, Offers } from '../../../web/module.ts'
import { type About, type Askable, askableOf, grounds } from '../about.ts'
import { columnNamed, relationNamed } from '../measures/identifiers.ts'
import { type IdSet, restriction, whereWithin } from '../measures/ids.ts'
import { compileUses, type MeasureUse, problemOfUse } from '../measures/measure.ts'
import { type Condition, isFitting, type Leaf, leavesBy, type PlayLeaf, type ValueLeaf } from './condition.ts'
import { asksOf, type ValueType } from './question.ts'

/** What conditions are read with: what the modules offer, and the company's day and time zone. */
export interface Surroundings {
  readonly offers: Askable
  /** yyyy-mm-dd */
  readonly today: string
  readonly timeZone: string
}

/** The value a leaf looks at, as SQL over `facts`; null where there is none. */
export interface Value {
  readonly type: ValueType
  readonly sql: RawBuilder<unknown>
}

type Offered = Pick<Offers, 'measures' | 'fields'>

/** The type of what a leaf looks at; undefined when nothing of that name is offered. */
function typeOfLeaf(leaf: ValueLeaf, offers: Offered): ValueType | undefined {
  if (leaf.kind === 'trait') return leaf.type
  if (leaf.kind === 'measure') return offers.measures.has(leaf.use.measure) ? 'measure' : undefined
  const field = offers.fields.get(leaf.field)
  return field && typeOfField(field)
}

/** What kind of value a field holds: money is a number. */
export function typeOfField({ type }: Pick<Field, 'type'>): ValueType {
  return type === 'money' ? 'number' : type
}

/** What keeps a condition over these from being computed, as the last part of a text key under `segments:error`. */
export function problemOf(condition: Condition, about: About, offers: Askable) {
  if (!isFitting(condition, about)) return 'accountsUnfit' as const
  return leavesBy(condition, about)
    .map(({ about: of, leaf }) =>
      leaf.kind === 'play' ? problemOfPlay(of, offers) : problemOfLeaf(leaf, askableOf(of, offers)),
    )
    .find(problem => problem !== undefined)
}

/** Plays are asked of accounts: who is in a play is known of a person's account, too. */
function problemOfPlay(about: About, { plays }: Askable) {
  if (about === 'contact') return 'playUnfit' as const
  return plays ? undefined : ('playUnknown' as const)
}

function problemOfLeaf(leaf: Exclude<Leaf, PlayLeaf>, offers: Offered) {
  if (leaf.kind === 'segment') return undefined
  const type = typeOfLeaf(leaf, offers)
  if (!type) return leaf.kind === 'field' ? ('fieldUnknown' as const) : ('measureUnknown' as const)
  if (!asksOf[type].includes(leaf.asks.is)) return 'questionUnfit' as const
  if (leaf.kind === 'measure') return problemOfUse(leaf.use, offers)
  return needsCurrency(leaf, offers) && !leaf.currency ? ('currencyMissing' as const) : undefined
}

/** Whether it compares an amount of money with numbers. */
function needsCurrency(leaf: ValueLeaf, offers: Offered): leaf is Extract<ValueLeaf, { kind: 'field' }> {
  if (leaf.kind !== 'field' || offers.fields.get(leaf.field)?.type !== 'money') return false
  return 'number' in leaf.asks || 'from' in leaf.asks
}

/**
 * Collects what conditions look at, then gives one select that has all of it, each thing once: one row per account (or
 * contact).
 */
export class Facts {
  readonly about: About
  private readonly surroundings: Surroundings
  private readonly uses: MeasureUse[] = []
  private readonly columns = new Map<string, { readonly name: string; readonly value: RawBuilder<unknown> }>()
  /** Alias by relation. */
  private readonly relations: Map<string, string>
  /** What is asked of the accounts that contacts belong to, and the tests that they have to pass. */
  private places: { readonly facts: Facts; readonly tests: RawBuilder<unknown>[] } | undefined

  constructor(surroundings: Surroundings, about: About) {
    this.surroundings = surroundings
    this.about = about
    this.relations = new Map([[grounds[about].facts, 'itself']])
  }

  /** Whether it takes facts about the accounts of contacts. */
  get looksAtAccounts(): boolean {
    return this.places !== undefined
  }

  /** The value a leaf looks at. The leaf must be without problem. */
  valueOf(leaf: ValueLeaf): Value {
    if (leaf.kind === 'measure') return { type: 'measure', sql: this.measure(leaf.use) }
    if (leaf.kind === 'trait') return { type: leaf.type, sql: this.trait(leaf.key, leaf.type) }
    const field = askableOf(this.about, this.surroundings.offers).fields.get(leaf.field)
    if (!field) throw new Error(`${leaf.field} is not offered`)
    const type = typeOfField(field)
    const currency = field.type === 'money' ? leaf.currency : undefined
    const key = `field ${leaf.field} ${currency ?? ''}`
    return { type, sql: this.column(key, () => this.typed(this.source(field, currency), type)) }
  }

  /** Whether the account stands to the play so, or has done within the days. The leaf must be without problem. */
  standsTo({ play, standing, days }: PlayLeaf): RawBuilder<unknown> {
    const { offers, today, timeZone } = this.surroundings
    const relation = relationNamed(offers.plays?.relations[standing] ?? '')
    const since =
      days === undefined
        ? sql``
        : sql` and p.at >= ${Temporal.PlainDate.from(today).subtract({ days }).toZonedDateTime(timeZone).toInstant().toString()}::timestamptz`
    return sql`exists (select from ${relation} p where p.play_id = ${play} and p.account_id = facts.account_id${since})`
  }

  /** Whether one of the contact's accounts passes the test that `make` writes over the facts of accounts. */
  atAccount(make: (accounts: Facts) => RawBuilder<unknown>): RawBuilder<unknown> {
    this.places ??= { facts: new Facts(this.surroundings, 'account'), tests: [] }
    this.places.tests.push(make(this.places.facts))
    return sql.ref(`facts.p${this.places.tests.length - 1}`)
  }

  /**
   * `select account_id, …` (or contact_id) for those of the set that exist; to be named `facts`. `accounts` are those that
   * the contacts of the set belong to, when they are known: nobody can estimate how many a select finds.
   */
  select(among: IdSet, accounts?: IdSet): RawBuilder<unknown> {
    const { id, facts } = grounds[this.about]
    const columns = [...this.columns.values()].map(({ name, value }) => sql`, ${value} as ${sql.id(name)}`)
    const joins = [...this.relations]
      .filter(([, alias]) => alias !== 'itself')
      .map(([name, alias]) => sql` left join ${relationNamed(name)} ${sql.id(alias)} using (${id})`)
    if (this.uses.length > 0) {
      const { offers, today } = this.surroundings
      const measures = compileUses(this.uses, askableOf(this.about, offers), { about: this.about, among, today })
      joins.push(sql` left join (${measures}) measures using (${id})`)
    }
    if (this.places) {
      columns.push(...this.places.tests.map((_, i) => sql`, coalesce(places.${place(i)}, false) as ${place(i)}`))
      joins.push(sql` left join (${this.atPlaces(among, accounts)}) places using (${id})`)
    }
    return sql`select ${id}${sql.join(columns, sql``)} from ${relationNamed(facts)} itself${sql.join(joins, sql``)}
      ${whereWithin(this.about, among)}`
  }

  /** Per contact, for each test whether one of its accounts passes: the accounts are looked at once, for all tests together. */
  private atPlaces(among: IdSet, accounts: IdSet | undefined): RawBuilder<unknown> {
    const { facts, tests } = this.places ?? { facts: this, tests: [] }
    const limit = restriction('contact', among, sql`select unnest(${among}::bigint[])`)
    const where = limit ? sql` where ${limit}` : sql``
    const theirs = limit ? sql`select account_id from customers.membership_fact${where}` : 'all'
    const passed = tests.map((holds, i) => sql`, ${holds} as ${place(i)}`)
    return sql`select contact_id${sql.join(
      tests.map((_, i) => sql`, bool_or(${place(i)}) as ${place(i)}`),
      sql``,
    )} from customers.membership_fact
      join (select facts.account_id${sql.join(passed, sql``)} from (${facts.select(accounts ?? theirs)}) facts) account
        using (account_id)${where} group by contact_id`
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
      const json = sql`(itself.traits -> ${key}::text)`
      if (type === 'number') return sql`segments.number_of(${json})`
      if (type === 'boolean') return sql`segments.boolean_of(${json})`
      return this.typed(sql`(itself.traits ->> ${key}::text)`, type)
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

function place(index: number): RawBuilder<unknown> {
  return sql.id(`p${index}`)
}
