import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { Conflict, NotFound } from '../../../platform/errors.ts'
import { type Actor, record } from '../../activity/index.ts'
import { markChanged } from '../changes.ts'
import { type AccountInput, columnsOf, takeIdentity } from './create.ts'

/** What the edit form changes; stage and owner have their own. */
export type AccountEdit = Omit<AccountInput, 'stage' | 'ownerId'>

/**
 * Changes what is known of an account. `version` is the one that was on the screen: throws Conflict when somebody else
 * saved meanwhile, NotFound when it is gone, Invalid when the id outside is taken.
 */
export async function editAccount(
  tx: Tx,
  actor: Actor,
  accountId: number,
  version: number,
  input: AccountEdit,
): Promise<void> {
  const before = await tx
    .selectFrom('customers.account')
    .select(['version', 'name', 'external_id', 'kind', 'time_zone', 'customer_since'])
    .where('id', '=', accountId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!before) throw new NotFound(`account ${accountId}`)
  if (before.version !== version) throw new Conflict('customers:form.changedMeanwhile')
  const columns = columnsOf({ ...input, stage: 'active' })
  const changed = (['name', 'external_id', 'kind', 'time_zone', 'customer_since'] as const).filter(
    name => before[name] !== columns[name],
  )
  if (changed.length === 0) return
  if (input.externalId) await takeIdentity(tx, accountId, input.externalId)
  const at = nowDate()
  await tx
    .updateTable('customers.account')
    .set({ ...columns, version: version + 1, updated_at: at })
    // A message that comes late does not undo what a person wrote.
    .$if(changed.includes('name'), query =>
      query.set({ traits_at: sql`traits_at || jsonb_build_object('name', ${at.getTime()}::bigint)` }),
    )
    .where('id', '=', accountId)
    .execute()
  await record(tx, actor, { name: 'customers.account_edited', accountId, data: { changed } })
  await markChanged(tx, [accountId])
}
