import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { byPeople, modelInput, putDone, putSegment } from '../../../../test/support/touch.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { accountTouch } from '../account.ts'
import { missedAccounts, repeatedAccounts, repeatedKinds, spentAccounts, spentTotals } from '../lists.ts'
import { changeModel, createModel, currentModels } from '../models.ts'
import { mergeAccounts } from '../moves.ts'
import { capacityOf, modelMonths, monthState } from '../queries.ts'
import { countTouches } from './count.ts'
import { requestCount } from './jobs.ts'

const stage = await openStage()
const { services } = stage
const { db, offers } = services
const manager = { kind: 'staff', id: cast.manager.id } as const
const november = '2026-11-01'
const october = '2026-10-01'
let ids: readonly number[] = []
const account = (place: number) => ids[place] ?? 0

beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
  await sql`
    truncate touch.model, touch.month, customers.account, customers.cancellation, segments.segment, tasks.task, plays.play
    restart identity cascade`.execute(db)
  const { rows } = await sql<{ id: number }>`
    insert into customers.account (name, customer_since, monthly_amount)
    select 'farm ' || i, '2026-01-01', i * 10000 from generate_series(1, 6) i returning id`.execute(db)
  ids = rows.map(row => row.id)
})
afterAll(() => setClock(undefined))

/** One model of people for the first two accounts, and everybody else. */
async function twoModels(): Promise<{ readonly people: number; readonly others: number }> {
  const segmentId = await putSegment(db, 'large', ids.slice(0, 2))
  const people = await transact(db, tx =>
    createModel(tx, manager, modelInput('people', { segmentId, shares: byPeople, minutes: 60 }), modelInput('others')),
  )
  const others = (await currentModels(db)).find(model => model.segmentId === null)?.id ?? 0
  return { people, others }
}

const count = () => countTouches(services)

describe('where accounts belong', () => {
  test('an account belongs to the first model whose segment it is in; the last one holds everybody else', async () => {
    const { people, others } = await twoModels()
    const second = await putSegment(db, 'all of them', ids.slice(0, 4))
    const later = await transact(db, tx =>
      createModel(tx, manager, modelInput('later', { segmentId: second, minutes: 5 }), modelInput('x')),
    )
    await count()
    const months = await modelMonths(db, november)
    const accounts = (id: number) => months.get(id)?.accounts
    expect([accounts(people), accounts(later), accounts(others)]).toEqual([2, 2, 2])
    expect([months.get(people)?.expected, months.get(later)?.expected]).toEqual([120, 10])
  })

  test('who has left, or was no customer yet, is not expected of anybody', async () => {
    const { people } = await twoModels()
    await sql`
      insert into customers.cancellation (account_id, at, source) values (${account(0)}, '2026-11-10', 'staff')`.execute(
      db,
    )
    await sql`update customers.account set customer_since = '2026-11-02' where id = ${account(1)}`.execute(db)
    await count()
    expect((await modelMonths(db, november)).get(people)?.accounts).toBe(1)
    // In October the first one was there still, and the second one was not yet.
    expect((await modelMonths(db, october)).get(people)?.accounts).toBe(1)
    expect(await monthState(db, october)).toMatchObject({ afterwards: true, settled: true })
  })

  test('nothing is counted as long as there are no models', async () => {
    await count()
    expect(await monthState(db, november)).toMatchObject({ countedAt: null })
  })
})

describe('what is spent', () => {
  test('minutes as people said, of all who worked on it; the estimate where nobody said, told apart', async () => {
    const { people } = await twoModels()
    const at = '2026-11-10T03:00:00Z'
    await putDone(db, { accountId: account(0), at, minutes: 30 })
    await putDone(db, { accountId: account(0), at, estimate: 25 })
    const together = await putDone(db, { accountId: account(1), at, estimate: 40 })
    await sql`
      insert into tasks.spent (task_id, staff_id, minutes, at) values (${together}, ${cast.csm.id}, 20, ${at})`.execute(
      db,
    )
    await putDone(db, { accountId: account(1), at, kind: 'not_needed', estimate: 99 })
    await count()
    expect((await modelMonths(db, november)).get(people)).toMatchObject({
      said: 50,
      estimated: 25,
      reached: 2,
      touches: { high: 3, low: 0, tech: 0, community: 0 },
    })
  })

  test('a month is the company’s: the first hours of it count though it is still the month before in UTC', async () => {
    const { people } = await twoModels()
    await putDone(db, { accountId: account(0), at: '2026-10-31T15:00:00Z', minutes: 7 })
    await putDone(db, { accountId: account(0), at: '2026-10-31T14:59:59Z', minutes: 100 })
    await count()
    expect((await modelMonths(db, november)).get(people)?.said).toBe(7)
    expect((await modelMonths(db, october)).get(people)?.said).toBe(100)
  })

  test('of whom a task was reopened, nothing counts any more', async () => {
    const { people } = await twoModels()
    await putDone(db, { accountId: account(0), at: '2026-11-10T03:00:00Z', minutes: 30 })
    await count()
    await sql`update tasks.outcome set withdrawn_at = now()`.execute(db)
    await count()
    expect((await modelMonths(db, november)).get(people)).toMatchObject({ said: 0, reached: 0 })
    expect(await db.selectFrom('touch.account_month').selectAll().execute()).toEqual([])
  })

  test('a task of a play that was done as proposed is low touch; anything else a person thought of is high', async () => {
    const { people } = await twoModels()
    const at = '2026-11-10T03:00:00Z'
    await putDone(db, { accountId: account(0), at, sourceId: '1.call' })
    await putDone(db, { accountId: account(0), at, sourceId: '2.call', kind: 'something_else' })
    const changed = await putDone(db, { accountId: account(0), at, sourceId: '3.call' })
    await sql`insert into tasks.revision (task_id, title, minutes, at) values (${changed}, 'x', 5, ${at})`.execute(db)
    await putDone(db, { accountId: account(0), at })
    await sql`
      insert into today.answer (account_id, day, kind, signals, suggestion, risk, gain, at)
      values (${account(0)}, '2026-11-10', 'done', '[]', 'call', 0.1, 1, ${at})`.execute(db)
    await count()
    expect((await modelMonths(db, november)).get(people)).toMatchObject({
      touches: { high: 4, low: 1, tech: 0, community: 0 },
      estimated: 75,
    })
  })

  test('messages that were sent are tech touch, unless they came back', async () => {
    const { others } = await twoModels()
    await sql`
      insert into messages.content (digest, kind, subject, body) values ('\\x01', 'email', 's', 'b')`.execute(db)
    await sql`
      insert into messages.message
        (key, content_id, kind, account_id, play_id, step, version, filled, locale, time_zone, state, created_at, send_after,
         sent_at, bounced_at)
      select 'k' || i, (select max(id) from messages.content), 'email', ${account(4)}, 1, 's', 1, '[]', 'ja', 'Asia/Tokyo',
             'sent', '2026-11-10', '2026-11-10', '2026-11-10', case i when 3 then timestamptz '2026-11-10' end
      from generate_series(1, 3) i`.execute(db)
    await count()
    expect((await modelMonths(db, november)).get(others)?.touches).toEqual({ high: 0, low: 0, tech: 2, community: 0 })
    await sql`truncate messages.message cascade`.execute(db)
  })

  test('a month that is over keeps what was expected in it; what comes in late still counts', async () => {
    const { people } = await twoModels()
    await count()
    setClock(Temporal.Instant.from('2026-12-02T03:00:00Z'))
    await putDone(db, { accountId: account(0), at: '2026-11-30T03:00:00Z', minutes: 12 })
    const model = (await currentModels(db)).find(one => one.id === people)
    if (!model) throw new Error('no model')
    await transact(db, async tx => {
      await changeModel(tx, manager, people, { ...model, minutes: 5 })
      await requestCount(tx, services)
    })
    await sql`delete from segments.membership where account_id = ${account(1)}`.execute(db)
    await count()
    expect((await modelMonths(db, november)).get(people)).toMatchObject({ accounts: 2, expected: 120, said: 12 })
    expect((await modelMonths(db, '2026-12-01')).get(people)).toMatchObject({ accounts: 1, expected: 5, said: 0 })
    expect(await monthState(db, november)).toMatchObject({ settled: false, afterwards: false })
    setClock(Temporal.Instant.from('2026-12-05T03:00:00Z'))
    await count()
    expect(await monthState(db, november)).toMatchObject({ settled: true })
  })
})

describe('what is put right', () => {
  test('what was taken back after the month counts no more, also where nothing else was', async () => {
    const { people } = await twoModels()
    const taskId = await putDone(db, { accountId: account(0), at: '2026-11-29T03:00:00Z', minutes: 12 })
    await count()
    expect((await modelMonths(db, november)).get(people)).toMatchObject({ said: 12, reached: 1 })
    setClock(Temporal.Instant.from('2026-12-02T03:00:00Z'))
    await sql`update tasks.outcome set withdrawn_at = '2026-12-01' where task_id = ${taskId}`.execute(db)
    await sql`delete from tasks.spent where task_id = ${taskId}`.execute(db)
    await count()
    expect((await modelMonths(db, november)).get(people)).toMatchObject({
      accounts: 2,
      expected: 120,
      said: 0,
      reached: 0,
      touches: { high: 0, low: 0, tech: 0, community: 0 },
    })
  })

  test('two accounts that turn out to be one are one of those where a task was repeated', async () => {
    await twoModels()
    for (const place of [0, 1, 2, 3]) await putDone(db, { accountId: account(place), at: '2026-11-10T03:00:00Z' })
    await count()
    const merged = (from: number, into: number) =>
      transact(db, tx => mergeAccounts(tx, { fromId: account(from), intoId: account(into) }))
    await merged(3, 2)
    const [kind] = await repeatedKinds(db, november)
    expect(kind).toMatchObject({ accounts: 3, tasks: 4 })
    expect(await repeatedAccounts(db, november, kind?.kind ?? '', { limit: 9 })).toHaveLength(3)
    await merged(2, 1)
    expect(await repeatedKinds(db, november)).toEqual([])
  })
})

describe('the lists', () => {
  test('time at accounts that are left to programs, the most first, page by page', async () => {
    const { others } = await twoModels()
    const at = '2026-11-10T03:00:00Z'
    for (const [place, minutes] of [10, 90, 20, 30, 20].entries()) {
      await putDone(db, { accountId: account(place), at, minutes })
    }
    await count()
    const first = await spentAccounts(db, november, [others], { limit: 2 })
    const [, last] = first
    const rest = await spentAccounts(db, november, [others], { after: last, limit: 9 })
    expect([...first, ...rest].map(row => [row.id, row.minutes])).toEqual([
      [account(3), 30],
      [account(2), 20],
      [account(4), 20],
    ])
    expect(await spentTotals(db, november, [others])).toEqual({ accounts: 3, minutes: 70 })
  })

  test('the same title at three accounts is one kind, whatever names and numbers are in it', async () => {
    await twoModels()
    const at = '2026-11-10T03:00:00Z'
    for (const place of [0, 1, 2]) {
      await putDone(db, {
        accountId: account(place),
        at,
        title: `farm ${place + 1} 様：第${place}回 設定のご案内`,
        minutes: 10,
      })
      await putDone(db, { accountId: account(place), at, title: `その都度ちがう${'あいう'[place]}こと` })
      await putDone(db, { accountId: account(place), at, title: '…' })
    }
    await count()
    const kinds = await repeatedKinds(db, november)
    expect(kinds).toMatchObject([{ accounts: 3, tasks: 3, said: 30, estimated: 0, playId: null }])
    // Of all three, so not in the name of one.
    expect(kinds[0]?.title).toMatch(/^… 様：第\d回 設定のご案内$/)
    const where = await repeatedAccounts(db, november, kinds[0]?.kind ?? '', { limit: 2 })
    expect(where.map(row => row.id)).toEqual(ids.slice(0, 2))
  })

  test('tasks of one step of a play are one kind, with the play’s name', async () => {
    await twoModels()
    await sql`insert into plays.play (name, about, draft) values ('静かな顧客に声をかける', 'account', '{}')`.execute(
      db,
    )
    await sql`insert into plays.play_version (play_id, number, definition) values (1, 1, '{}')`.execute(db)
    for (const place of [0, 1, 2]) {
      const { rows } = await sql<{ id: number }>`
        insert into plays.enrollment (play_id, version_id, account_id, step, entered_at)
        values (1, 1, ${account(place)}, 's', '2026-11-01') returning id`.execute(db)
      const sourceId = `${rows[0]?.id}.call`
      const kind = place === 0 ? 'something_else' : 'done'
      await putDone(db, {
        accountId: account(place),
        at: '2026-11-10T03:00:00Z',
        title: `call ${'abc'[place]}`,
        sourceId,
        kind,
      })
    }
    await count()
    expect(await repeatedKinds(db, november)).toMatchObject([
      { kind: 'play.1.call', play: '静かな顧客に声をかける', accounts: 3, differently: 1, estimated: 45 },
    ])
    expect((await modelMonths(db, november)).get(1)?.enrolled).toBe(2)
  })

  test('where nobody was though the model counts on people, or much is at stake; those with most at stake first', async () => {
    const { people } = await twoModels()
    await sql`
      insert into health.risk_model (id, status, active) overriding system value values (1, 'ready', true)
      on conflict do nothing`.execute(db)
    await sql`
      insert into health.risk (account_id, risk_model_id, probability, reasons)
      select id, 1, 0.5, '[]' from customers.account`.execute(db)
    await putDone(db, { accountId: account(1), at: '2026-11-20T03:00:00Z' })
    await putDone(db, { accountId: account(4), at: '2026-08-20T03:00:00Z' })
    await count()
    const before = new Date('2026-10-08T00:00:00Z')
    const missed = await missedAccounts(db, { before }, { limit: 9 })
    // The sixth pays most of all; the second one, of the model of people, was called two days ago.
    expect(missed.map(row => [row.id, row.byPeople, row.weighty])).toEqual([
      [account(5), false, true],
      [account(0), true, false],
    ])
    expect(missed[1]).toMatchObject({
      modelId: people,
      lastPersonAt: null,
      aloneSince: new Date('2025-12-31T15:00:00Z'),
    })
    const next = await missedAccounts(db, { before }, { after: missed[0], limit: 9 })
    expect(next.map(row => row.id)).toEqual([account(0)])
    expect(await missedAccounts(db, { before, reason: 'weighty' }, { limit: 9 })).toHaveLength(1)
    // Where it is the same everywhere, no account stands out.
    await sql`update customers.account set monthly_amount = 10000`.execute(db)
    await count()
    expect(await missedAccounts(db, { before, reason: 'weighty' }, { limit: 9 })).toEqual([])
  })
})

test('an account’s own figures are read from the sources, so that they are never late', async () => {
  const { people } = await twoModels()
  const month = { month: november, timeZone: 'Asia/Tokyo' }
  const at = new Date('2026-11-21T03:00:00Z')
  await putDone(db, { accountId: account(0), at: at.toISOString(), minutes: 30 })
  await putDone(db, { accountId: account(0), at: '2026-10-21T03:00:00Z', minutes: 9 })
  expect(await accountTouch(db, offers.touches, account(0), month)).toEqual({
    modelId: people,
    byPeople: 1,
    byPrograms: 0,
    said: 30,
    estimated: 0,
    lastPersonAt: at,
  })
  await sql`insert into customers.cancellation (account_id, at, source) values (${account(0)}, '2026-11-10', 'staff')`.execute(
    db,
  )
  expect(await accountTouch(db, offers.touches, account(0), month)).toBeUndefined()
})

test('a sentiment says that a person was there, and is no touch of its own', async () => {
  const { people } = await twoModels()
  await sql`
    insert into health.sentiment (account_id, value, day, staff_id, created_at, expires_at)
    values (${account(0)}, 75, '2026-11-20', ${cast.csm.id}, '2026-11-20T03:00:00Z', '2027-02-20')`.execute(db)
  await count()
  const standing = await db.selectFrom('touch.standing').selectAll().where('account_id', '=', account(0)).execute()
  expect(standing).toMatchObject([{ last_person_at: new Date('2026-11-20T03:00:00Z') }])
  expect((await modelMonths(db, november)).get(people)).toMatchObject({ reached: 0, touches: { high: 0 } })
})

test('the time of the team: weeks as people said, else Monday to Friday', async () => {
  await sql`delete from today.working_week`.execute(db)
  await sql`update customers.account set owner_id = ${cast.legal.id} where id = ${account(0)}`.execute(db)
  await sql`
    insert into today.working_week (staff_id, minutes) values (${cast.csm.id}, '{60,60,60,60,60,0,0}')`.execute(db)
  await sql`
    insert into today.working_day (staff_id, day, minutes) values (${cast.csm.id}, '2026-11-22', 45)`.execute(db)
  // November 2026 has 21 weekdays. Operator, csm and manager by role; legal as they look after an account.
  expect(await capacityOf(db, offers.day, november)).toEqual({
    people: 4,
    minutes: 3 * 21 * 120 + 21 * 60 + 45,
    unsaid: 3,
  })
})
