import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import { Invalid } from '../../../platform/errors.ts'
import type { Measure, Offers } from '../../../web/module.ts'
import { type About, grounds } from '../about.ts'
import { relationNamed } from './identifiers.ts'
import { existing, type IdSet, listed, restriction } from './ids.ts'
import { Scan } from './scan.ts'

/** The longest window, in days. */
export const longestWindow = 730

/** One number about an account (or a contact), as a score model or a condition asks for it. */
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
  if (use.of === undefined && measure.ofNeeded) return 'ofMissing' as const
  if (use.compare && use.window === undefined) return 'windowMissing' as const
  return undefined
}

/**
 * SQL that computes `uses` for each of `accounts` that exists: columns account_id, m0, m1, … (double precision).
 * Each relation is scanned once for all its windows, bounded by the widest; used without a window it costs a second,
 * unbounded scan. Accounts without rows get the measure's empty value, or null where its `presence` knows nothing of them.
 * A comparison is null when the window before is empty or not above zero. `today` is the company's day, yyyy-mm-dd.
 * Throws Invalid for a use that cannot be computed. Why this form, and what it costs: docs/decisions/0005-measures-in-sql.md.
 */
export function compileMeasures(
  uses: readonly MeasureUse[],
  offers: Pick<Offers, 'measures'>,
  options: { readonly accounts: IdSet; readonly today: string },
): RawBuilder<MeasureRow> {
  return compileUses(uses, offers, { about: 'account', among: options.accounts, today: options.today })
}

/** For whom measures are computed, and up to which day. */
interface Scope {
  readonly about: About
  readonly among: IdSet
  readonly today: string
}

/** The same for accounts or for contacts: the id in their own column. */
export function compileUses(
  uses: readonly MeasureUse[],
  offers: Pick<Offers, 'measures'>,
  scope: Scope,
): RawBuilder<MeasureRow> {
  const { about, among } = scope
  const { id } = grounds[about]
  const plan: Plan = { ...scope, scans: new Map(), presences: new Map() }
  const values = uses.map(use => planUse(use, offers, plan))
  const columns = values.map((value, index) => sql`, (${value()})::double precision as ${sql.id(`m${index}`)}`)
  const joins = [...plan.scans.values()].map(scan => join(about, scan.select(among), scan.alias))
  const presences = [...plan.presences]
    .filter(([relation]) => !allOf(relation, plan))
    .map(([relation, alias]) => join(about, presence(relation, scope), alias))
  return sql<MeasureRow>`with measured as (${existing(about, among)})
    select measured.${id}${sql.join(columns, sql``)} from measured${sql.join([...joins, ...presences], sql``)}`
}

interface Plan extends Scope {
  readonly scans: Map<string, Scan>
  /** Alias by relation. */
  readonly presences: Map<string, string>
}

/** Asks the scan of the use's relation for what it needs. How the value reads is known once all uses have asked. */
function planUse(use: MeasureUse, offers: Pick<Offers, 'measures'>, plan: Plan): () => RawBuilder<unknown> {
  const problem = problemOfUse(use, offers)
  const measure = offers.measures.get(use.measure)
  if (problem || !measure) throw new Invalid({ measure: `segments:error.${problem}` })
  const scan = scanOf(measure, use, plan)
  const present = presenceOf(measure, plan)
  const now = scan.ask(measure, use.window ? { first: 0, last: use.window - 1 } : undefined, use.of)
  const value = () => (measure.empty === 0 ? sql`coalesce(${now()}, 0)` : now())
  if (!use.compare || !use.window) return () => (present ? sql`case when ${present()} then ${value()} end` : value())
  const before = scan.ask(measure, { first: use.window, last: 2 * use.window - 1 }, use.of)
  return () => sql`case when ${before()} > 0 then ${value()}::double precision / ${before()} - 1 end`
}

/**
 * How it reads whether anything can be known of the account; undefined when it always can. A pass over the same relation
 * that meets all its rows tells that, too.
 */
function presenceOf({ presence }: Measure, plan: Plan): (() => RawBuilder<unknown>) | undefined {
  if (!presence) return undefined
  const alias = plan.presences.get(presence) ?? `present${plan.presences.size}`
  plan.presences.set(presence, alias)
  return () => sql`${sql.id(allOf(presence, plan)?.alias ?? alias)}.${grounds[plan.about].id} is not null`
}

function allOf(relation: string, { scans }: Plan): Scan | undefined {
  return [...scans.values()].find(scan => scan.meetsAllOf(relation))
}

function presence(relation: string, { about, among }: Scope): RawBuilder<unknown> {
  const { id } = grounds[about]
  const limit = restriction(about, among, listed(about))
  return sql`select ${id} from ${relationNamed(relation)}${limit ? sql` where ${limit}` : sql``} group by ${id}`
}

function join(about: About, select: RawBuilder<unknown>, alias: string): RawBuilder<unknown> {
  const { id } = grounds[about]
  return sql` left join (${select}) ${sql.id(alias)} on ${sql.id(alias)}.${id} = measured.${id}`
}

function scanOf(measure: Measure, use: MeasureUse, { about, scans, today }: Plan): Scan {
  const key = `${measure.relation} ${use.window ? measure.on : ''}`
  let scan = scans.get(key)
  if (!scan) {
    scan = new Scan(`scan${scans.size}`, { about, relation: measure.relation, today })
    scans.set(key, scan)
  }
  return scan
}
