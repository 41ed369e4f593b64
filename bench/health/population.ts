import { sql } from 'kysely'
import { createPartitions, monthsFrom } from '../../app/modules/events/partitions.ts'
import type { Db } from '../../app/platform/db.ts'

export interface Population {
  readonly accounts: number
  readonly days: number
  /** Rows of use (person × event name) on each day of an account, on average. */
  readonly rowsPerDay: number
}

/** The company's day, as the product counts it: the installation of the bench is Japanese. */
export const today = sql`(now() at time zone 'Asia/Tokyo')::date`

/** Fills a new installation: accounts, and how they were used on each of the last days but today. */
export async function populate(db: Db, population: Population): Promise<void> {
  const { accounts, days } = population
  await createPartitions(db, monthsFrom(Date.now() - (days + 31) * 86_400_000, Math.ceil(days / 28) + 3))
  await sql`
    insert into customers.account (external_id, name, customer_since)
    select 'a' || i, 'Account ' || i, ${today} - 400 from generate_series(1, ${accounts}::int) i`.execute(db)
  // Day by day, as they would have come: the rows of one account do not lie beside each other.
  for (let back = days - 1; back > 0; back--) await addDayOfUse(db, population, back)
  // The past is not computed here: it would run beside what is measured.
  await sql`insert into health.backfill (since, done_at) values (${today} - 400, now())`.execute(db)
  await sql`vacuum analyze`.execute(db)
}

/**
 * How everybody used it so many days ago. Some accounts are used daily and by many, some now and then by one; the average is
 * as asked.
 */
export async function addDayOfUse(db: Db, { accounts, rowsPerDay }: Population, back: number): Promise<void> {
  await sql`
    insert into events.usage_day (account_id, day, contact_id, name, count, last_at)
    select a, ${today} - ${back}::int, a * 10 + r % (1 + a % 5), 'event ' || (a * 7 + r * 5 + ${back}::int) % (3 + a % 17),
           1 + (a * r) % 9, now() - make_interval(days => ${back}::int)
    from generate_series(1, ${accounts}::int) a,
      generate_series(1, (${rowsPerDay}::int * (4 + a % 5) * (a % 4 + 1 + (a + ${back}::int * 3) % 4)) / 24) r
    on conflict do nothing`.execute(db)
  await sql`
    insert into events.sign_of_life as known (account_id, first_at, last_at, last_day)
    select account_id, min(last_at), max(last_at), max(day) from events.usage_day
    where day = ${today} - ${back}::int group by 1
    on conflict (account_id) do update set last_at = excluded.last_at, last_day = excluded.last_day`.execute(db)
}

/** How many rows of use there are. */
export async function countRows(db: Db): Promise<number> {
  const { rows } = await sql<{ rows: number }>`select count(*) as rows from events.usage_day`.execute(db)
  return rows[0]?.rows ?? 0
}
