import { sql } from 'kysely'
import { today } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Offers } from '../../../web/module.ts'
import { findCompany } from '../../identity/index.ts'
import type { About } from '../about.ts'
import { type Group, readCondition, segmentsIn } from '../conditions/condition.ts'
import { problemOf, type Surroundings } from '../conditions/facts.ts'

/** A segment as far as it takes to evaluate it. */
export interface Definition {
  readonly id: number
  readonly about: About
  readonly conditionVersion: number
  readonly condition: Group
  /** Everybody has been evaluated with this condition. */
  readonly complete: boolean
}

/** What conditions are read with today; undefined before there is a company. */
export async function surroundingsNow(db: Db | Tx, offers: Offers): Promise<Surroundings | undefined> {
  const company = await findCompany(db)
  if (!company) return undefined
  return { offers, today: today(company.timeZone).toString(), timeZone: company.timeZone }
}

/**
 * All segments that can be evaluated, kept from being deleted until `tx` ends. Those that cannot, because they ask for what
 * is not offered any more, are left out and the reason is noted.
 */
export async function evaluable(tx: Tx, offers: Offers): Promise<readonly Definition[]> {
  const { rows } = await sql<Row>`
    select s.id, s.about, s.condition, s.condition_version, e.problem, e.condition_version = s.condition_version as complete
    from segments.segment s join segments.evaluation e on e.segment_id = s.id
    order by s.id for key share of s`.execute(tx)
  const found = rows.map(row => ({ row, ...readable(row, offers) }))
  await noteProblems(tx, found)
  return found.flatMap(({ row: { id, about, condition_version: conditionVersion, complete }, condition }) =>
    condition ? [{ id, about, conditionVersion, condition, complete }] : [],
  )
}

interface Row {
  readonly id: number
  readonly about: About
  readonly condition: unknown
  readonly condition_version: number
  readonly problem: string | null
  readonly complete: boolean
}

function readable(row: Row, offers: Offers): { readonly condition?: Group; readonly problem: string | null } {
  const condition = readCondition(row.condition)
  if (!condition) return { problem: 'unreadable' }
  const problem = problemOf(condition, row.about, offers)
  return problem ? { problem } : { condition, problem: null }
}

async function noteProblems(
  tx: Tx,
  found: readonly { readonly row: Row; readonly problem: string | null }[],
): Promise<void> {
  const changed = found.filter(({ row, problem }) => row.problem !== problem)
  if (changed.length === 0) return
  await sql`
    update segments.evaluation e set problem = noted.problem
    from unnest(${changed.map(({ row }) => row.id)}::bigint[], ${changed.map(({ problem }) => problem)}::text[])
      as noted (segment_id, problem)
    where e.segment_id = noted.segment_id`.execute(tx)
}

/**
 * The segments in layers: what a segment speaks of is in an earlier layer, so that it is settled before. Segments that speak
 * of one that is not in the list take it as it stands.
 */
export function inLayers(definitions: readonly Definition[]): readonly (readonly Definition[])[] {
  const layers: Definition[][] = []
  const waiting = new Map(definitions.map(definition => [definition.id, definition]))
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(({ condition }) => !segmentsIn(condition).some(id => waiting.has(id)))
    // A circle cannot be saved; should there be one, it must not stop the others.
    const layer = ready.length > 0 ? ready : [...waiting.values()]
    for (const { id } of layer) waiting.delete(id)
    layers.push(layer)
  }
  return layers
}

/** The segments with these ids and all that speak of them, directly or through others. */
export function withDependents(definitions: readonly Definition[], ids: readonly number[]): readonly Definition[] {
  const wanted = new Set(ids)
  for (const layer of inLayers(definitions)) {
    for (const { id, condition } of layer) if (segmentsIn(condition).some(used => wanted.has(used))) wanted.add(id)
  }
  return definitions.filter(({ id }) => wanted.has(id))
}
