import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { Erased } from '../../web/erased.ts'
import { forgetWords } from '../activity/index.ts'
import { mentions, withMergedIn } from '../customers/index.ts'
import { tasksAbout } from '../tasks/index.ts'

/** Answers about an account go with it into the one it is merged with; what is derived is computed anew. */
export async function moveAccount(tx: Tx, pair: { readonly fromId: number; readonly intoId: number }): Promise<void> {
  const { fromId, intoId } = pair
  await tx.updateTable('today.answer').set({ account_id: intoId }).where('account_id', '=', fromId).execute()
  await tx.updateTable('today.met').set({ account_id: intoId }).where('account_id', '=', fromId).execute()
  await sql`
    update today.list_item i set account_id = ${intoId}
    where account_id = ${fromId} and not exists (
      select from today.list_item other
      where other.account_id = ${intoId} and other.day = i.day and other.staff_id is not distinct from i.staff_id
    )`.execute(tx)
  await tx.deleteFrom('today.list_item').where('account_id', '=', fromId).execute()
  await moveLeftOut(tx, pair)
  await tx.deleteFrom('today.candidate').where('account_id', '=', fromId).execute()
  await tx.deleteFrom('today.rhythm').where('account_id', '=', fromId).execute()
}

/** Left out as its arm says: the survivor stays in its own arm, so what is contacted is not left out, and what is left out stays so. */
async function moveLeftOut(tx: Tx, { fromId, intoId }: { readonly fromId: number; readonly intoId: number }) {
  await sql`
    update today.left_out l set account_id = ${intoId}
    where account_id = ${fromId}
      and not exists (select from today.left_out o where o.account_id = ${intoId} and o.play_id = l.play_id)
      and not exists (
        select from plays.arm_fact a where a.account_id = ${intoId} and a.play_id = l.play_id and a.arm = 'treated'
      )`.execute(tx)
  await tx.deleteFrom('today.left_out').where('account_id', '=', fromId).execute()
}

/** What was said of a person who is erased goes; that somebody answered, and how, stays. Some answers are none without words. */
export async function forgetPerson(tx: Tx, erased: Erased): Promise<void> {
  const tasks = await tasksAbout(tx, erased.contactId)
  const { rows } = await sql<{ id: number; account_id: number }>`
    update today.answer set note = case when note is not null then '…' end
    where task_id = any(${tasks}::bigint[]) or ${mentions(erased, sql`account_id`, sql`note`)}
    returning id, account_id`.execute(tx)
  await forgetWords(tx, {
    module: 'today',
    accountIds: await withMergedIn(tx, [...new Set(rows.map(row => row.account_id))]),
    subjectIds: rows.map(row => String(row.id)),
  })
}

/**
 * What was counted over all accounts counted the sample, too: nothing is shown until it is counted again. Tasks that the sample's people
 * closed go, also about accounts that stay.
 */
export async function removeSample(tx: Tx): Promise<void> {
  await sql`
    delete from today.met m
    where exists (select from tasks.outcome_fact o where o.task_id = m.task_id and o.sample)
      or exists (select from tasks.open_task t where t.id = m.task_id and t.sample)`.execute(tx)
  await sql`delete from today.reference`.execute(tx)
  await sql`delete from today.typical_amount`.execute(tx)
  await sql`delete from today.portfolio`.execute(tx)
}
