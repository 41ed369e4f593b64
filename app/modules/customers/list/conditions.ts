import { type RawBuilder, sql } from 'kysely'
import type { SegmentSource } from '../../../web/module.ts'
import { matches } from '../search/words.ts'
import type { TraitType } from '../tables.ts'
import type { Json } from '../traits/trait.ts'
import { hasField } from './fields.ts'
import { type AccountFilter, nobody, type TraitFilter } from './query.ts'

/** What conditions need to know beside the filter. */
export interface FilterFacts {
  /** The company's day, for renewals. */
  readonly today: Temporal.PlainDate
  /** The company's, for the days of moments. */
  readonly timeZone: string
  readonly traitTypes: ReadonlyMap<string, TraitType>
  /** Where the segments are, if any module keeps some. */
  readonly segments?: Pick<SegmentSource, 'relation'> | undefined
  /** `q` as `foldWords` makes it. */
  readonly words: readonly string[]
}

/** The filter as conditions on `customers.account a`; each can use an index. */
export function conditionsOf(filter: AccountFilter, facts: FilterFacts): RawBuilder<boolean>[] {
  const found: RawBuilder<boolean>[] = []
  if (facts.words.length > 0) found.push(matches(facts.words, 'a'))
  // One stage as an equation: then an index that begins with it is in the order of what follows.
  if (filter.stages.length === 1) found.push(sql`a.stage = ${filter.stages[0]}`)
  else if (filter.stages.length > 1) found.push(sql`a.stage = any(${[...filter.stages]}::text[])`)
  if (filter.owner === nobody) found.push(sql`a.owner_id is null`)
  else if (filter.owner) found.push(sql`a.owner_id = ${filter.owner}`)
  if (filter.kind) found.push(sql`a.kind = ${filter.kind}`)
  if (filter.plan) {
    found.push(sql`a.id in (select account_id from customers.subscription where plan = ${filter.plan} and current)`)
  }
  if (filter.renews === 'past') found.push(sql`a.renews_on < ${facts.today.toString()}::date`)
  else if (filter.renews) {
    const last = facts.today.add({ days: Number(filter.renews) })
    found.push(sql`a.renews_on between ${facts.today.toString()}::date and ${last.toString()}::date`)
  }
  if (filter.currency) found.push(sql`a.currency = ${filter.currency}`)
  const members = segmentMembers(filter, facts)
  if (members) found.push(sql`a.id in (${members})`)
  if (filter.importId) {
    found.push(sql`a.id in (select account_id from customers.import_account where import_id = ${filter.importId})`)
  }
  for (const trait of filter.traits) found.push(hasTrait(trait, facts.traitTypes.get(trait.key)))
  for (const asked of filter.fields) found.push(hasField(asked, facts.timeZone))
  return found
}

/** The ids that the filter finds. When a segment is all it asks for, its members need not be looked up among the accounts. */
export function idsOf(filter: AccountFilter, facts: FilterFacts): RawBuilder<unknown> {
  return membersOf(filter, facts) ?? sql`select a.id from customers.account a where ${all(conditionsOf(filter, facts))}`
}

/** The members of the segment that is all the filter asks for; undefined when it asks for anything else. */
export function membersOf(filter: AccountFilter, facts: FilterFacts): RawBuilder<unknown> | undefined {
  return conditionsOf(filter, facts).length > 1 ? undefined : segmentMembers(filter, facts)
}

/** The members of the segment that is asked for, each once; undefined when none is. */
export function segmentMembers({ segment }: AccountFilter, { segments }: FilterFacts): RawBuilder<unknown> | undefined {
  if (!segment || !segments) return undefined
  return sql`select account_id as id from ${sql.table(segments.relation)} where segment_id = ${segment}`
}

/** All of the conditions together. */
export function all(conditions: readonly RawBuilder<boolean>[]): RawBuilder<boolean> {
  return conditions.length === 0 ? sql`true` : sql`${sql.join([...conditions], sql` and `)}`
}

function hasTrait({ key, value }: TraitFilter, type: TraitType | undefined): RawBuilder<boolean> {
  const wanted = readings(value, type).map(
    reading => sql`a.traits @> ${JSON.stringify(Object.fromEntries([[key, reading]]))}::jsonb`,
  )
  return sql`(${sql.join(wanted, sql` or `)})`
}

/** A typed text can mean a number, or yes and no, where the trait has been seen as such. */
function readings(value: string, type: TraitType | undefined): Json[] {
  const plain = value.normalize('NFKC').replace(/[,\s]/g, '')
  const number = plain !== '' && Number.isFinite(Number(plain)) ? [Number(plain)] : []
  const truth = value === 'true' || value === 'false' ? [value === 'true'] : []
  if (type === 'number' && number.length > 0) return number
  if (type === 'boolean' && truth.length > 0) return truth
  if (type === 'mixed') return [value, ...number, ...truth]
  return [value]
}
