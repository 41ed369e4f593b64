import { sql } from 'kysely'
import { href, paths } from '../../paths.ts'
import type { Tx } from '../../platform/db.ts'
import type { MergeAccounts, SegmentUses } from '../../web/module.ts'
import { keepSegments } from '../segments/index.ts'
import { addUpRepeated, fewestRepeated } from './counting/repeated.ts'

/** The models that are for a segment. */
export const modelsForSegment: SegmentUses = async (db, segmentId) => {
  const rows = await db.selectFrom('touch.model').select(['id', 'name']).where('segment_id', '=', segmentId).execute()
  return rows.map(({ id, name }) => ({ label: name, href: href(paths.touchModel, { id }) }))
}

/** What was spent at an account counts at the one it is merged into; where that stands is found out with the next count. */
export const mergeAccounts: MergeAccounts = async (tx, { fromId, intoId }) => {
  await sql`
    insert into touch.account_month as m
      (month, account_id, model_id, high, low, tech, community, said, estimated, last_person_at)
    select month, ${intoId}::bigint, model_id, high, low, tech, community, said, estimated, last_person_at
    from touch.account_month where account_id = ${fromId}
    on conflict (month, account_id) do update
    set high = m.high + excluded.high, low = m.low + excluded.low, tech = m.tech + excluded.tech,
        community = m.community + excluded.community, said = m.said + excluded.said,
        estimated = m.estimated + excluded.estimated,
        last_person_at = greatest(m.last_person_at, excluded.last_person_at)`.execute(tx)
  // A kind that was repeated at both is at one account fewer; what is at too few is not repeated.
  await sql`
    update touch.repeated r set accounts = r.accounts - 1
    from touch.repeated_account f join touch.repeated_account i on i.month = f.month and i.kind = f.kind
    where f.account_id = ${fromId} and i.account_id = ${intoId} and r.month = f.month and r.kind = f.kind`.execute(tx)
  await sql`delete from touch.repeated where accounts < ${fewestRepeated}`.execute(tx)
  await sql`
    insert into touch.repeated_account as r
      (month, kind, account_id, play_id, step, task_id, tasks, differently, said, estimated)
    select month, kind, ${intoId}::bigint, play_id, step, task_id, tasks, differently, said, estimated
    from touch.repeated_account where account_id = ${fromId}
    on conflict (month, kind, account_id) do update
    set tasks = r.tasks + excluded.tasks, differently = r.differently + excluded.differently, said = r.said + excluded.said,
        estimated = r.estimated + excluded.estimated`.execute(tx)
  for (const table of ['account_month', 'repeated_account', 'standing'] as const) {
    await tx.deleteFrom(`touch.${table}`).where('account_id', '=', fromId).execute()
  }
}

/**
 * Removes the sample's models, and what was counted of its accounts. What the company made for a segment of the sample's keeps
 * that segment; the model for everybody else stays as long as the company has models of its own.
 */
export async function removeSample(tx: Tx): Promise<void> {
  await sql`delete from touch.model_month where sample`.execute(tx)
  await sql`
    delete from touch.repeated_account
    where account_id in (select account_id from customers.account_fact where sample)`.execute(tx)
  await addUpRepeated(tx, null)
  await sql`
    update touch.model set sample = false
    where segment_id is null and archived_at is null and exists (select from touch.model where not sample)`.execute(tx)
  await sql`delete from touch.model where sample`.execute(tx)
  // Without models nothing is counted, and what comes later begins anew.
  await sql`delete from touch.month where not exists (select from touch.model)`.execute(tx)
  const kept = await tx.selectFrom('touch.model').select('segment_id').where('segment_id', 'is not', null).execute()
  await keepSegments(
    tx,
    kept.flatMap(row => row.segment_id ?? []),
  )
}
