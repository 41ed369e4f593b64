import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import type { TimeCursor } from './held-out.ts'

/** Somebody whom a play did not start, and why not. */
export interface PassedOverRow {
  readonly accountId: number
  readonly account: string
  readonly contactId: number | null
  readonly contact: string | null
  readonly sample: boolean
  readonly reason: string
  readonly at: Date
}

/** Kept so many days; whoever is passed over again is noted again. */
export const passedOverDays = 30

interface PassedOverFilter {
  readonly reason?: string | undefined
  /** `id` is the account's. */
  readonly after?: TimeCursor | undefined
  readonly limit: number
}

/** Who was passed over lately, the latest first. */
export async function listPassedOver(
  db: Db,
  playId: number,
  { reason, after, limit }: PassedOverFilter,
): Promise<readonly PassedOverRow[]> {
  const { rows } = await sql<PassedOverRow>`
    select p.account_id as "accountId", coalesce(a.name, '') as account, nullif(p.contact_id, 0) as "contactId",
           c.label as contact, coalesce(a.sample, false) as sample, p.reason, p.at
    from plays.passed_over p
    left join customers.account_fact a on a.account_id = p.account_id
    left join customers.contact_fact c on c.contact_id = p.contact_id
    where p.play_id = ${playId} and ${reason ? sql`p.reason = ${reason}` : sql`true`}
      and ${
        after
          ? sql`(p.at, p.account_id, p.contact_id) < (${after.at}::timestamptz, ${after.id}::bigint, ${after.contact ?? 0}::bigint)`
          : sql`true`
      }
    order by p.at desc, p.account_id desc, p.contact_id desc, p.reason limit ${limit}`.execute(db)
  return rows
}
