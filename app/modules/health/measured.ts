import { type RawBuilder, sql } from 'kysely'
import type { Offers } from '../../web/module.ts'
import { compileMeasures, type MeasureUse, problemOfUse } from '../segments/index.ts'

/**
 * SQL with one row per account of the set: account_id, v0, v1, … (double precision) for the uses in order; null where
 * nothing is known, for a use that is left out, and for one that no module offers any more. `day` is the company's day up
 * to which is measured. Accounts by their ids, since nobody can estimate how many a select finds.
 */
export function measured(
  uses: readonly (MeasureUse | undefined)[],
  offers: Pick<Offers, 'measures'>,
  options: { readonly accounts: readonly number[] | 'all'; readonly day: string },
): RawBuilder<unknown> {
  const known = uses.filter(use => use !== undefined && !problemOfUse(use, offers)) as readonly MeasureUse[]
  const columns = uses.map((use, i) => {
    const value = use && known.includes(use) ? sql.ref(`m${known.indexOf(use)}`) : sql`null::float8`
    return sql`, ${value} as ${sql.ref(`v${i}`)}`
  })
  const inner = compileMeasures(known, offers, { accounts: options.accounts, today: options.day })
  return sql`select account_id${sql.join(columns, sql``)} from (${inner}) measures`
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
