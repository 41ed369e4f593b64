import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import { publish } from '../../../platform/live.ts'
import { stateTopic } from './outcome.ts'
import { kept } from './trace.ts'

/** That the mail server is not there, or takes nothing from us. */
export interface Outage {
  readonly since: Date
  readonly lastAt: Date
  readonly error: string
}

/** Notes that the mail server could not be used just now. */
export async function noteOutage(db: Db, error: string): Promise<void> {
  const at = nowDate()
  await sql`
    insert into messages.outage (since, last_at, error) values (${at}, ${at}, ${kept(error)})
    on conflict (one) do update set last_at = excluded.last_at, error = excluded.error, attempts = outage.attempts + 1`.execute(
    db,
  )
  await publish(db, [stateTopic])
}

/** Notes that it is there again, or takes something again. */
export async function noteReached(db: Db): Promise<void> {
  const { numDeletedRows } = await db.deleteFrom('messages.outage').executeTakeFirst()
  if (numDeletedRows > 0n) await publish(db, [stateTopic])
}

/** What is wrong with the mail server; undefined when nothing is known to be. */
export async function findOutage(db: Db): Promise<Outage | undefined> {
  const row = await db.selectFrom('messages.outage').selectAll().executeTakeFirst()
  return row && { since: row.since, lastAt: row.last_at, error: row.error }
}
