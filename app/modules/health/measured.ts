import { type RawBuilder, sql } from 'kysely'
import type { Offers } from '../../web/module.ts'
import { compileMeasures, type MeasureUse } from '../segments/index.ts'

/**
 * SQL with one row per account of the set: account_id, v0, v1, … (double precision) for the uses in order; null for a use
 * that is left out. A measure whose presence the account lacks is null too: an account that never sent an event is not
 * silent, nothing is known of it. `day` is the company's day up to which is measured.
 */
export function measured(
  uses: readonly (MeasureUse | undefined)[],
  offers: Pick<Offers, 'measures'>,
  options: { readonly accounts: RawBuilder<unknown> | 'all'; readonly day: string },
): RawBuilder<unknown> {
  const known = uses.filter(use => use !== undefined)
  const inner = compileMeasures(known, offers, { accounts: options.accounts, today: options.day })
  const presenceOf = (use: MeasureUse) => offers.measures.get(use.measure)?.presence ?? ''
  const presences = [...new Set(known.map(presenceOf))].filter(relation => relation !== '')
  const aliases = new Map(presences.map((relation, i) => [relation, sql.ref(`known${i}`)]))
  const columns = uses.map((use, i) => {
    if (!use) return sql`, null::float8 as ${sql.ref(`v${i}`)}`
    const alias = aliases.get(presenceOf(use))
    const value = sql.ref(`measures.m${known.indexOf(use)}`)
    return sql`, ${alias ? sql`case when ${alias}.account_id is not null then ${value} end` : value} as ${sql.ref(`v${i}`)}`
  })
  const joins = presences.map(relation => {
    const alias = aliases.get(relation)
    return sql` left join ${sql.table(relation)} ${alias} on ${alias}.account_id = measures.account_id`
  })
  return sql`select measures.account_id${sql.join(columns, sql``)} from (${inner}) measures${sql.join(joins, sql``)}`
}

/**
 * The same uses for a past day: measures that only know the present replaced by those that say the same about a past day,
 * undefined where there is none, so that nothing known only later leaks in.
 */
export function pastUses(
  uses: readonly MeasureUse[],
  offers: Pick<Offers, 'measures'>,
): readonly (MeasureUse | undefined)[] {
  return uses.map(use => {
    const offered = offers.measures.get(use.measure)
    if (offered?.on) return use
    return offered?.past && { ...use, ...offered.past }
  })
}
