import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import { Invalid } from '../../platform/errors.ts'
import type { Measure, Offers } from '../../web/module.ts'
import { type AccountSet, accountIds } from './accounts.ts'
import { Scan, type Span } from './scan.ts'

/** The longest window, in days. */
export const longestWindow = 730

/** One number about an account, as a score model or a condition asks for it. */
export const measureUseShape = z.strictObject({
  /** Key of an offered measure. */
  measure: z.string().min(1).max(100),
  /** Days up to and including today; all there is when absent. Only for measures that lie on days. */
  window: z.int().min(1).max(longestWindow).optional(),
  /** Pins the measure to one text, such as the name of one event. */
  of: z.string().min(1).max(500).optional(),
  /** The change against the window before: ratio − 1 (0.5 is half as much again). Needs a window. */
  compare: z.literal('previous').optional(),
})
export type MeasureUse = z.output<typeof measureUseShape>

/** One row per account; column `m0` for the first use, `m1` for the second, … */
export type MeasureRow = { account_id: number } & Record<`m${number}`, number | null>

/** What keeps a use from being computed, as the last part of a text key under `segments:error`; undefined when nothing does. */
export function problemOfUse(use: MeasureUse, offers: Pick<Offers, 'measures'>) {
  const measure = offers.measures.get(use.measure)
  if (!measure) return 'measureUnknown' as const
  if (use.window !== undefined && !measure.on) return 'windowImpossible' as const
  if (use.of !== undefined && !measure.of) return 'ofImpossible' as const
  if (use.compare && use.window === undefined) return 'windowMissing' as const
  return undefined
}

/**
 * SQL that computes `uses` for each of `accounts` that exists: columns account_id, m0, m1, … (double precision).
 * Each relation is scanned once for all its windows, bounded by the widest; used without a window it costs a second,
 * unbounded scan. Accounts without rows get the measure's empty value. A comparison is null when the window before is
 * empty or not above zero. `today` is the company's day, yyyy-mm-dd. Throws Invalid for a use that cannot be computed.
 * Why this form, and what it costs: docs/decisions/0004-measures-in-sql.md.
 */
export function compileMeasures(
  uses: readonly MeasureUse[],
  offers: Pick<Offers, 'measures'>,
  options: { readonly accounts: AccountSet; readonly today: string },
): RawBuilder<MeasureRow> {
  const scans = new Map<string, Scan>()
  const plans = uses.map(use => planUse(use, offers, scans, options.today))
  const columns = plans.map((value, index) => sql`, (${value()})::double precision as ${sql.id(`m${index}`)}`)
  const joins = [...scans.values()].map(
    scan => sql` left join (${scan.select(options.accounts)}) ${sql.id(scan.alias)}
      on ${sql.id(scan.alias)}.account_id = measured.account_id`,
  )
  return sql<MeasureRow>`with measured as (${accountIds(options.accounts)})
    select measured.account_id${sql.join(columns, sql``)} from measured${sql.join(joins, sql``)}`
}

/** Asks the scan of the use's relation for what it needs. How the value reads is known once all uses have asked. */
function planUse(
  use: MeasureUse,
  offers: Pick<Offers, 'measures'>,
  scans: Map<string, Scan>,
  today: string,
): () => RawBuilder<unknown> {
  const problem = problemOfUse(use, offers)
  const measure = offers.measures.get(use.measure)
  if (problem || !measure) throw new Invalid({ measure: `segments:error.${problem}` })
  const scan = scanOf(measure, use, scans, today)
  const now = scan.ask(measure, use.window ? { first: 0, last: use.window - 1 } : undefined, use.of)
  if (!use.compare || !use.window) return () => filled(measure, now())
  const span: Span = { first: use.window, last: 2 * use.window - 1 }
  const before = scan.ask(measure, span, use.of)
  return () => sql`case when ${before()} > 0 then ${filled(measure, now())}::double precision / ${before()} - 1 end`
}

function scanOf(measure: Measure, use: MeasureUse, scans: Map<string, Scan>, today: string): Scan {
  const key = `${measure.relation} ${use.window ? measure.on : ''}`
  let scan = scans.get(key)
  if (!scan) {
    scan = new Scan(`scan${scans.size}`, measure.relation, today)
    scans.set(key, scan)
  }
  return scan
}

function filled(measure: Measure, value: RawBuilder<unknown>): RawBuilder<unknown> {
  return measure.empty === 0 ? sql`coalesce(${value}, 0)` : value
}
