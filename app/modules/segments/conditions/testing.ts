import type { Field, Measure } from '../../../web/module.ts'
import type { MeasureUse } from '../measures/measure.ts'
import {
  type Condition,
  type Group,
  groupKinds,
  isAtAccounts,
  isGroup,
  type Leaf,
  type PlayLeaf,
  traitTypes,
  type ValueLeaf,
} from './condition.ts'
import { playAsks, playLeaf } from './plays.ts'
import { asksOf, inputOf, type Question, type ValueType } from './question.ts'

/** Ways to choose by chance. */
export function dice(random: () => number) {
  const below = (n: number) => Math.floor(random() * n)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
  return { below, pick, chance: (share: number) => random() < share }
}

/** What random conditions are made of. */
export interface Material {
  readonly today: string
  readonly fields: readonly Field[]
  readonly measures: readonly Measure[]
  readonly traitKeys: readonly string[]
  readonly texts: readonly string[]
  /** Plays to ask about. */
  readonly plays?: readonly number[]
}

/**
 * Makes conditions by chance: `leaf()` a single one, `group(depth)` nested ones; with `accounts` over contacts, and what is
 * asked of their accounts is made of that.
 */
export function conditionMaker(random: () => number, material: Material, accounts?: Material) {
  const { below, pick, chance } = dice(random)
  const { today, fields, measures, traitKeys, texts, plays = [] } = material

  const question = (type: ValueType, choices: readonly string[] = texts): Question => {
    const is = pick(asksOf[type])
    const input = inputOf(is)
    const number = () => pick([0, 1, 2, 3, 12, -3.5, 0.5, -0.5, 2000, 1_000_000])
    const [low = 0, high = 0] = [number(), number()].sort((a, b) => a - b)
    const day = () => Temporal.PlainDate.from(today).add({ days: below(40) - 30 })
    if (input === 'text') return { is, text: pick(texts) } as Question
    if (input === 'number') return { is, number: number() } as Question
    if (input === 'two_numbers') return { is, from: low, to: high } as Question
    if (input === 'day') return { is, day: day().toString() } as Question
    if (input === 'days') return { is, days: below(30) } as Question
    if (input === 'choices') return { is, texts: [...new Set([pick(choices), pick(choices)])].sort() } as Question
    return { is } as Question
  }

  const use = (): MeasureUse => {
    const measure = pick(measures)
    const of = measure.of && chance(0.3) ? { of: pick(texts) } : {}
    if (!measure.on || chance(0.15)) return { measure: measure.key, ...of }
    const compare = chance(0.3) ? { compare: 'previous' as const } : {}
    return { measure: measure.key, ...of, window: pick([1, 7, 28, 40, 90]), ...compare }
  }

  const leaf = (): Leaf => {
    const sort = below(plays.length > 0 ? 4 : 3)
    if (sort === 3) return playLeaf(pick(playAsks), pick(plays), 1 + below(40))
    if (sort === 0) {
      const field = pick(fields)
      const type = field.type === 'money' ? 'number' : field.type
      const asks = question(
        type,
        field.choices?.map(({ value }) => value),
      )
      const compared = field.type === 'money' && ('number' in asks || 'from' in asks)
      return { kind: 'field', field: field.key, asks, ...(compared && { currency: pick(['JPY', 'USD']) }) }
    }
    if (sort === 1) {
      const type = pick(traitTypes)
      return { kind: 'trait', key: pick(traitKeys), type, asks: question(type) }
    }
    return { kind: 'measure', use: use(), asks: question('measure') }
  }

  const account = accounts && conditionMaker(random, accounts)
  const group = (depth: number): Group => {
    const part = (): Condition => {
      if (account && depth > 1 && chance(0.3)) {
        return { kind: 'accounts', within: chance(0.7), meets: account.group(depth - 1) }
      }
      return depth > 1 && chance(0.3) ? group(depth - 1) : leaf()
    }
    return { kind: pick(groupKinds), of: Array.from({ length: 1 + below(3) }, part) }
  }

  return { leaf, group }
}

export type Known = string | number | boolean | null

/** Somebody of whom a condition is asked without SQL. */
export interface Plain {
  readonly value: (leaf: ValueLeaf) => Known
  readonly isIn: (segment: number) => boolean
  readonly standsTo?: (leaf: PlayLeaf) => boolean
  readonly accounts: readonly Plain[]
}

/** The same language, evaluated for one at a time. */
export function holdsPlainly(condition: Condition, one: Plain, today: string): boolean {
  if (isAtAccounts(condition)) {
    return condition.within === one.accounts.some(account => holdsPlainly(condition.meets, account, today))
  }
  if (!isGroup(condition)) {
    if (condition.kind === 'segment') return condition.within === one.isIn(condition.segment)
    if (condition.kind === 'play') return condition.within === (one.standsTo?.(condition) ?? false)
    return answers(condition.asks, one.value(condition), today)
  }
  const results = condition.of.map(part => holdsPlainly(part, one, today))
  if (condition.kind === 'all') return results.every(Boolean)
  return condition.kind === 'any' ? results.some(Boolean) : !results.some(Boolean)
}

/** A trait read as a type. */
export function traitAs(type: string, value: unknown): Known {
  if (value === undefined || value === null) return null
  if (type === 'text') return typeof value === 'object' ? spaced(JSON.stringify(value)) : numberText(value)
  if (type === 'number') {
    if (typeof value === 'number') return value
    return typeof value === 'string' && /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : null
  }
  if (type === 'boolean')
    return value === true || value === 'true' ? true : value === false || value === 'false' ? false : null
  if (value === '2026-11-22') return value
  return value === '2026-11-21T15:30:00Z' ? '2026-11-22' : null
}

/** As jsonb writes it. */
const spaced = (json: string) => json.replaceAll(':', ': ')
const numberText = (value: unknown) => (value === 1e21 ? '1000000000000000000000' : String(value))

function answers(asks: Question, value: Known, today: string): boolean {
  const text = typeof value === 'string' ? plain(value) : ''
  switch (asks.is) {
    case 'empty':
      return value === null || value === ''
    case 'known':
      return value !== null && value !== ''
    case 'none':
      return value === null || value === 0
    case 'yes':
      return value === true
    case 'no':
      return value === false
    case 'same':
      return value !== null && text === plain(asks.text)
    case 'different':
      return value === null || text !== plain(asks.text)
    case 'contains':
      return value !== null && text.includes(plain(asks.text))
    case 'lacks':
      return value === null || !text.includes(plain(asks.text))
    case 'starts':
      return value !== null && text.startsWith(plain(asks.text))
    case 'one_of':
      return value !== null && asks.texts.includes(String(value))
    case 'none_of':
      return value === null || !asks.texts.includes(String(value))
    case 'unequal':
      return value === null || Math.abs(Number(value) - asks.number) > 1e-12
  }
  if (value === null) return false
  if ('number' in asks || 'from' in asks) return compares(asks, Number(value))
  const back = daysBack(String(value), today)
  if ('day' in asks) {
    const order = Temporal.PlainDate.compare(String(value), asks.day)
    return asks.is === 'on' ? order === 0 : asks.is === 'before' ? order < 0 : order > 0
  }
  if (asks.is === 'last') return back >= 0 && back <= asks.days
  if (asks.is === 'next') return back <= 0 && -back <= asks.days
  return asks.is === 'ago' ? back > asks.days : -back > asks.days
}

function compares(asks: Extract<Question, { number: number } | { from: number }>, value: number): boolean {
  if (asks.is === 'between') return value >= asks.from && value <= asks.to
  if (asks.is === 'less') return value < asks.number
  if (asks.is === 'at_most') return value <= asks.number
  if (asks.is === 'more') return value > asks.number
  return asks.is === 'at_least' ? value >= asks.number : value === asks.number
}

const plain = (text: string) => text.normalize('NFKC').toLowerCase()

/** How many days before today a day lies. */
export function daysBack(day: string, today: string): number {
  return Temporal.PlainDate.from(day).until(today, { largestUnit: 'days' }).days
}
