import { type RawBuilder, sql } from 'kysely'
import { Invalid } from '../../../platform/errors.ts'
import { type About, grounds } from '../about.ts'
import type { IdSet } from '../measures/ids.ts'
import { type AtAccounts, type Condition, isAtAccounts, isGroup, type Leaf } from './condition.ts'
import { Facts, problemOf, type Surroundings, type Value } from './facts.ts'
import type { Question } from './question.ts'

/** A condition, and whom it is over. */
export interface Over {
  readonly about: About
  readonly condition: Condition
}

/**
 * SQL select of the ids of those of `among` that meet the condition: one column, account_id or contact_id. Throws Invalid
 * when the condition asks for something that is not offered.
 */
export function compileCondition(
  { about, condition }: Over,
  surroundings: Surroundings,
  among: IdSet = 'all',
): RawBuilder<unknown> {
  const facts = new Facts(surroundings, about)
  const holds = predicate(condition, facts, surroundings)
  return sql`select facts.${grounds[about].id} from (${facts.select(among)}) facts where ${holds}`
}

/**
 * The same for a wider set that needs no measures: all that could meet the condition whatever their measures are.
 */
export function compileCandidates({ about, condition }: Over, surroundings: Surroundings): RawBuilder<unknown> {
  const facts = new Facts(surroundings, about)
  const holds = predicate(condition, facts, surroundings, true)
  return sql`select facts.${grounds[about].id} from (${facts.select('all')}) facts where ${holds}`
}

/**
 * The condition as SQL over a row of `facts`. Always true or false, never null: a missing value is decided in each leaf.
 * With `measuresAre`, measures are not looked at but taken to hold (under a negation: not to hold, so that the whole does).
 * Throws Invalid when the condition asks for something that is not offered.
 */
export function predicate(
  condition: Condition,
  facts: Facts,
  surroundings: Surroundings,
  measuresAre?: boolean,
): RawBuilder<unknown> {
  const problem = problemOf(condition, facts.about, surroundings.offers)
  if (problem) throw new Invalid({ condition: `segments:error.${problem}` })
  return decided(condition, facts, surroundings.today, measuresAre)
}

function decided(
  condition: Condition,
  facts: Facts,
  today: string,
  measuresAre: boolean | undefined,
): RawBuilder<unknown> {
  if (isAtAccounts(condition)) return atAccounts(condition, facts, today, measuresAre)
  if (!isGroup(condition)) return leafPredicate(condition, facts, today, measuresAre)
  const inner = condition.kind === 'none' ? opposite(measuresAre) : measuresAre
  const parts = condition.of.map(part => decided(part, facts, today, inner))
  if (condition.kind === 'all') return sql`(${sql.join(parts, sql` and `)})`
  if (condition.kind === 'any') return sql`(${sql.join(parts, sql` or `)})`
  return sql`not (${sql.join(parts, sql` or `)})`
}

function atAccounts(
  { within, meets }: AtAccounts,
  facts: Facts,
  today: string,
  measuresAre: boolean | undefined,
): RawBuilder<unknown> {
  const inner = within ? measuresAre : opposite(measuresAre)
  const one = facts.atAccount(accounts => decided(meets, accounts, today, inner))
  return within ? one : sql`not ${one}`
}

function opposite(measuresAre: boolean | undefined): boolean | undefined {
  return measuresAre === undefined ? undefined : !measuresAre
}

function leafPredicate(leaf: Leaf, facts: Facts, today: string, measuresAre: boolean | undefined): RawBuilder<unknown> {
  if (leaf.kind === 'segment') {
    const { id, membership } = grounds[facts.about]
    const within = sql`exists (select from ${membership} m where m.segment_id = ${leaf.segment} and m.${id} = facts.${id})`
    return leaf.within ? within : sql`not ${within}`
  }
  if (leaf.kind === 'play') return leaf.within ? facts.standsTo(leaf) : sql`not ${facts.standsTo(leaf)}`
  if (leaf.kind === 'measure' && measuresAre !== undefined) return measuresAre ? sql`true` : sql`false`
  return answer(leaf.asks, facts.valueOf(leaf), today)
}

function answer(asks: Question, { type, sql: value }: Value, today: string): RawBuilder<unknown> {
  const texts = type === 'text' || type === 'choice'
  switch (asks.is) {
    case 'empty':
      return texts ? sql`coalesce(${value}, '') = ''` : sql`${value} is null`
    case 'known':
      return texts ? sql`coalesce(${value}, '') <> ''` : sql`${value} is not null`
    case 'none':
      return sql`coalesce(${value}, 0) = 0`
    case 'yes':
      return sql`${value} is true`
    case 'no':
      return sql`${value} is false`
    case 'one_of':
      return sql`(${value} = any(${asks.texts}::text[])) is true`
    case 'none_of':
      return sql`(${value} = any(${asks.texts}::text[])) is not true`
    default:
      if ('text' in asks) return textAnswer(asks, value)
      if ('number' in asks || 'from' in asks) return numberAnswer(asks, value)
      return sql`(${value} <@ ${dayRange(asks, today)}) is true`
  }
}

function textAnswer(asks: Extract<Question, { text: string }>, value: RawBuilder<unknown>): RawBuilder<unknown> {
  const text = sql`segments.plain(${asks.text}::text)`
  switch (asks.is) {
    case 'same':
      return sql`(${value} = ${text}) is true`
    case 'different':
      return sql`(${value} = ${text}) is not true`
    case 'contains':
      return sql`(position(${text} in ${value}) > 0) is true`
    case 'lacks':
      return sql`(position(${text} in ${value}) > 0) is not true`
    case 'starts':
      return sql`starts_with(${value}, ${text}) is true`
  }
}

function numberAnswer(
  asks: Extract<Question, { number: number } | { from: number }>,
  value: RawBuilder<unknown>,
): RawBuilder<unknown> {
  // Every number of JavaScript is one that numeric reads exactly.
  const number = (one: number) => sql`${String(one)}::numeric`
  const exact = sql`${value}::numeric`
  if (asks.is === 'between') return sql`(${exact} between ${number(asks.from)} and ${number(asks.to)}) is true`
  if (asks.is === 'unequal') return sql`(${exact} = ${number(asks.number)}) is not true`
  const sign = { equal: sql`=`, less: sql`<`, at_most: sql`<=`, more: sql`>`, at_least: sql`>=` }[asks.is]
  return sql`(${exact} ${sign} ${number(asks.number)}) is true`
}

/** The days that a question means, as SQL; a single range, so that the value is computed once. */
function dayRange(asks: Extract<Question, { day: string } | { days: number }>, today: string): RawBuilder<unknown> {
  const range = (from: string | null, to: string | null) => sql`daterange(${from}::date, ${to}::date, '[]')`
  const day = (days: number) => Temporal.PlainDate.from(today).add({ days }).toString()
  if ('day' in asks) {
    const shifted = (days: number) => Temporal.PlainDate.from(asks.day).add({ days }).toString()
    if (asks.is === 'before') return range(null, shifted(-1))
    return asks.is === 'after' ? range(shifted(1), null) : range(asks.day, asks.day)
  }
  if (asks.is === 'last') return range(day(-asks.days), day(0))
  if (asks.is === 'next') return range(day(0), day(asks.days))
  return asks.is === 'ago' ? range(null, day(-asks.days - 1)) : range(day(asks.days + 1), null)
}
