import { type RawBuilder, sql } from 'kysely'
import { nowDate } from '../../../../platform/clock.ts'
import { Invalid } from '../../../../platform/errors.ts'
import type { Offers } from '../../../../web/module.ts'
import { type ContractDate, contractDates } from '../../definition/contract-dates.ts'

/** A date that a trait holds is named by `trait:KEY`. */
const traitPrefix = 'trait:'

/**
 * SQL select of (account_id, day): the days that a date field, or a trait, holds in the company's time zone. Of several contracts each
 * has its own, also those of which the account's field does not tell. Throws Invalid when nothing of that name is offered.
 */
export function fieldDays(name: string, { fields }: Pick<Offers, 'fields'>, timeZone: string): RawBuilder<unknown> {
  if (name.startsWith(traitPrefix)) {
    const key = name.slice(traitPrefix.length)
    return sql`
      select account_id, segments.day_of(traits ->> ${key}, ${timeZone}) as day from customers.account_fact where traits ? ${key}`
  }
  const field = fields.get(name)
  const contract = contractDates.get(name)
  const days = [
    ...(field?.type === 'date' ? [daysOfField(field, timeZone)] : []),
    ...(contract ? [daysOfContracts(contract, timeZone)] : []),
  ]
  if (days.length === 0) throw new Invalid({ field: 'plays:problem.dateField' })
  return sql.join(days, sql` union `)
}

function daysOfField(
  field: { readonly relation: string; readonly column: string; readonly moment?: boolean },
  zone: string,
) {
  const column = sql.ref(field.column)
  const day = field.moment ? sql`segments.day_of(${column}, ${zone})` : column
  return sql`select account_id, ${day} as day from ${sql.table(field.relation)} where ${column} is not null`
}

/** What has ended neither began nor renews any more. */
function daysOfContracts({ column }: ContractDate, zone: string): RawBuilder<unknown> {
  if (column === 'cancelled_at') {
    return sql`
      select account_id, segments.day_of(cancelled_at, ${zone}) as day from customers.subscription_fact
      where cancelled_at is not null`
  }
  return sql`
    select account_id, ${sql.ref(column)} as day from customers.subscription_fact
    where ${sql.ref(column)} is not null and (cancelled_at is null or cancelled_at > ${nowDate()})`
}
