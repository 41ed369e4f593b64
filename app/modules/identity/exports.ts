import { transact } from '../../platform/db.ts'
import type { RequestContext } from '../../web/routes.ts'
import { record } from '../activity/index.ts'
import { actorOf } from './address.ts'

/**
 * Writes down that a person takes a list along as a file, before its first line is sent: who, which one, and how many rows
 * it has then.
 */
export async function recordExport(
  c: RequestContext,
  name: `${string}.${string}_exported`,
  data: { readonly rows: number; readonly [value: string]: string | number },
): Promise<void> {
  await transact(c.var.services.db, tx => record(tx, actorOf(c), { name, data }))
}
