import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { Erased } from '../../web/erased.ts'
import { mentions } from '../customers/index.ts'

/** What was written beside feelings and overrides about a person who is erased goes; the numbers stay. */
export async function forgetPerson(tx: Tx, erased: Erased): Promise<void> {
  await sql`
    update health.sentiment set note = null
    where note is not null and ${mentions(erased, sql`account_id`, sql`note`)}`.execute(tx)
  await sql`
    update health.override set reason = '…' where ${mentions(erased, sql`account_id`, sql`reason`)}`.execute(tx)
}
