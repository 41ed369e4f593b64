import { type RawBuilder, sql } from 'kysely'
import { type Db, lockShared, type Tx } from '../../../../platform/db.ts'
import { erasureLock } from '../../contacts/erase.ts'
import { anySuppressed, atSign } from '../../contacts/suppression.ts'
import { aboutErased, type Saying } from '../../intake/erased.ts'
import type { Json } from '../../traits/trait.ts'
import { leaveOut } from './resolve.ts'
import { BeginAgain } from './store.ts'

/** How the rows of a kind speak of people. */
export interface Speaking {
  /** All that a row says, as JSON. */
  readonly traits: RawBuilder<unknown>
  readonly saying: (id: string, traits: Readonly<Record<string, Json>>) => Saying
}

/**
 * Persons who were erased do not come back, neither by their id nor by their mail address. Returns how many rows are
 * left out.
 */
export async function leaveErased(tx: Tx, importId: number, speaking: Speaking): Promise<number> {
  const erased = await erasedIn(tx, tx, sql`import_row`, speaking)
  if (erased.length === 0) return 0
  const found = sql`
    select row_number, null::text as value, '{}'::jsonb as detail
    from import_match where row_number = any(${erased}::int[])`
  return leaveOut(tx, importId, 'erased', found)
}

/**
 * Somebody may have been erased while the rows were written. From here on who erases waits until they are committed. By what
 * is `committed`: an address may be said of whom it belongs to already, and in `tx` it belongs to those just written.
 */
export async function lookOnceMore(tx: Tx, committed: Db, speaking: Speaking): Promise<void> {
  await lockShared(tx, erasureLock)
  if ((await erasedIn(tx, committed, sql`import_ready`, speaking)).length > 0) throw new BeginAgain()
}

/** The rows of a table of `tx` that are about persons who were erased, by what `known` sees. */
async function erasedIn(
  tx: Tx,
  known: Db | Tx,
  table: RawBuilder<unknown>,
  { traits, saying }: Speaking,
): Promise<readonly number[]> {
  if (!(await anySuppressed(known))) return []
  const { rows } = await sql<{ row_number: number; id: string; said: Record<string, Json> }>`
    select row_number, id, (
      select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(${traits}) where value::text ~ ${atSign}
    ) as said
    from ${table} r order by row_number`.execute(tx)
  const erased = await aboutErased(
    known,
    rows.map(({ id, said }) => saying(id, said)),
  )
  return rows.filter((_, index) => erased.has(index)).map(({ row_number }) => row_number)
}
