import { type RawBuilder, sql } from 'kysely'
import { Invalid } from '../../../../platform/errors.ts'
import type { Offers } from '../../../../web/module.ts'

/** A date that a trait holds is named by `trait:KEY`. */
const traitPrefix = 'trait:'

/**
 * SQL select of (account_id, day): the days that a date field, or a trait, holds in the company's time zone. Throws Invalid
 * when nothing of that name is offered.
 */
export function fieldDays(name: string, { fields }: Pick<Offers, 'fields'>, timeZone: string): RawBuilder<unknown> {
  if (name.startsWith(traitPrefix)) {
    const key = name.slice(traitPrefix.length)
    return sql`
      select account_id, segments.day_of(traits ->> ${key}, ${timeZone}) as day from customers.account_fact where traits ? ${key}`
  }
  const field = fields.get(name)
  if (field?.type !== 'date') throw new Invalid({ field: 'plays:problem.dateField' })
  const column = sql.ref(field.column)
  const day = field.moment ? sql`segments.day_of(${column}, ${timeZone})` : column
  return sql`select account_id, ${day} as day from ${sql.table(field.relation)} where ${column} is not null`
}
