import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { putPlay, taskStep, workPlays } from '../../../../test/support/plays.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import type { Step } from '../definition/definition.ts'
import { archivePlay, pausePlay, resumePlay } from '../running.ts'
import { settleLeft } from './settling.ts'
import { takeTurn } from './turn.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const admin = { kind: 'staff', id: cast.admin.id } as const
const morning = Temporal.Instant.from('2026-11-23T00:05:00Z')
const later = (duration: Temporal.DurationLike) => setClock(morning.add(duration))

beforeEach(async () => {
  setClock(morning)
  await sql`truncate plays.play, tasks.task, customers.account cascade`.execute(db)
})
afterEach(() => setClock(undefined))

const day: Step = { id: 's1', kind: 'wait', for: { amount: 1, unit: 'days' } }
const many = 4500

/** A play with so many who wait for a day, and then get a task. */
async function putWaiting(count: number): Promise<number> {
  const id = await putPlay(services, { steps: [day, taskStep('s2')] })
  await sql`
    with made as (insert into customers.account (name) select 'a' || n from generate_series(1, ${count}::int) n returning id)
    insert into plays.enrollment (play_id, version_id, account_id, step, wake_at, entered_at, waiting, waiting_since, waiting_limit)
    select p.id, p.live_version_id, made.id, 's1', ${new Date(morning.epochMilliseconds + 86_400_000)}, ${new Date(morning.epochMilliseconds)},
           'delay', ${new Date(morning.epochMilliseconds)}, ${new Date(morning.epochMilliseconds + 86_400_000)}
    from plays.play p, made where p.id = ${id}`.execute(db)
  return id
}

const count = async () =>
  (
    await sql<{ ended: number; held: number; done: number; told: number }>`
      select count(*) filter (where ended_by = 'archived')::int as ended,
             count(held_wake_at)::int as held,
             (select count(*)::int from tasks.task) as done,
             (select count(*)::int from plays.passage where what = 'ended') as told
      from plays.enrollment`.execute(db)
  ).rows[0]
const change = (what: typeof pausePlay, id: number) => transact(db, tx => what(tx, services, admin, id))

test('pausing touches nobody who waits; whose time comes meanwhile is held, and goes on with the play', async () => {
  const id = await putWaiting(many)
  const before = await sql`select xmin, ctid from plays.enrollment order by id`.execute(db)
  await change(pausePlay, id)
  expect((await sql`select xmin, ctid from plays.enrollment order by id`.execute(db)).rows).toEqual(before.rows)
  later({ hours: 25 })
  await workPlays(services)
  expect(await count()).toMatchObject({ held: many, done: 0 })
  expect(await takeTurn(services)).toBe(0)
  await change(resumePlay, id)
  // Not all within the request that resumes it.
  expect((await count())?.held).toBe(many - 2000)
  await workPlays(services)
  expect(await count()).toMatchObject({ held: 0, done: many })
})

test('of a play that has ended nobody goes on; they end some at once, the others turn by turn, once each', async () => {
  const id = await putWaiting(many)
  await change(pausePlay, id)
  later({ hours: 25 })
  await change(archivePlay, id)
  expect(await count()).toMatchObject({ ended: 2000, done: 0 })
  expect(await takeTurn(services, 500)).toBe(500)
  expect(await settleLeft(services, 1000)).toBe(1000)
  await workPlays(services)
  expect(await count()).toEqual({ ended: many, held: 0, done: 0, told: many })
  expect(await settleLeft(services, 1000)).toBe(0)
})

test('who pauses waits for the turn that has begun, and holds up no other play', async () => {
  const [id, other] = [await putWaiting(1), await putWaiting(1)]
  later({ hours: 25 })
  let paused: Promise<void> | undefined
  let isPaused = false
  await transact(db, async tx => {
    await sql`select pg_advisory_xact_lock_shared(hashtextextended(${`plays.turn ${id}`}, 0))`.execute(tx)
    paused = change(pausePlay, id).then(() => {
      isPaused = true
    })
    await wait(300)
    expect(isPaused).toBe(false)
    expect(await takeTurn(services)).toBe(1)
    expect(
      await db.selectFrom('plays.enrollment').select('play_id').where('ended_at', 'is not', null).execute(),
    ).toEqual([{ play_id: other }])
  })
  await paused
  await workPlays(services)
  expect(await count()).toMatchObject({ held: 1, done: 1 })
})
