import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { putUsedAccounts } from '../../../../test/support/health.ts'
import { type Db, transact } from '../../../platform/db.ts'
import { seededRandom } from '../../../platform/random.ts'
import { system } from '../../activity/index.ts'
import { predictForAll } from './everybody.ts'
import { requestTraining, trainJob } from './training.ts'

const { services } = await openStage()
const { db } = services
const running = new AbortController().signal
const day = { today: '2026-11-22' }

beforeEach(async () => {
  await sql`truncate customers.account, customers.trait, health.risk_model, health.risk_day cascade`.execute(db)
})

/** A model in use that knows one trait, `n`. */
async function putModel(weight: number, within: Db = db): Promise<number> {
  const model = {
    encodings: [{ kind: 'number', key: 'trait:n', mean: 0, sd: 1, missing: false }],
    means: [0],
    weights: [weight],
    intercept: 0,
    calibration: { applied: { intercept: 0, slope: 1 } },
  }
  const { rows } = await sql<{ id: number }>`
    insert into health.risk_model (status, active, model, kind)
    values ('ready', true, ${JSON.stringify(model)}::jsonb, 'undated') returning id`.execute(within)
  return rows[0]?.id ?? 0
}

/** Of everybody with an odd `n`, or by chance, it is known that they left, but not when. */
async function putCompany(byChance?: () => number): Promise<void> {
  const random = seededRandom(3)
  const traits = ['m', ...Array.from({ length: 10 }, (_, k) => `m${k}`)]
  const accounts = Array.from({ length: 300 }, (_, i) => ({
    name: `c${i}`,
    traits: Object.fromEntries([['n', i % 7], ...traits.map(key => [key, Math.floor(random() * 50)])]),
  }))
  const ids = await putUsedAccounts(db, day, ...accounts)
  const left = ids.filter((_, i) => (byChance ? byChance() < 0.3 : i % 7 > 4 !== (i % 11 === 0)))
  await sql`
    insert into customers.cancellation (account_id, at, source)
    select id, null, 'import' from unnest(${left}::bigint[]) id`.execute(db)
  await sql`update customers.account set stage = 'cancelled' where id = any(${left}::bigint[])`.execute(db)
  await sql`
    insert into customers.trait (subject, key, type)
    select 'account', key, 'number' from unnest(${['n', ...traits]}::text[]) key`.execute(db)
}

const predictions = () => db.selectFrom('health.risk').select(['risk_model_id', 'probability']).execute()

test('what an earlier model said is gone when a later one is no better than the average', async () => {
  await putCompany(seededRandom(4))
  await putModel(1)
  await predictForAll(services, running)
  expect((await predictions()).length).toBeGreaterThan(100)
  const id = await transact(db, tx => requestTraining(tx, services, system))
  await trainJob.run(services, { id }, running)
  expect(await db.selectFrom('health.risk_model').select('id').where('active', '=', true).execute()).toEqual([])
  expect(await predictions()).toEqual([])
})

test('others judge by the new risks as soon as a training ended', async () => {
  await putCompany()
  await sql`truncate today.reference cascade`.execute(db)
  await sql`insert into today.reference (computed_at, base_risk, listening) values (now(), 0.01, false)`.execute(db)
  const id = await transact(db, tx => requestTraining(tx, services, system))
  await trainJob.run(services, { id }, running)
  const { rows } = await sql<{ base: number; mean: number }>`
    select (select base_risk from today.reference) as base, avg(probability) as mean from health.risk`.execute(db)
  expect(rows[0]?.base).toBeCloseTo(rows[0]?.mean ?? 0, 6)
})

test('a round that began with one model stores nothing of it once another is in use', async () => {
  await putUsedAccounts(db, day, { name: 'a', traits: { n: 1 } }, { name: 'b', traits: { n: 2 } })
  const old = await putModel(1)
  let round: Promise<number> | undefined
  await transact(db, async tx => {
    await sql`update health.risk_model set active = false where id = ${old}`.execute(tx)
    round = predictForAll(services, running)
    // It has seen the old one and waits for us.
    await expect.poll(waiting).toBe(1)
  })
  const fresh = await putModel(-1)
  expect(await round).toBe(0)
  await predictForAll(services, running)
  expect((await predictions()).map(row => row.risk_model_id)).toEqual([fresh, fresh])
})

test.each([false, true])('a round that ends says nothing of a model that came since (one before: %s)', async before => {
  await putUsedAccounts(db, day, { name: 'a', traits: { n: 1 } })
  if (before) await putModel(1)
  let round: Promise<number> | undefined
  await transact(db, async tx => {
    await sql`lock table health.risk_model in row exclusive mode`.execute(tx)
    round = predictForAll(services, running)
    // It has gone through all accounts.
    await expect.poll(waiting).toBe(1)
    await sql`update health.risk_model set active = false`.execute(tx)
    await putModel(-1, tx)
    await sql`update health.risk_model set stage = 'predicting' where active`.execute(tx)
  })
  await round
  const stage = () => db.selectFrom('health.risk_model').select('stage').where('active', '=', true).executeTakeFirst()
  expect(await stage()).toEqual({ stage: 'predicting' })
  await predictForAll(services, running)
  expect(await stage()).toEqual({ stage: null })
})

test('a round that collides at its end does not begin anew', async () => {
  await putUsedAccounts(db, day, { name: 'a', traits: { n: 1 } })
  await putModel(1)
  await sql`create sequence public.collisions`.execute(db)
  await sql`
    create function public.collide_once() returns trigger language plpgsql as $$ begin
      if nextval('public.collisions') = 1 then raise 'collided' using errcode = '40P01'; end if;
      return null;
    end $$`.execute(db)
  await sql`
    create trigger collide before delete on health.risk for each statement execute function public.collide_once()`.execute(
    db,
  )
  expect(await predictForAll(services, running)).toBe(1)
  await sql`drop function public.collide_once() cascade`.execute(db)
  await sql`drop sequence public.collisions`.execute(db)
})

test('rounds that end at the same moment do not wait for each other for ever', async () => {
  await putUsedAccounts(db, day, { name: 'a', traits: { n: 1 } })
  await putModel(1)
  const rounds = Array.from({ length: 8 }, () => predictForAll(services, running))
  expect((await Promise.allSettled(rounds)).map(round => round.status)).toEqual(Array(8).fill('fulfilled'))
})

async function waiting(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

test('a training that was interrupted after it had learned goes on with what it learned', async () => {
  await putCompany()
  await sql`
    create function public.collide() returns trigger language plpgsql as $$ begin raise 'collided' using errcode = '40P01'; end $$`.execute(
    db,
  )
  await sql`create trigger collide before insert on health.risk for each statement execute function public.collide()`.execute(
    db,
  )
  const id = await transact(db, tx => requestTraining(tx, services, system))
  await expect(trainJob.run(services, { id }, running)).rejects.toThrow('collided')
  const model = () => db.selectFrom('health.risk_model').select(['status', 'active', 'finished_at']).executeTakeFirst()
  const learned = await model()
  expect(learned).toMatchObject({ status: 'ready', active: true })
  await sql`drop function public.collide() cascade`.execute(db)
  await trainJob.run(services, { id }, running)
  expect(await model()).toEqual(learned)
  expect((await predictions()).every(row => row.risk_model_id === id)).toBe(true)
  expect((await predictions()).length).toBeGreaterThan(100)
})
