import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { company, openStage } from '../../../test/cast.ts'
import { forgetEvents, openTracking } from '../../../test/support/tracking.ts'
import { setClock } from '../../platform/clock.ts'
import { transact } from '../../platform/db.ts'
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
      track('Old', { timestamp: '2020-03-04T00:00:00Z', messageId: 'old' }),
      track('Ancient', { timestamp: '1999-03-04T00:00:00Z' }),
      track('New', { messageId: 'new' }),
    )
    expect(await dropOldEvents(db, 12)).toContain('2020-03-01')
    expect(await attachedPartitions(db, 'event')).not.toContain('event_2020_03')
    const left = await db.selectFrom('events.event').select('name').execute()
    expect(left).toEqual([{ name: 'New' }])
    const days = await db.selectFrom('events.usage_day').select('name').orderBy('name').execute()
    expect(days.map(day => day.name)).toEqual(['Ancient', 'New', 'Old'])
    // The counts are still there, so what comes once more must not be counted again.
    const again = { timestamp: '2020-03-04T00:00:00Z', messageId: 'old' }
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
    const night = { timestamp: '2020-03-04T20:00:00Z' }
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
      { name: 'Old', day: '2020-03-05', count: 1 },
      { name: 'New', day: '2026-11-22', count: 1 },
    ])
  })
  it('goes on when it was killed while it waited to take a month out', async () => {
    const march = { timestamp: '2020-03-04T00:00:00Z' }
    await batch(track('Old', march), track('Other', { timestamp: '2020-07-04T00:00:00Z' }), track('New'))
    await killedWhileDetaching('event_2020_03')
    expect(await dropOldEvents(db, 12)).toContain('2020-07-01')
    expect((await eventTables()).filter(name => name.includes('2020'))).toEqual([])
    expect(await batch(track('Again', march))).toMatchObject({ accepted: 1 })
  })

  it('finds a month again that was taken out but not dropped, also when no more are to be dropped', async () => {
    const march = { timestamp: '2020-03-04T00:00:00Z' }
    await batch(track('Old', march), track('New'))
    await sql`alter table events.event detach partition events.event_2020_03`.execute(db)
    await finishDropping(db)
    expect(await eventTables()).not.toContain('event_2020_03')
    expect(await batch(track('Again', march))).toMatchObject({ accepted: 1 })
    const left = await db.selectFrom('events.event').select('name').orderBy('name').execute()
    expect(left.map(event => event.name)).toEqual(['Again', 'New'])
  })
})

async function eventTables(): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'events' and tablename like '%event\\_2%'`.execute(db)
  return rows.map(row => row.name)
}

async function killedWhileDetaching(name: string): Promise<void> {
  await transact(db, async tx => {
    // Whoever has looked at the events is waited for.
    await sql`select from events.event limit 1`.execute(tx)
    const detaching = sql`alter table events.event detach partition ${sql.id('events', name)} concurrently`.execute(db)
    const killed = expect(detaching).rejects.toThrow(/terminat/)
    for (let waiting = false; !waiting; ) {
      const { rows } = await sql`
        select pg_terminate_backend(a.pid)
        from pg_inherits i, pg_stat_activity a
        where i.inhdetachpending and a.datname = current_database() and a.query like '%concurrently' and a.wait_event_type = 'Lock'`.execute(
        tx,
      )
      waiting = rows.length > 0
    }
    await killed
  })
}
