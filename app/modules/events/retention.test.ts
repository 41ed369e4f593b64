import { sql } from 'kysely'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { company, openStage } from '../../../test/cast.ts'
import { forgetEvents, openTracking } from '../../../test/support/tracking.ts'
import { setClock } from '../../platform/clock.ts'
import { transact } from '../../platform/db.ts'
import { prepareMonths } from './jobs.ts'
import { attachedPartitions } from './partitions.ts'
import { recount } from './recount.ts'
import { dropOldEvents, finishDropping } from './retention.ts'

const stage = await openStage()
const { db } = stage.services
const { batch } = await openTracking(stage)

const present = Temporal.Instant.from('2026-11-22T03:00:00Z')
const track = (event: string, more: object = {}) => ({ type: 'track', userId: 'a', event, ...more })

async function receiptDays(): Promise<readonly string[]> {
  const rows = await db.selectFrom('events.receipt').select('received_on').orderBy('received_on').execute()
  return rows.map(row => row.received_on)
}

beforeEach(async () => {
  setClock(present)
  await forgetEvents(stage)
})
afterEach(() => setClock(undefined))

describe('retention', () => {
  it('drops old months; counts stay, and newer months too', async () => {
    await batch(
      track('Old', { timestamp: '2024-03-04T00:00:00Z', messageId: 'old' }),
      track('Ancient', { timestamp: '1999-03-04T00:00:00Z' }),
      track('New', { messageId: 'new' }),
    )
    expect(await dropOldEvents(db, 12)).toContain('2024-03-01')
    expect(await attachedPartitions(db, 'event')).not.toContain('event_2024_03')
    const left = await db.selectFrom('events.event').select('name').execute()
    expect(left).toEqual([{ name: 'New' }])
    const days = await db.selectFrom('events.usage_day').select('name').orderBy('name').execute()
    expect(days.map(day => day.name)).toEqual(['Ancient', 'New', 'Old'])
    // The counts are still there, so what comes once more must not be counted again.
    const again = { timestamp: '2024-03-04T00:00:00Z', messageId: 'old' }
    expect(await batch(track('Old', again), track('New', { messageId: 'new' }))).toMatchObject({ duplicates: 2 })
    // Its month is made again when something that old arrives anew.
    expect(await batch(track('Old', { ...again, messageId: 'other' }))).toMatchObject({ accepted: 1 })
  })

  it('drops the receipts of every call that no kept event can belong to', async () => {
    const calls = (id: string) => [
      { type: 'identify', userId: 'a', messageId: `i${id}` },
      { type: 'group', userId: 'a', groupId: 'farm', messageId: `g${id}` },
      { type: 'alias', userId: 'a', previousId: 'visitor', messageId: `a${id}` },
      track('Fed', { messageId: `t${id}` }),
    ]
    for (const day of ['2025-10-29', '2025-10-30', '2025-10-31', '2025-11-02']) {
      setClock(Temporal.Instant.from(`${day}T23:30:00Z`))
      await batch(...calls(day))
    }
    // A clock that was ahead: of the first kept month, received on the last day before it.
    setClock(Temporal.Instant.from('2025-10-31T23:40:00Z'))
    await batch(track('Ahead', { timestamp: '2025-11-01T09:00:00Z', messageId: 'ahead' }))
    setClock(present)
    await dropOldEvents(db, 12)
    expect(new Set(await receiptDays())).toEqual(new Set(['2025-10-31', '2025-11-02']))
    const left = await db.selectFrom('events.event').select('name').orderBy('occurred_at').execute()
    expect(left.map(event => event.name)).toEqual(['Ahead', 'Fed'])
    expect(await batch({ ...track('Ahead'), messageId: 'ahead' })).toMatchObject({ duplicates: 1 })
  })
  it('leaves the counts of dropped months alone for ever, whatever arrives later and in whatever time zone', async () => {
    const night = { timestamp: '2024-03-04T20:00:00Z' }
    await batch(track('Old', night), track('Ancient', { timestamp: '1999-03-04T20:00:00Z' }), track('New'))
    await dropOldEvents(db, 12)
    // The clock of a device that was reset: a month older than all that is kept has its partition again.
    await batch(track('Late', { timestamp: '2015-01-01T20:00:00Z' }))
    await sql`update identity.company set time_zone = 'America/New_York'`.execute(db)
    await recount(db)
    await sql`update identity.company set time_zone = ${company.timeZone}`.execute(db)
    await recount(db)
    const days = await db.selectFrom('events.usage_day').select(['name', 'day', 'count']).orderBy('day').execute()
    expect(days).toEqual([
      { name: 'Ancient', day: '1999-03-05', count: 1 },
      { name: 'Late', day: '2015-01-02', count: 1 },
      { name: 'Old', day: '2024-03-05', count: 1 },
      { name: 'New', day: '2026-11-22', count: 1 },
    ])
  })

  it('goes on when it was killed while it waited to take a month out', async () => {
    const march = { timestamp: '2024-03-04T00:00:00Z' }
    await batch(track('Old', march), track('Other', { timestamp: '2024-07-04T00:00:00Z' }), track('New'))
    await killedWhileDetaching('event_2024_03')
    expect(await dropOldEvents(db, 12)).toContain('2024-07-01')
    expect((await eventTables()).filter(name => name.includes('2024'))).toEqual([])
    expect(await batch(track('Again', march))).toMatchObject({ accepted: 1 })
  })

  it('a month that was left halfway takes events in again at once, with those that were in it', async () => {
    const march = { timestamp: '2024-03-04T00:00:00Z' }
    await batch(track('Old', march), track('New'))
    await killedWhileDetaching('event_2024_03')
    expect(await batch(track('Again', march), track('Newer'))).toMatchObject({ accepted: 2, refused: [] })
    const left = await db.selectFrom('events.event').select('name').orderBy('name').execute()
    expect(left.map(event => event.name)).toEqual(['Again', 'New', 'Newer', 'Old'])
  })

  it('a month that was left halfway is whole again after the start', async () => {
    await batch(track('Old', { timestamp: '2024-03-04T00:00:00Z' }), track('New'))
    await killedWhileDetaching('event_2024_03')
    await prepareMonths(stage.services)
    const { rows } = await sql`select from pg_inherits where inhdetachpending`.execute(db)
    expect(rows).toEqual([])
  })

  it('finds a month again that was taken out but not dropped, also when no more are to be dropped', async () => {
    const march = { timestamp: '2024-03-04T00:00:00Z' }
    await batch(track('Old', march), track('New'))
    await sql`alter table events.event detach partition events.event_2024_03`.execute(db)
    await finishDropping(db)
    expect(await eventTables()).not.toContain('event_2024_03')
    expect(await batch(track('Again', march))).toMatchObject({ accepted: 1 })
    const left = await db.selectFrom('events.event').select('name').orderBy('name').execute()
    expect(left.map(event => event.name)).toEqual(['Again', 'New'])
  })

  it('drops past years as a whole, and of the one that is kept in part what is too old', async () => {
    const at = (timestamp: string) => track('Old', { timestamp })
    await batch(at('2019-05-01T00:00:00Z'), at('2021-10-31T23:59:59Z'), at('2021-11-01T00:00:00Z'), track('New'))
    expect(await dropOldEvents(db, 60)).toContain('2019-01-01')
    const left = await db.selectFrom('events.event').select('occurred_at').orderBy('occurred_at').execute()
    expect(left.map(event => event.occurred_at.toISOString().slice(0, 10))).toEqual(['2021-11-01', '2026-11-22'])
    expect(await db.selectFrom('events.usage_day').select('day').execute()).toHaveLength(3)
  })
})

async function eventTables(): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'events' and tablename like '%event\\_2%'`.execute(db)
  return rows.map(row => row.name)
}

async function killedWhileDetaching(name: string): Promise<void> {
  const client = new pg.Client({ connectionString: stage.services.database.url })
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const pid = rows[0]?.pid ?? 0
  await transact(db, async tx => {
    // Whoever has looked at the events is waited for.
    await sql`select from events.event limit 1`.execute(tx)
    const detaching = client.query(`alter table events.event detach partition events.${name} concurrently`)
    const killed = expect(detaching).rejects.toThrow(/terminat/)
    const waiting = sql`select from pg_locks where pid = ${pid} and not granted`
    await expect.poll(async () => (await waiting.execute(tx)).rows.length, { timeout: 10_000 }).toBe(1)
    await sql`select pg_terminate_backend(${pid})`.execute(tx)
    await killed
    // It says so before it is gone, and until then it looks like somebody who is still at it.
    const there = sql`select from pg_stat_activity where pid = ${pid}`
    await expect.poll(async () => (await there.execute(db)).rows.length, { timeout: 10_000 }).toBe(0)
  })
}
