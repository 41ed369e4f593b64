import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../../../platform/db.ts'
import { traitLimit } from '../../traits/trait.ts'
import type { ProblemName } from '../rows/problem.ts'

/*
 * From `import_row`, as the file has it, to `import_ready`, as it is written, by way of `import_match`: which row is about
 * whom. The rows themselves are wide, so they are never updated, only copied once, into the order of writing.
 */

/** Finds whom the rows are about; `known` is a relation (id, target_id). Of rows with the same id the last one stays. */
export async function matchRows(tx: Tx, importId: number, known: RawBuilder<unknown>): Promise<{ warnings: number }> {
  await sql`analyze import_row`.execute(tx)
  await sql`
    create temporary table import_match on commit drop as
    select r.row_number, r.id, k.target_id from import_row r left join (${known}) k on k.id = r.id`.execute(tx)
  await sql`analyze import_match`.execute(tx)
  const same = await keepLastOf(tx, importId, sql`id`)
  // Two ids of one that was merged.
  return { warnings: same + (await keepLastOf(tx, importId, sql`target_id`)) }
}

async function keepLastOf(tx: Tx, importId: number, key: RawBuilder<unknown>): Promise<number> {
  const earlier = sql`
    select row_number, id as value, jsonb_build_object('last', last) as detail
    from (
      select row_number, id, max(row_number) over (partition by ${key}) as last from import_match where ${key} is not null
    ) ranked
    where row_number < last`
  return leaveOut(tx, importId, 'duplicate', earlier, { warning: true })
}

/** Leaves out the rows that `found` (row_number, value, detail) names, and tells about each. Returns how many they are. */
export async function leaveOut(
  tx: Tx,
  importId: number,
  name: ProblemName,
  found: RawBuilder<unknown>,
  { warning = false } = {},
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with found as materialized (${found}), gone as (
      delete from import_match m using found f where m.row_number = f.row_number
    ), told as (
      ${telling(importId, name, warning)}
    )
    select count(*) as count from found`.execute(tx)
  return rows[0]?.count ?? 0
}

/** Only tells about them. */
export async function warnAbout(
  tx: Tx,
  importId: number,
  name: ProblemName,
  found: RawBuilder<unknown>,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with found as materialized (${found}), told as (${telling(importId, name, true)})
    select count(*) as count from found`.execute(tx)
  return rows[0]?.count ?? 0
}

function telling(importId: number, name: ProblemName, warning: boolean): RawBuilder<unknown> {
  return sql`
    insert into customers.import_error (import_id, row_number, warning, value, message, detail)
    select ${importId}, row_number, ${warning}, left(value, 200), ${name}::text, detail from found
    order by row_number limit 100000`
}

/** Rows that would give what they are about more than 300 traits, as `leaveOut` wants them. */
export function overfull(table: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select m.row_number, m.id as value, jsonb_build_object('limit', ${traitLimit}::int) as detail
    from import_match m join import_row r using (row_number) join ${table} a on a.id = m.target_id
    where (select count(*) from jsonb_object_keys(a.traits || r.traits)) > ${traitLimit}`
}

/**
 * Copies the rows that are left into the order of writing: first those about somebody known, in the order of their ids,
 * so that two transactions never wait for each other.
 */
export async function orderRows(tx: Tx): Promise<{ readonly known: number; readonly fresh: number }> {
  await sql`
    create temporary table import_ready on commit drop as
    select row_number() over (order by m.target_id nulls last, m.id)::int as position, m.target_id, r.*
    from import_match m join import_row r using (row_number) order by 1`.execute(tx)
  await sql`create unique index on import_ready (position)`.execute(tx)
  await sql`create temporary table import_made (id text, target_id bigint) on commit drop`.execute(tx)
  await sql`analyze import_ready`.execute(tx)
  const { rows } = await sql<{ known: number; fresh: number }>`
    select count(target_id) as known, count(*) - count(target_id) as fresh from import_ready`.execute(tx)
  return rows[0] ?? { known: 0, fresh: 0 }
}
