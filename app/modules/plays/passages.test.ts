import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../test/support/postgres.ts'
import { transact } from '../../platform/db.ts'

const { db } = await testDatabase()

test('the passages of one enrollment are found by their index, also after many were deleted at once', async () => {
  await sql`
    with account as (insert into customers.account (name) select 'a' from generate_series(1, 3000) returning id),
    play as (insert into plays.play (name, about, state, draft) values ('x', 'account', 'live', '{}') returning id),
    version as (
      insert into plays.play_version (play_id, number, definition) select id, 1, '{}' from play returning id, play_id
    ), enrolled as (
      insert into plays.enrollment (play_id, version_id, account_id, step, entered_at, passages)
      select play_id, version.id, account.id, 's1', now(), 10 from version, account returning id
    )
    insert into plays.passage (enrollment_id, number, at, step, what)
    select id, n, now(), 's1', 'done' from enrolled, generate_series(1, 10) n`.execute(db)
  await sql`analyze plays.enrollment, plays.passage`.execute(db)
  const scans = await transact(db, async tx => {
    await sql`delete from plays.enrollment where id % 10 > 0`.execute(tx)
    await sql`delete from plays.enrollment where id = (select min(id) from plays.enrollment)`.execute(tx)
    const { rows } = await sql<{ scans: number }>`
      select pg_stat_get_xact_numscans('plays.passage'::regclass)::int as scans`.execute(tx)
    return rows[0]?.scans
  })
  expect(scans).toBe(0)
  const { rows } = await sql`select count(*)::int as n from plays.passage`.execute(db)
  expect(rows).toEqual([{ n: 2990 }])
})
