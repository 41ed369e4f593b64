import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Model } from '../models.ts'

/**
 * SQL set of the accounts that a model scores: those in its segment that no earlier model took; open ones unless everybody
 * is asked for. `within` narrows it down by the account `a`.
 */
export function accountsOf(
  model: Pick<Model, 'segmentId'>,
  earlier: readonly Pick<Model, 'segmentId'>[],
  options: { readonly who?: 'open' | 'everybody'; readonly within?: RawBuilder<unknown> | undefined } = {},
): RawBuilder<unknown> {
  const taken = earlier.flatMap(({ segmentId }) => segmentId ?? [])
  const conditions = [options.who === 'everybody' ? sql`true` : sql`not a.cancelled`]
  if (options.within) conditions.push(options.within)
  if (model.segmentId !== null) conditions.push(inSegments([model.segmentId]))
  if (taken.length > 0) conditions.push(sql`not ${inSegments(taken)}`)
  return sql`select a.account_id from customers.account_fact a where ${sql.join(conditions, sql` and `)}`
}

/** The models that are tried before this one. */
export function modelsBefore(model: Model, models: readonly Model[]): readonly Model[] {
  return models.slice(0, models.indexOf(model))
}

function inSegments(ids: readonly number[]): RawBuilder<unknown> {
  return sql`exists (select 1 from segments.membership_fact s
    where s.account_id = a.account_id and s.segment_id = any(${[...ids]}::bigint[]))`
}

/** The ids of an SQL set of accounts: looking a few up one by one is quicker than joining a set that nobody can estimate. */
export async function idsOf(db: Db | Tx, accounts: RawBuilder<unknown>): Promise<readonly number[]> {
  const { rows } = await sql<{ account_id: number }>`${accounts}`.execute(db)
  return rows.map(row => row.account_id)
}
