import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/postgres.ts'
import { transact } from '../../../platform/db.ts'
import { answersGiven } from './answers.ts'

const { db } = await testDatabase()
const many = 400

test('the answers of many people of one account are each found by their person', async () => {
  await sql`
    with account as (insert into customers.account (name) values ('a') returning id),
    people as (insert into customers.contact (name) select 'c' from generate_series(1, ${many}::int) returning id),
    content as (
      insert into messages.content (digest, kind, subject, body, accept_label, decline_label)
      values ('x', 'email', 's', 'b', 'yes', 'no') returning id
    )
    insert into messages.message (key, content_id, kind, contact_id, account_id, play_id, step, version, filled, locale, time_zone,
      state, created_at, send_after, answer, answered_at, answered_on)
    select people.id || '.s1.' || people.id, content.id, 'email', people.id, account.id, 1, 's1', 1, '[]', 'ja', 'Asia/Tokyo',
           'sent', now(), now(), 'accepted', now(), current_date
    from account, people, content`.execute(db)
  await sql`analyze messages.message, messages.content`.execute(db)
  const { rows } = await sql<{ id: number; accountId: number; contactId: number }>`
    select contact_id as id, account_id as "accountId", contact_id as "contactId" from messages.message`.execute(db)
  await transact(db, async tx => {
    const given = await answersGiven(tx, { playId: 1, stepId: 's1' }, rows)
    expect(given.size).toBe(many)
    const read = await sql<{ n: number }>`
      select pg_stat_get_xact_tuples_fetched(id)::int + pg_stat_get_xact_tuples_returned(id)::int as n
      from (select 'messages.message'::regclass::oid as id) message`.execute(tx)
    expect(read.rows[0]?.n).toBeLessThan(10 * many)
  })
})
