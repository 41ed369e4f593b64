import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { clear, daysBetween, judgeNow, mergeNow, putAccounts, putHealth } from '../../../../test/support/today.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { noteSentiment } from '../../health/index.ts'
import { createTask } from '../../tasks/index.ts'
import { judgeAll, todayJobs } from '../jobs.ts'
import { judgeAccounts } from './candidates.ts'
import { rank, riskOf, valueAtStake } from './ranking.ts'
import { computeReference } from './reference.ts'
import { changeEffectPrior } from './settings.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const csm = { kind: 'staff', id: cast.csm.id } as const
const morning = Temporal.Instant.from('2026-11-22T00:05:00Z')
const signal = new AbortController().signal

const candidates = () => db.selectFrom('today.candidate').selectAll().orderBy('account_id').execute()
const keysOf = async (id: number) =>
  (await candidates()).find(row => row.account_id === id)?.signals.map(one => one.key) ?? null
const job = (name: string) => todayJobs.find(one => one.name === name)

beforeEach(async () => {
  setClock(morning)
  await clear(db)
})
afterEach(() => setClock(undefined))

describe('candidates', () => {
  test('are the accounts with a signal, each with the numbers its reasons need', async () => {
    const daily = daysBetween('2026-09-01', '2026-11-06')
    const ids = await putAccounts(db, [
      { name: 'みなと真鯛養殖', owner: cast.csm.id, monthly: 150_000, score: 34, weekAgo: 55, days: daily },
      {
        name: '瀬戸ブリファーム',
        owner: cast.csm.id,
        monthly: 40_000,
        score: 86,
        days: daysBetween('2026-09-01', '2026-11-22'),
      },
      { name: '月に一度', monthly: 30_000, score: 75, days: ['2026-09-10', '2026-10-08', '2026-11-05'] },
      { name: '止まった導入', stage: 'onboarding', since: '2026-11-10', score: 70, band: 'unknown' },
      { name: '更新間近', monthly: 60_000, score: 50, renewsOn: '2027-01-21' },
      { name: '去った顧客', stage: 'cancelled', monthly: 90_000, score: 3, days: daily },
    ])
    await judgeNow(services, ids)
    const found = await candidates()
    expect(found.map(row => [row.account_id, row.signals])).toEqual([
      [
        ids[0],
        [
          { key: 'silence', days: 16, usualDays: 56, usualSpan: 56 },
          { key: 'fell', points: 21, score: 34 },
          { key: 'bad', score: 34 },
        ],
      ],
      [ids[3], [{ key: 'stalled', days: 12 }]],
      [ids[4], [{ key: 'renewal', days: 60, band: 'care' }]],
    ])
    expect(found[0]).toMatchObject({ owner_id: cast.csm.id, strongest: 'silence', value: 1_800_000, minutes: 25 })
  })

  test('numbers in the table are those of the pure functions', async () => {
    const ids = await putAccounts(db, [
      { name: 'a', monthly: 150_000, score: 34 },
      { name: 'b', score: 20 },
      { name: 'c', monthly: 20_000, score: 39, risk: 0.41 },
      { name: 'd', monthly: 30_000, currency: 'USD', score: 10 },
    ])
    await judgeNow(services, ids)
    const rows = await candidates()
    const yen = { currency: 'JPY', median: 85_000, factor: 1 }
    const dollar = { currency: 'USD', median: 30_000, factor: 85_000 / 30_000 }
    const known = { typical: new Map([yen, dollar].map(one => [one.currency, one])), commonest: yen }
    const value = (monthlyAmount: number | null, currency = 'JPY') => valueAtStake({ monthlyAmount, currency }, known)
    const expected = [
      { value: value(150_000), risk: riskOf(null, 34) },
      { value: value(null), risk: riskOf(null, 20) },
      { value: value(20_000), risk: riskOf(0.41, 39) },
      { value: value(30_000, 'USD'), risk: riskOf(null, 10) },
    ]
    for (const [index, { value, risk }] of expected.entries()) {
      const row = rows[index]
      const { gain, rate } = rank(value, risk.risk, 0.15, row?.minutes ?? 0)
      expect(row).toMatchObject({ value: value.amount, value_from: value.from, risk_from: risk.from })
      // The score is kept with the precision of a real.
      expect(row?.risk).toBeCloseTo(risk.risk, 6)
      expect(row?.gain).toBeCloseTo(gain, 0)
      expect(row?.rate).toBeCloseTo(rate, 1)
    }
  })

  test('amounts in a currency that nobody had before are compared at once, unknown ones in the currency they come from', async () => {
    const ids = await putAccounts(db, [
      { name: 'a', monthly: 10_000, score: 20 },
      { name: 'b', monthly: 30_000, score: 20 },
    ])
    await judgeNow(services, ids)
    const later = await putAccounts(db, [
      { name: 'c', monthly: 100_000, currency: 'USD', score: 20 },
      { name: 'd', currency: 'EUR', score: 20 },
    ])
    await judgeNow(services, later)
    const rows = await sql<{ name: string; currency: string; value: number; ratio: number }>`
      select a.name, c.currency, c.value, c.rate / (select rate from today.candidate where account_id = ${ids[0]}) as ratio
      from today.candidate c join customers.account a on a.id = c.account_id
      where a.id = any(${later}::bigint[]) order by a.name`.execute(db)
    expect(rows.rows).toEqual([
      // The middle of its own currency, so as much as the middle of the others: twice account a.
      { name: 'c', currency: 'USD', value: 1_200_000, ratio: expect.closeTo(2, 6) },
      { name: 'd', currency: 'JPY', value: 240_000, ratio: expect.closeTo(2, 6) },
    ])
  })

  test('vanish when the reason does, and only those that were looked at', async () => {
    const ids = await putAccounts(db, [
      { name: 'a', score: 20 },
      { name: 'b', score: 20 },
    ])
    await judgeNow(services, ids)
    await putHealth(db, ids[0] ?? 0, { score: 90 })
    await putHealth(db, ids[1] ?? 0, { score: 90 })
    await judgeNow(services, ids.slice(0, 1))
    expect((await candidates()).map(row => row.account_id)).toEqual([ids[1]])
  })

  test('a feeling noted by a person is the most telling', async () => {
    const [id = 0] = await putAccounts(db, [{ name: 'a', score: 60 }])
    await transact(db, tx =>
      noteSentiment(tx, csm, id, { value: 25, note: null, at: new Date('2026-11-21T00:00:00Z') }),
    )
    setClock(undefined)
    await sql`update health.sentiment set expires_at = now() + interval '1 day'`.execute(db)
    setClock(morning)
    await judgeNow(services, [id])
    expect(await keysOf(id)).toEqual(['sentiment'])
  })

  test('a monthly renewal is no news', async () => {
    const [id = 0] = await putAccounts(db, [{ name: 'a', monthly: 1000, score: 50, renewsOn: '2026-12-01' }])
    await sql`update customers.subscription set period = 'month'`.execute(db)
    await judgeNow(services, [id])
    expect(await candidates()).toEqual([])
  })

  test('a due task makes a candidate without a signal; a later one does not', async () => {
    const [due = 0, later = 0] = await putAccounts(db, [{ name: 'a' }, { name: 'b' }])
    const task = {
      contactId: null,
      title: '電話',
      reason: null,
      assigneeId: cast.csm.id,
      timeZone: 'Asia/Tokyo',
      minutes: 10,
    }
    await transact(db, tx => createTask(tx, csm, { ...task, accountId: due, due: { day: '2026-11-22' } }))
    await transact(db, tx => createTask(tx, csm, { ...task, accountId: later, due: { day: '2026-11-23' } }))
    await judgeNow(services, [due, later])
    expect(await candidates()).toMatchObject([{ account_id: due, signals: [], strongest: null }])
  })

  test('silence is compared with the rhythm before it, learned once per silence while nothing is heard', async () => {
    const twiceAWeek = daysBetween('2026-09-07', '2026-11-02', 4)
    const [id = 0] = await putAccounts(db, [{ name: 'a', score: 80, days: twiceAWeek }])
    await judgeNow(services, [id])
    const [silence] = (await candidates())[0]?.signals ?? []
    expect(silence).toEqual({ key: 'silence', days: 20, usualDays: 14, usualSpan: 56 })
    await sql`delete from events.usage_day where day < '2026-11-02'`.execute(db)
    await judgeAll(services)
    expect((await candidates())[0]?.signals[0]).toEqual(silence)
  })

  test('the rhythm is learned anew from events that come later, in whatever order, and from those of a merged account', async () => {
    const [late = 0, other = 0] = await putAccounts(db, [
      { name: 'a', score: 90, days: ['2026-11-13'] },
      { name: 'b', score: 90, days: ['2026-10-30', '2026-11-13'] },
    ])
    const used = async (...days: readonly string[]) => {
      await sql`
        insert into events.usage_day (account_id, day, contact_id, name, count, last_at)
        select ${late}, day, 0, 'login', 1, day from unnest(${days}::date[]) day`.execute(db)
      await sql`
        update events.sign_of_life set first_at = (select min(day) from events.usage_day where account_id = ${late})
        where account_id = ${late}`.execute(db)
      await judgeNow(services, [late])
    }
    const silence = async () => (await candidates()).find(row => row.account_id === late)?.signals[0]
    await judgeNow(services, [late, other])
    expect(await silence()).toEqual({ key: 'silence', days: 9 })
    await used('2026-10-02')
    expect(await silence()).toBeUndefined()
    await used('2026-10-09', ...daysBetween('2026-10-16', '2026-11-12'))
    expect(await silence()).toEqual({ key: 'silence', days: 9, usualDays: 31, usualSpan: 43 })
    await mergeNow(services, { fromId: late, intoId: other })
    expect((await candidates()).map(row => [row.account_id, row.signals[0]])).toEqual([
      [other, { key: 'silence', days: 9, usualDays: 31, usualSpan: 43 }],
    ])
  })
})

describe('what all accounts together say', () => {
  test('is computed anew as soon as an account shows what it did not know of, and then all are to be judged again', async () => {
    const ids = await putAccounts(db, [
      { name: 'a', score: 20 },
      { name: 'b', score: 30 },
    ])
    await judgeNow(services, ids)
    expect((await candidates()).map(row => row.value_from)).toEqual(['unknown', 'unknown'])
    const more = await putAccounts(db, [{ name: 'c', monthly: 50_000, score: 90, risk: 0.1 }])
    const { referenceChanged } = await transact(db, tx => judgeAccounts(tx, services, more))
    expect(referenceChanged).toBe(true)
    expect((await transact(db, tx => judgeAccounts(tx, services, more))).referenceChanged).toBe(false)
    await judgeAll(services)
    expect(await candidates()).toMatchObject([
      { value_from: 'typical', value: 600_000 },
      { value_from: 'typical', value: 600_000 },
    ])
  })

  test('is otherwise kept for ten minutes', async () => {
    const ids = await putAccounts(db, [{ name: 'a', monthly: 50_000, score: 20 }])
    await judgeNow(services, ids)
    await putAccounts(db, [{ name: 'b', monthly: 150_000, score: 90 }])
    const median = async () => (await db.selectFrom('today.typical_amount').select('median').execute())[0]?.median
    setClock(morning.add({ minutes: 9 }))
    await judgeNow(services, ids)
    expect(await median()).toBe(50_000)
    setClock(morning.add({ minutes: 10 }))
    await judgeNow(services, ids)
    expect(await median()).toBe(100_000)
    expect((await transact(db, tx => computeReference(tx))).changed).toBe(false)
  })

  test('a changed belief about contact changes every gain', async () => {
    const [id = 0] = await putAccounts(db, [{ name: 'a', monthly: 100_000, score: 20 }])
    await judgeNow(services, [id])
    const before = (await candidates())[0]?.gain ?? 0
    await transact(db, tx => changeEffectPrior(tx, csm, { effect: 0.3, weight: 50 }))
    await judgeAll(services)
    expect((await candidates())[0]?.gain).toBeCloseTo(2 * before, 0)
  })
})

describe('the daily job', () => {
  test('judges all accounts once per day of the company, though nothing was heard of them', async () => {
    const days = daysBetween('2026-09-20', '2026-11-14')
    const [id = 0] = await putAccounts(db, [{ name: 'a', score: 80, days }])
    await judgeNow(services, [id])
    expect(await keysOf(id)).toEqual(['silence'])
    await sql`delete from today.candidate`.execute(db)
    await job('today.renew')?.run(services, {}, signal)
    expect(await keysOf(id)).toEqual(['silence'])
    // The same day again: nothing to do.
    await sql`delete from today.candidate`.execute(db)
    await job('today.renew')?.run(services, {}, signal)
    expect(await candidates()).toEqual([])
    // In Tokyo the next day begins at 15:00 UTC.
    setClock(Temporal.Instant.from('2026-11-22T15:01:00Z'))
    await job('today.renew')?.run(services, {}, signal)
    expect((await candidates())[0]?.signals[0]).toMatchObject({ days: 9 })
  })

  test('keeps the order of a list only where somebody is working through it', async () => {
    const [id = 0] = await putAccounts(db, [{ name: 'a', score: 20 }])
    await judgeNow(services, [id])
    const item = {
      day: '2026-11-22',
      account_id: id,
      position: 1,
      entered_at: new Date(),
      reasons: '[]',
      left_at: null,
      left_as: null,
    }
    await db
      .insertInto('today.list_item')
      .values([cast.csm.id, cast.operator.id].map(staff_id => ({ ...item, staff_id })))
      .execute()
    await sql`insert into today.answer (account_id, list_staff_id, day, kind, signals, suggestion, risk, gain, at)
      values (${id}, ${cast.csm.id}, '2026-11-22', 'done', '[]', 'bad', 0.1, 0, now())`.execute(db)
    await job('today.renew')?.run(services, { force: true }, signal)
    expect(await db.selectFrom('today.list_item').select('staff_id').execute()).toEqual([{ staff_id: cast.csm.id }])
  })

  test('counts what needed nobody', async () => {
    const alive = daysBetween('2026-11-10', '2026-11-22')
    await putAccounts(db, [
      { name: 'calm', owner: cast.csm.id, score: 90, days: alive },
      { name: 'active, but bad', score: 20, days: alive },
      { name: 'silent', score: 90, days: ['2026-10-01'] },
      { name: 'gone', stage: 'cancelled', score: 90, days: alive },
    ])
    await job('today.renew')?.run(services, { force: true }, signal)
    await job('today.refer')?.run(services, {}, signal)
    const [figures] = await db.selectFrom('today.reference').selectAll().execute()
    expect(figures).toMatchObject({ active_accounts: 2, calm_accounts: 1, events_today: 9, listening: true })
    const portfolio = await db.selectFrom('today.portfolio').selectAll().orderBy('owner_id').execute()
    expect(portfolio).toEqual([
      { owner_id: cast.csm.id, accounts: 1, signalled: 0 },
      { owner_id: null, accounts: 2, signalled: 2 },
    ])
  })
})

test('plans of which nobody said what they cost are ranked by risk, and no price is shown for them', async () => {
  const ids = await putAccounts(db, [
    { name: 'a', monthly: 0, score: 35 },
    { name: 'b', monthly: 0, score: 5 },
  ])
  const ranked = async () => {
    await judgeNow(services, ids)
    const { rows } = await sql<{ account_id: number; value_from: string; value: number | null }>`
      select account_id, value_from, value from today.candidate order by rate desc, account_id`.execute(db)
    return rows
  }
  expect(await ranked()).toMatchObject([{ value_from: 'own', value: 0 }, { value: 0 }])
  await sql`update customers.account set monthly_amount = null`.execute(db)
  expect(await ranked()).toEqual([
    { account_id: ids[1], value_from: 'unknown', value: null },
    { account_id: ids[0], value_from: 'unknown', value: null },
  ])
})
