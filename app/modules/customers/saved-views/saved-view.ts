import { nowDate } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { Invalid, NotFound } from '../../../platform/errors.ts'
import { record, type StaffActor } from '../../activity/index.ts'

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
  actor: StaffActor,
  view: { readonly name: string; readonly query: string; readonly shared: boolean },
): Promise<number> {
  const own = await tx
    .selectFrom('customers.saved_view')
    .select(['name', 'query', 'shared'])
    .where('staff_id', '=', actor.id)
    .execute()
  const before = own.find(row => row.name === view.name)
  if (own.length >= mostViews && !before) throw new Invalid({ name: 'customers:views.tooMany' })
  const { id } = await tx
    .insertInto('customers.saved_view')
    .values({ staff_id: actor.id, ...view, created_at: nowDate() })
    .onConflict(conflict =>
      conflict.columns(['staff_id', 'name']).doUpdateSet({ query: view.query, shared: view.shared }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  await record(
    tx,
    actor,
    ...deedsOf(before, view).map(name => ({ name, subjectId: String(id), data: { name: view.name } })),
  )
  return id
}

type Kept = Pick<SavedView, 'query' | 'shared'>

function deedsOf(before: Kept | undefined, view: Kept) {
  const shared = before?.shared ?? false
  return [
    ...(before ? [] : ['customers.view_saved' as const]),
    ...(before && before.query !== view.query ? ['customers.view_changed' as const] : []),
    ...(view.shared && !shared ? ['customers.view_shared' as const] : []),
    ...(shared && !view.shared ? ['customers.view_unshared' as const] : []),
  ]
}

/** Removes a view of this person. Throws NotFound for those of others. */
export async function removeView(tx: Tx, actor: StaffActor, viewId: number): Promise<void> {
  const removed = await tx
    .deleteFrom('customers.saved_view')
    .where('id', '=', viewId)
    .where('staff_id', '=', actor.id)
    .returning('name')
    .executeTakeFirst()
  if (!removed) throw new NotFound(`view ${viewId}`)
  await record(tx, actor, { name: 'customers.view_deleted', subjectId: String(viewId), data: { name: removed.name } })
}
