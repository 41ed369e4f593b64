import { type RawBuilder, sql } from 'kysely'
import type { TouchSource } from '../../../web/module.ts'

/**
 * The touches that modules offer, narrowed by `where` (over account_id and at): account_id, at, kind, touched, minutes, estimated.
 * What comes later, such as conversations, is counted as soon as its module offers it.
 */
export function touchesOf(sources: readonly TouchSource[], where: RawBuilder<unknown>): RawBuilder<unknown> {
  if (sources.length === 0) {
    return sql`
      select null::bigint as account_id, null::timestamptz as at, '' as kind, false as touched, 0 as minutes, false as estimated
      where false`
  }
  return sql.join(
    sources.map(
      source => sql`
        select account_id, at, kind, touched, minutes, estimated from ${sql.table(source.relation)} where ${where}`,
    ),
    sql` union all `,
  )
}
