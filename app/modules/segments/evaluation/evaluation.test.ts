import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { Conflict, Invalid } from '../../../platform/errors.ts'
import type { Field } from '../../../web/module.ts'
import type { Services } from '../../../web/services.ts'
import type { Condition, Group } from '../conditions/condition.ts'
import { mergeAccounts, removeSample } from '../moves.ts'
import { changeSegment, createSegment, deleteSegment } from '../segment.ts'
import { segmentJobs } from './jobs.ts'
import { batchSize } from './progress.ts'
import { evaluateAccounts } from './refresh.ts'

const stage = await openStage()
const { db } = stage.services
const actor = { kind: 'staff', id: cast.csm.id } as const

const label = 'web:ui.close'
const relation = 'customers.account_fact'
const fields: readonly Field[] = [
  { key: 'test.amount', label, type: 'money', relation, column: 'monthly_amount' },
  { key: 'test.kind', label, type: 'choice', relation, column: 'kind' },
  { key: 'test.renews', label, type: 'date', relation, column: 'renews_on' },
]
const services: Services = {
  ...stage.services,
  offers: { ...stage.services.offers, fields: new Map(fields.map(field => [field.key, field])) },
}

const atLeast = (number: number): Condition => ({
  kind: 'field',
  field: 'test.amount',
  asks: { is: 'at_least', number },
  currency: 'JPY',
})
const within = (segment: number): Condition => ({ kind: 'segment', segment, within: true })
const all = (...of: Condition[]): Group => ({ kind: 'all', of })

const create = (name: string, condition: Group) =>
  transact(db, tx => createSegment(tx, services, actor, { name, description: '', condition }))
const change = (id: number, version: number, condition: Group, name = 'changed') =>
  transact(db, tx => changeSegment(tx, services, actor, { id, version }, { name, description: '', condition }))
const run = (name: string, payload = {}) =>
  segmentJobs.find(job => job.name === name)?.run(services, payload, new AbortController().signal)
const evaluateAll = (segmentId: number) => run('segments.evaluate', { segmentId })
const refresh = (ids: readonly number[]) => transact(db, tx => evaluateAccounts(tx, services, ids))

async function addAccounts(amounts: readonly number[], renews: string | null = null): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    insert into customers.account (name, monthly_amount, renews_on)
    select 'account ' || place, amount, ${renews}::date
    from unnest(${amounts}::bigint[]) with ordinality as given (amount, place) returning id`.execute(db)
  return rows.map(row => row.id)
}
const setAmount = (ids: readonly number[], amount: number) =>
  sql`update customers.account set monthly_amount = ${amount} where id = any(${ids}::bigint[])`.execute(db)

async function members(segmentId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('segments.membership')
    .select('account_id')
    .where('segment_id', '=', segmentId)
    .orderBy('account_id')
    .execute()
  return rows.map(row => row.account_id)
}
const log = (segmentId: number) =>
  db
    .selectFrom('segments.membership_log')
    .select(['account_id', 'kind', 'cause'])
    .where('segment_id', '=', segmentId)
    .orderBy('id')
    .execute()
const state = (segmentId: number) =>
  db.selectFrom('segments.evaluation').selectAll().where('segment_id', '=', segmentId).executeTakeFirstOrThrow()

beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
  await sql`truncate customers.account, segments.segment, segments.daily_round restart identity cascade`.execute(db)
})
afterEach(() => setClock(undefined))

describe('a new segment', () => {
  test('is evaluated for everybody by a job, in batches, and says how far it is', async () => {
    const ids = await addAccounts(Array.from({ length: 2 * batchSize + 10 }, (_, index) => index))
    const id = await create('large', all(atLeast(batchSize)))
    expect(await state(id)).toMatchObject({ status: 'waiting', members: 0, condition_version: 0 })
    const jobs =
      await sql`select payload from graphile_worker._private_jobs where key = ${`segments.evaluate:${id}`}`.execute(db)
    expect(jobs.rows).toEqual([{ payload: { segmentId: id } }])

    const told: number[] = []
    const stop = services.live.subscribe(`segment:${id}`, () => void told.push(1))
    await evaluateAll(id)
    expect(await members(id)).toEqual(ids.slice(batchSize))
    expect(await state(id)).toMatchObject({
      status: 'done',
      members: batchSize + 10,
      condition_version: 1,
      done: ids.length,
      total: ids.length,
    })
    expect(new Set((await log(id)).map(row => row.cause))).toEqual(new Set(['definition']))
    expect(told.length).toBeGreaterThan(0)
    stop()
  })

  test('that nobody meets is empty, and in an installation without accounts too', async () => {
    const id = await create('empty', all(atLeast(1)))
    await evaluateAll(id)
    expect(await state(id)).toMatchObject({ status: 'done', members: 0 })
  })

  test.each([
    ['a field that is not offered', { kind: 'field', field: 'test.gone', asks: { is: 'empty' } }],
    ['a question that does not fit the type', { kind: 'field', field: 'test.amount', asks: { is: 'yes' } }],
    ['a segment that is not there', { kind: 'segment', segment: 999, within: true }],
    ['a measure that is not offered', { kind: 'measure', use: { measure: "x'; --" }, asks: { is: 'none' } }],
  ] as [string, Condition][])('is refused with %s', async (_, leaf) => {
    await expect(create('refused', all(leaf))).rejects.toThrow(Invalid)
    expect(await db.selectFrom('segments.segment').selectAll().execute()).toEqual([])
  })

  test('is refused when it is too deep or too long', async () => {
    const deep = all(all(all(all(all(atLeast(1))))))
    const long = all(...Array.from({ length: 51 }, () => atLeast(1)))
    await expect(create('deep', deep)).rejects.toThrow(Invalid)
    await expect(create('long', long)).rejects.toThrow(Invalid)
    await create('just right', all(all(all(all(atLeast(1))))))
  })
})

describe('accounts that changed', () => {
  test('enter and leave, each once, in the log and in the count', async () => {
    const [a = 0, b = 0, c = 0] = await addAccounts([5, 15, 25])
    const id = await create('over ten', all(atLeast(10)))
    await evaluateAll(id)
    await setAmount([a], 50)
    await setAmount([b], 1)
    setClock(Temporal.Instant.from('2026-11-22T04:00:00Z'))
    await refresh([a, b, c])
    await refresh([a, b, c])
    expect(await members(id)).toEqual([a, c])
    expect((await log(id)).slice(2)).toEqual([
      { account_id: a, kind: 'entered', cause: 'change' },
      { account_id: b, kind: 'left', cause: 'change' },
    ])
    expect((await state(id)).members).toBe(2)
    const [entered] = await db
      .selectFrom('segments.membership')
      .select('entered_at')
      .where('account_id', '=', a)
      .execute()
    expect(entered?.entered_at.toISOString()).toBe('2026-11-22T04:00:00.000Z')
  })

  test('leave others alone', async () => {
    const [a = 0, b = 0] = await addAccounts([5, 5])
    const id = await create('over ten', all(atLeast(10)))
    await evaluateAll(id)
    await setAmount([a, b], 50)
    await refresh([a])
    expect(await members(id)).toEqual([a])
  })

  test('before the first evaluation is through, enter because of the definition', async () => {
    const [a = 0] = await addAccounts([50])
    const id = await create('over ten', all(atLeast(10)))
    await refresh([a])
    expect(await log(id)).toEqual([{ account_id: a, kind: 'entered', cause: 'definition' }])
  })

  test('a segment that cannot be computed keeps its members, says why, and does not stop the others', async () => {
    const [a = 0] = await addAccounts([50])
    const broken = await create('broken', all({ kind: 'field', field: 'test.kind', asks: { is: 'known' } }))
    const sound = await create('sound', all(atLeast(100)))
    await evaluateAll(broken)
    await evaluateAll(sound)
    const without = new Map(services.offers.fields)
    without.delete('test.kind')
    const poorer = { ...services, offers: { ...services.offers, fields: without } }
    await setAmount([a], 200)
    await transact(db, tx => evaluateAccounts(tx, poorer, [a]))
    expect(await members(broken)).toEqual([a])
    expect((await state(broken)).problem).toBe('fieldUnknown')
    expect(await members(sound)).toEqual([a])
    await refresh([a])
    expect((await state(broken)).problem).toBe(null)
  })
})

describe('segments that speak of segments', () => {
  test('are settled after those, in the same transaction and when those are edited', async () => {
    const [a = 0, b = 0] = await addAccounts([5, 15])
    const base = await create('base', all(atLeast(10)))
    await evaluateAll(base)
    const outside = await create('outside', { kind: 'none', of: [within(base)] })
    const inside = await create('inside', all(within(base), { kind: 'segment', segment: outside, within: false }))
    for (const id of [outside, inside]) await evaluateAll(id)
    expect([await members(outside), await members(inside)]).toEqual([[a], [b]])
    await setAmount([a], 20)
    await refresh([a])
    expect([await members(outside), await members(inside)]).toEqual([[], [a, b]])
    await change(base, 1, all(atLeast(18)))
    await evaluateAll(base)
    expect([await members(outside), await members(inside)]).toEqual([[b], [a]])
    expect((await state(inside)).members).toBe(1)
  })

  test('cannot go in a circle, and what they speak of cannot be deleted', async () => {
    const first = await create('first', all(atLeast(1)))
    const second = await create('second', all(within(first)))
    const third = await create('third', all(within(second)))
    await expect(change(first, 1, all(within(third)))).rejects.toThrow(Invalid)
    await expect(change(first, 1, all(within(first)))).rejects.toThrow(Invalid)
    await expect(transact(db, tx => deleteSegment(tx, services, actor, second))).rejects.toThrow(Conflict)
    await transact(db, tx => deleteSegment(tx, services, actor, third))
    await transact(db, tx => deleteSegment(tx, services, actor, second))
  })

  test('of two halves of a circle made at once only one is kept', async () => {
    const [first, second] = [await create('first', all(atLeast(1))), await create('second', all(atLeast(1)))]
    const results = await Promise.allSettled([
      change(first, 1, all(within(second))),
      change(second, 1, all(within(first))),
    ])
    expect(results.map(result => result.status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('editing', () => {
  test('of two people who began with the same version the second is told', async () => {
    const id = await create('shared', all(atLeast(1)))
    await change(id, 1, all(atLeast(2)))
    await expect(change(id, 1, all(atLeast(3)))).rejects.toThrow(Conflict)
  })

  test('only the name evaluates nothing anew', async () => {
    const id = await create('named', all(atLeast(1)))
    await evaluateAll(id)
    await change(id, 1, all(atLeast(1)), 'renamed')
    expect(await state(id)).toMatchObject({ status: 'done', condition_version: 1 })
  })

  test('while an evaluation is under way, that one stops and the new condition decides', async () => {
    const ids = await addAccounts(Array.from({ length: batchSize + 5 }, () => 10))
    const id = await create('moving', all(atLeast(10)))
    let edited = false
    const jobs = { ...services.live, publish: services.live.publish }
    const meddling: Services = {
      ...services,
      live: {
        ...jobs,
        publish: async (tx, topics) => {
          await services.live.publish(tx, topics)
          if (edited) return
          edited = true
          await change(id, 1, all(atLeast(100)))
        },
      },
    }
    await segmentJobs[0]?.run(meddling, { segmentId: id }, new AbortController().signal)
    expect(await members(id)).toEqual([])
    expect((await state(id)).status).toBe('waiting')
    await setAmount(ids.slice(0, 3), 200)
    await evaluateAll(id)
    expect(await members(id)).toEqual(ids.slice(0, 3))
    expect((await state(id)).condition_version).toBe(2)
  })
})

describe('a day that goes by', () => {
  const soon = all({ kind: 'field', field: 'test.renews', asks: { is: 'next', days: 7 } })

  test('moves accounts of which nothing was heard, once per day of the company', async () => {
    const [a = 0] = await addAccounts([1], '2026-11-30')
    const id = await create('renews soon', soon)
    await evaluateAll(id)
    await run('segments.evaluate_daily')
    expect(await members(id)).toEqual([])
    // 23:59 and 0:00 of the 23rd in Tokyo.
    setClock(Temporal.Instant.from('2026-11-22T14:59:00Z'))
    await run('segments.evaluate_daily')
    expect(await members(id)).toEqual([])
    setClock(Temporal.Instant.from('2026-11-22T15:00:00Z'))
    await run('segments.evaluate_daily')
    expect(await members(id)).toEqual([a])
    expect(await log(id)).toEqual([{ account_id: a, kind: 'entered', cause: 'day' }])
    const days = await db.selectFrom('segments.count_day').select(['day', 'members']).orderBy('day').execute()
    expect(days).toEqual([
      { day: '2026-11-21', members: 0 },
      { day: '2026-11-22', members: 0 },
      { day: '2026-11-23', members: 1 },
    ])
  })

  test('goes on where it was interrupted', async () => {
    const ids = await addAccounts(Array.from({ length: batchSize + 5 }, () => 10))
    const id = await create('everybody', all(atLeast(1)))
    const stopping = new AbortController()
    const interrupting: Services = {
      ...services,
      live: {
        ...services.live,
        subscribe: services.live.subscribe,
        publish: async (tx, topics) => {
          stopping.abort()
          await services.live.publish(tx, topics)
        },
      },
    }
    const daily = segmentJobs[1]
    await expect(daily?.run(interrupting, {}, stopping.signal)).rejects.toThrow()
    expect(await members(id)).toHaveLength(batchSize)
    await sql`delete from segments.membership where account_id = ${ids[0]}`.execute(db)
    await run('segments.evaluate_daily')
    // The first batch was not done again.
    expect(await members(id)).toEqual(ids.slice(1))
  })

  test('counts the members anew', async () => {
    const [a = 0] = await addAccounts([10, 10])
    const id = await create('everybody', all(atLeast(1)))
    await evaluateAll(id)
    await sql`delete from customers.account where id = ${a}`.execute(db)
    await run('segments.evaluate_daily')
    expect((await state(id)).members).toBe(1)
  })
})

describe('accounts and segments that go', () => {
  test('a merged account leaves its segments; the log of the other goes on telling the truth', async () => {
    const [from = 0, into = 0] = await addAccounts([10, 20])
    const id = await create('over five', all(atLeast(5)))
    await evaluateAll(id)
    await transact(db, async tx => {
      await mergeAccounts(tx, { fromId: from, intoId: into })
      await sql`delete from customers.account where id = ${from}`.execute(tx)
    })
    expect(await members(id)).toEqual([into])
    expect((await state(id)).members).toBe(1)
    expect(await log(id)).toMatchObject([{ account_id: into, kind: 'entered' }])
  })

  test('the sample goes, but for a segment that a real one speaks of', async () => {
    const make = (name: string, condition: Group, sample: boolean) =>
      transact(db, tx => createSegment(tx, services, actor, { name, description: '', condition, sample }))
    const needed = await make('needed', all(atLeast(1)), true)
    await make('sample of sample', all(within(needed)), true)
    const real = await make('real', all(within(needed)), false)
    await transact(db, tx => removeSample(tx))
    const left = await db.selectFrom('segments.segment').select(['id', 'sample']).orderBy('id').execute()
    expect(left).toEqual([
      { id: needed, sample: false },
      { id: real, sample: false },
    ])
  })

  test("when the sample goes, the company's own segments count its accounts and contacts no more", async () => {
    await sql`
      with sample as (
        insert into customers.account (name, sample, monthly_amount) values ('s', true, 10) returning id
      ),
      own as (insert into customers.account (name, monthly_amount) values ('o', 10) returning id),
      people as (
        insert into customers.contact (name, title, sample)
        values ('goes', 'chief', true), ('stays', 'chief', true) returning id, name
      )
      insert into customers.membership (contact_id, account_id)
      select people.id, sample.id from people, sample
      union all select people.id, own.id from people, own where name = 'stays'`.execute(db)
    const known: Condition = { kind: 'field', field: 'customers.contact_title', asks: { is: 'known' } }
    const [accounts, contacts] = [
      await create('accounts', all(atLeast(5))),
      await transact(db, tx =>
        createSegment(tx, services, actor, { about: 'contact', name: 'c', description: '', condition: all(known) }),
      ),
    ]
    for (const id of [accounts, contacts]) await evaluateAll(id)
    expect([(await state(accounts)).members, (await state(contacts)).members]).toEqual([2, 2])
    await transact(db, async tx => {
      for (const remove of services.offers.sampleRemovals) await remove(tx)
    })
    expect([(await state(accounts)).members, (await state(contacts)).members]).toEqual([1, 1])
    const marked = await db.selectFrom('customers.contact_change').select('contact_id').execute()
    const left = await db.selectFrom('customers.contact').select(['id', 'name']).execute()
    expect(left).toEqual([{ id: marked[0]?.contact_id, name: 'stays' }])
  })
})

test('the log, replayed, is always the membership, and the count its size', async () => {
  const ids = await addAccounts(Array.from({ length: 30 }, (_, index) => index))
  const segments = [10, 15, 20].map(number => create(`over ${number}`, all(atLeast(number))))
  const segmentIds = await Promise.all(segments)
  let seed = 7
  const below = (n: number) => {
    seed = (seed * 48271) % 2147483647
    return seed % n
  }
  for (let round = 0; round < 40; round++) {
    const some = ids.filter(() => below(3) === 0)
    await setAmount(some, below(30))
    const work = [() => refresh(some), () => evaluateAll(segmentIds[below(3)] ?? 0)]
    await Promise.all(below(2) === 0 ? work.map(one => one()) : [work[below(2)]?.()])
  }
  for (const id of segmentIds) {
    const replayed = new Set<number>()
    for (const { account_id, kind } of await log(id)) {
      // Nobody enters twice or leaves without being there.
      expect(replayed.has(account_id)).toBe(kind === 'left')
      kind === 'entered' ? replayed.add(account_id) : replayed.delete(account_id)
    }
    expect([...replayed].sort((a, b) => a - b)).toEqual(await members(id))
    expect((await state(id)).members).toBe(replayed.size)
  }
})
