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

/**
 * The day since when the account `a` of `customers.account_fact` was a customer, in the company's zone. Where nobody said it,
 * since something was heard of it: files often leave that day out, and apps send their history after they said who is there,
 * when the day that an account has is only that of its first message.
 */
export function knownSince(timeZone: string): RawBuilder<string | null> {
  const guessed = sql`a.origin = 'app' and a.customer_since >= (a.created_at at time zone 'UTC')::date - 1`
  const heard = sql`
    select (h.first_at at time zone ${timeZone})::date from events.sign_of_life h where h.account_id = a.account_id`
  return sql`
    case when a.customer_since is null or ${guessed} then least(a.customer_since, (${heard})) else a.customer_since end`
}

/** That the account `a` was a customer at the end of a day in the company's zone, and had not left. */
export function wasCustomer({ day, at }: { readonly day: string; readonly at: Date }, timeZone: string) {
  return sql<boolean>`${knownSince(timeZone)} <= ${day}::date and (not a.cancelled or a.cancelled_at > ${at})`
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
