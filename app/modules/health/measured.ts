import { type RawBuilder, sql } from 'kysely'
import type { Offers } from '../../web/module.ts'
import { compileMeasures, type MeasureUse } from '../segments/index.ts'

/**
 * SQL with one row per account of the set: account_id, v0, v1, … (double precision) for the uses in order. A measure whose
 * presence the account lacks is null: an account that never sent an event is not silent, nothing is known of it.
 * `day` is the company's day up to which is measured.
 */
export function measured(
  uses: readonly MeasureUse[],
  offers: Offers,
  options: { readonly accounts: RawBuilder<unknown> | 'all'; readonly day: string },
): RawBuilder<unknown> {
  const inner = compileMeasures(uses, offers, { accounts: options.accounts, today: options.day })
  const presences = [...new Set(uses.flatMap(use => offers.measures.get(use.measure)?.presence ?? []))]
  const known = new Map(presences.map((relation, i) => [relation, sql.ref(`known${i}`)]))
  const columns = uses.map((use, i) => {
    const presence = known.get(offers.measures.get(use.measure)?.presence ?? '')
    const value = sql.ref(`measures.m${i}`)
    const checked = presence ? sql`case when ${presence}.account_id is not null then ${value} end` : value
    return sql`, ${checked} as ${sql.ref(`v${i}`)}`
  })
  const joins = presences.map(
    relation =>
      sql` left join ${sql.table(relation)} ${known.get(relation)} on ${known.get(relation)}.account_id = measures.account_id`,
  )
  return sql`select measures.account_id${sql.join(columns, sql``)} from (${inner}) measures${sql.join(joins, sql``)}`
}
