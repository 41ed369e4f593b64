import type { Db } from '../../platform/db.ts'

/** One thing that was done. */
export interface Entry {
  readonly id: number
  readonly at: Date
  readonly actor_kind: 'staff' | 'system' | 'key' | 'command'
  readonly actor_id: string | null
  readonly name: string
  readonly account_id: number | null
  readonly contact_id: number | null
  readonly subject_id: string | null
  readonly data: Record<string, unknown>
  readonly ip: string | null
}

/** What was done to an account, newest first, strictly before `before`. */
export async function accountEntries(
  db: Db,
  accountId: number,
  range: { readonly before: Date; readonly limit: number },
): Promise<readonly Entry[]> {
  return db
    .selectFrom('activity.entry')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('at', '<', range.before)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(range.limit)
    .execute()
}

/** Everything that was done, newest first, for the audit log; `before` is the last id already seen. */
export async function recentEntries(
  db: Db,
  filter: { readonly actorId?: string; readonly name?: string; readonly before?: number; readonly limit: number },
): Promise<readonly Entry[]> {
  let query = db.selectFrom('activity.entry').selectAll().orderBy('id', 'desc').limit(filter.limit)
  if (filter.actorId) query = query.where('actor_id', '=', filter.actorId)
  if (filter.name) query = query.where('name', 'like', `${filter.name}%`)
  if (filter.before) query = query.where('id', '<', filter.before)
  return query.execute()
}
