import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { open, openStage, signInAs } from '../../../test/cast.ts'
import { href, paths } from '../../paths.ts'
import { setClock } from '../../platform/clock.ts'
import { contactUse } from './queries.ts'

const stage = await openStage()
const { db } = stage.services
afterAll(() => setClock(undefined))

test('the page of a contact tells what they did in the last 90 days, at all accounts together', async () => {
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
  await sql`insert into customers.contact (name) values ('湊 春'), ('静か 一郎')`.execute(db)
  await sql`create table events.usage_day_all partition of events.usage_day default`.execute(db)
  await sql`
    insert into events.usage_day (account_id, day, contact_id, name, count, last_at) values
      (1, '2026-11-20', 1, '給餌を記録', 3, '2026-11-20T01:00:00Z'), (2, '2026-11-20', 1, '給餌を記録', 4, '2026-11-20T02:00:00Z'),
      (1, '2026-08-25', 1, '日報を確認', 1, '2026-08-25T02:00:00Z'), (1, '2026-08-24', 1, '昔のこと', 99, '2026-08-24T02:00:00Z'),
      (1, '2026-11-21', 7, '他人のこと', 1, '2026-11-21T02:00:00Z')`.execute(db)
  expect(await contactUse(db, 1, '2026-08-25')).toEqual({
    days: 2,
    lastAt: new Date('2026-11-20T02:00:00Z'),
    names: [
      { name: '給餌を記録', count: 7 },
      { name: '日報を確認', count: 1 },
    ],
  })
  const cookie = await signInAs(stage, 'legal')
  const page = async (id: number) => (await open(stage, href(paths.contact, { id }), { cookie })).text()
  const active = await page(1)
  expect(active).toContain('2日、利用がありました。')
  expect(active).toContain('7回')
  expect(active).not.toMatch(/昔のこと|他人のこと/)
  expect(await page(2)).toContain('この90日間、利用がありません。')
})
