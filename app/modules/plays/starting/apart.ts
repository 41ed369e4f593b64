import { sql } from 'kysely'
import { isPassing, type Tx } from '../../../platform/db.ts'
import { log } from '../../../platform/log.ts'

/** Does it so that nothing of it is left when it fails; returns what went wrong. Throws what passes by itself. */
export async function apart(
  tx: Tx,
  work: () => Promise<void>,
  { quiet = false }: { readonly quiet?: boolean } = {},
): Promise<unknown> {
  await sql`savepoint look`.execute(tx)
  try {
    await work()
    await sql`release savepoint look`.execute(tx)
    return undefined
  } catch (error) {
    if (isPassing(error)) throw error
    await sql`rollback to savepoint look`.execute(tx)
    if (!quiet) log.error({ err: error }, 'a play could not be started')
    return error ?? new Error('failed without saying why')
  }
}
