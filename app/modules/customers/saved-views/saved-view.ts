import { nowDate } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { Invalid, NotFound } from '../../../platform/errors.ts'

/** A list of accounts as somebody likes to see it. */
export interface SavedView {
  readonly id: number
  readonly name: string
  /** Query string of the list, without `?`. */
  readonly query: string
  readonly shared: boolean
  readonly own: boolean
}

const mostViews = 50

/** The views a person sees as tabs: their own, then those that others share. */
export async function savedViews(db: Db | Tx, staffId: string): Promise<readonly SavedView[]> {
  const rows = await db
    .selectFrom('customers.saved_view')
    .select(['id', 'name', 'query', 'shared', 'staff_id'])
    .where(eb => eb.or([eb('staff_id', '=', staffId), eb('shared', '=', true)]))
    .orderBy('id')
    .limit(mostViews * 2)
    .execute()
  return rows
    .map(({ staff_id, ...view }) => ({ ...view, own: staff_id === staffId }))
    .sort((a, b) => Number(b.own) - Number(a.own))
}

/** Keeps a view and returns its id; the same name again replaces it. Throws Invalid when the person has too many. */
export async function saveView(
  tx: Tx,
  staffId: string,
  view: { readonly name: string; readonly query: string; readonly shared: boolean },
): Promise<number> {
  const own = await tx.selectFrom('customers.saved_view').select('name').where('staff_id', '=', staffId).execute()
  if (own.length >= mostViews && !own.some(row => row.name === view.name)) {
    throw new Invalid({ name: 'customers:views.tooMany' })
  }
  const row = await tx
    .insertInto('customers.saved_view')
    .values({ staff_id: staffId, ...view, created_at: nowDate() })
    .onConflict(conflict =>
      conflict.columns(['staff_id', 'name']).doUpdateSet({ query: view.query, shared: view.shared }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** Removes a view of this person. Throws NotFound for those of others. */
export async function removeView(tx: Tx, staffId: string, viewId: number): Promise<void> {
  const removed = await tx
    .deleteFrom('customers.saved_view')
    .where('id', '=', viewId)
    .where('staff_id', '=', staffId)
    .returning('id')
    .executeTakeFirst()
  if (!removed) throw new NotFound(`view ${viewId}`)
}
