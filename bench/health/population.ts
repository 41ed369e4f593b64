import { sql } from 'kysely'
import type { Db } from '../../app/platform/db.ts'

export interface Population {
  readonly accounts: number
  /** How many of them are used at all. */
  readonly used: number
  readonly days: number
  /** Rows of use (person × event name) on each day of a used account. */
  readonly rowsPerDay: number
}

/** Fills an empty, migrated database: a company, accounts, and how they were used on each of the last days. */
export async function populate(db: Db, { accounts, used, days, rowsPerDay }: Population): Promise<void> {
  await db
    .insertInto('identity.company')
    .values({ name: 'Bench', locale: 'en', time_zone: 'UTC', currency: 'JPY' })
    .execute()
  await sql`
    insert into customers.account (external_id, name, customer_since)
    select 'a' || i, 'Account ' || i, current_date - 400 from generate_series(1, ${accounts}::int) i`.execute(db)
  await sql`
    do $$ begin
      for month in 0..3 loop
        execute format('create table if not exists events.usage_day_bench%s partition of events.usage_day for values from (%L) to (%L)',
          month, date_trunc('month', current_date)::date - make_interval(months => month),
          date_trunc('month', current_date)::date - make_interval(months => month - 1));
      end loop;
    end $$`.execute(db)
  // Day by day, as they would have come: the rows of one account do not lie beside each other. Some accounts are used daily
  // and by many, some now and then by one; the average is as asked.
  for (let back = days - 1; back >= 0; back--) {
    await sql`
      insert into events.usage_day (account_id, day, contact_id, name, count, last_at)
      select a, current_date - ${back}::int, a * 10 + r % (1 + a % 5), 'event ' || (a * 7 + r * 5 + ${back}::int) % (3 + a % 17),
             1 + (a * r) % 9, now() - make_interval(days => ${back}::int)
      from generate_series(1, ${used}::int) a,
        generate_series(1, (${rowsPerDay}::int * (4 + a % 5) * (a % 4 + 1 + (a + ${back}::int * 3) % 4)) / 24) r
      on conflict do nothing`.execute(db)
  }
  await sql`
    insert into events.sign_of_life (account_id, first_at, last_at, last_day)
    select account_id, min(last_at), max(last_at), max(day) from events.usage_day group by 1`.execute(db)
  await sql`vacuum analyze`.execute(db)
}
