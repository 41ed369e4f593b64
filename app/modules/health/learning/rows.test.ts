import { sql } from 'kysely'
import { afterAll, expect, it } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { putUsedAccounts } from '../../../../test/support/health.ts'
import { setClock } from '../../../platform/clock.ts'
import { rowsAt } from './rows.ts'

const { db, offers } = (await openStage()).services

afterAll(() => setClock(undefined))

it('a subscription counts until it was cancelled, by the day of the company and whatever the database’s zone is', async () => {
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
  const [id = 0] = await putUsedAccounts(db, { today: '2026-11-22' }, { name: 'a', used: [0], since: '2026-01-01' })
  // 10 in the morning of 1 August, and half past midnight of the 2nd, where the company is.
  await sql`
    insert into customers.subscription (account_id, plan, monthly_amount, currency, started_on, cancelled_at)
    values (${id}, 'morning', 1000, 'JPY', '2026-01-01', '2026-08-01T10:00:00+09:00'),
           (${id}, 'night', 20000, 'JPY', '2026-01-01', '2026-08-02T00:30:00+09:00'),
           (${id}, 'stays', 300000, 'JPY', '2026-01-01', null)`.execute(db)
  const paid = async (day: string, zone: string) =>
    db.transaction().execute(async tx => {
      await sql`select set_config('timezone', ${zone}, true)`.execute(tx)
      const at = new Date(`${day}T23:59:59.999+09:00`)
      const [found] = await rowsAt(tx, offers, { day, at, uses: [] }, 'all')
      return found?.row['account:monthly_amount:JPY']
    })
  for (const zone of ['UTC', 'Asia/Tokyo', 'Pacific/Kiritimati', 'America/Los_Angeles']) {
    const days = [await paid('2026-07-31', zone), await paid('2026-08-01', zone), await paid('2026-08-02', zone)]
    expect(days, zone).toEqual([321_000, 320_000, 300_000])
  }
})
