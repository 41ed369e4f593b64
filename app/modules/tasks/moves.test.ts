import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openStage } from '../../../test/cast.ts'
import { erasedPerson } from '../../../test/support/erased.ts'
import { putAccounts } from '../../../test/support/today.ts'
import { type Tx, transact } from '../../platform/db.ts'
import { forgetContact, moveAccount } from './moves.ts'

const { services } = await openStage()
const { db } = services

test('erasing a person and merging accounts looks at the tasks of their accounts, not at all there are', async () => {
  const accountIds = await putAccounts(db, [
    { name: 'みなと', owner: null, monthly: 1, score: 50 },
    { name: 'うみ', owner: null, monthly: 1, score: 50 },
  ])
  const [fromId = 0, intoId = 0] = accountIds
  const { rows } = await sql<{ id: number }>`
    with made as (insert into customers.account (name) select 'x' from generate_series(1, 2000) returning id)
    select id from made`.execute(db)
  await sql`
    insert into tasks.task (account_id, title, due_at, closed_at)
    select id, '田中さんに電話', now(), case when i > 1 then now() end
    from unnest(${[...accountIds, ...rows.map(row => row.id)]}::bigint[]) id, generate_series(1, 5) i`.execute(db)
  await sql`analyze tasks.task`.execute(db)
  await transact(db, async tx => {
    await forgetContact(tx, erasedPerson({ name: '田中 太郎', accountIds, contactId: 1 }))
    await moveAccount(tx, { fromId, intoId })
    expect(await scans(tx)).toBe(0)
  })
  const { rows: left } = await sql<{ account_id: number; count: number }>`
    select account_id, count(*) as count from tasks.task where title = '…' group by account_id`.execute(db)
  expect(left).toEqual([{ account_id: intoId, count: 10 }])
})

/** How often all tasks were read from the first to the last. */
async function scans(tx: Tx): Promise<number | undefined> {
  const { rows } = await sql<{ seq_scan: number }>`
    select seq_scan from pg_stat_xact_user_tables where relid = 'tasks.task'::regclass`.execute(tx)
  return rows[0]?.seq_scan
}
