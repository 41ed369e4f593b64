import { type RawBuilder, sql } from 'kysely'
import type { Aggregate } from '../../../web/aggregate.ts'
import { columnNamed } from './identifiers.ts'

/** SQL aggregate over the rows that meet all `conditions`. `today` is SQL for the company's day. */
export function aggregateOf(
  value: Aggregate,
  conditions: readonly RawBuilder<unknown>[],
  today: RawBuilder<unknown>,
): RawBuilder<unknown> {
  if (value.take === 'rows') return sql`count(*)${filter(conditions)}`
  const column = columnNamed(value.column)
  switch (value.take) {
    case 'sum':
      return sql`sum(${column})${filter(conditions)}`
    case 'different': {
      const above = value.above === undefined ? [] : [sql`${column} > ${sql.lit(value.above)}`]
      return sql`count(distinct ${column})${filter([...above, ...conditions])}`
    }
    case 'greatest':
      return sql`max(${column})${filter(conditions)}`
    case 'last':
      return sql`max(${column})${filter(conditions)} % ${sql.lit(value.places)}`
    case 'daysSince':
      return sql`${today} - max(${column})${filter(conditions)}`
  }
}

/** What keeps an aggregate to some rows; nothing for all. */
export function filter(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return conditions.length > 0 ? sql` filter (where ${sql.join(conditions, sql` and `)})` : sql``
}
