import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openStage } from '../../../test/cast.ts'
import { forgetEvents, openTracking } from '../../../test/support/tracking.ts'
import { setClock } from '../../platform/clock.ts'
import { attachedPartitions, createPartitions } from './partitions.ts'
import { recount } from './recount.ts'

const stage = await openStage()
const { db } = stage.services
const { batch } = await openTracking(stage)

const fed = (timestamp: string) => ({ type: 'track', userId: 'a', event: 'Fed', timestamp })
const months = Array.from({ length: 323 }, (_, index) => new Date(Date.UTC(2000, index, 15, 20)).toISOString())

beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
  await forgetEvents(stage)
})
afterEach(() => setClock(undefined))

it('an event in each month since 2000 makes tables for years, not for hundreds of months', async () => {
  expect(await batch(...months.map(fed))).toMatchObject({ accepted: 323, refused: [] })
  for (const parent of ['event', 'usage_day'] as const) {
    const names = await attachedPartitions(db, parent)
    // The ancient one, 24 years, and since 2024 the months with those on either side and those made ahead.
    expect(names.length).toBeLessThan(1 + 24 + 35 + 5)
    expect(names).toContain(`${parent}_2023`)
    expect(names).toContain(`${parent}_2024_01`)
  }
  const days = sql<{ days: number }>`select count(*) as days from events.usage_day where day::text like '%-16'`
  expect((await days.execute(db)).rows).toEqual([{ days: 323 }])
  await sql`update identity.company set time_zone = 'Europe/London'`.execute(db)
  await recount(db)
  expect((await days.execute(db)).rows).toEqual([{ days: 0 }])
  expect(await db.selectFrom('events.usage_day').select('day').execute()).toHaveLength(323)
})

it('a year goes on by months when it has begun so', async () => {
  setClock(Temporal.Instant.from('2003-01-22T03:00:00Z'))
  await sql`drop table if exists events.event_2001, events.usage_day_2001`.execute(db)
  await createPartitions(db, [2001 * 12 + 4])
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
  expect(await batch(fed('2001-05-15T00:00:00Z'), fed('2001-09-15T00:00:00Z'))).toMatchObject({ accepted: 2 })
  const names = await attachedPartitions(db, 'event')
  expect(names.filter(name => name.includes('2001'))).toEqual(['event_2001_05', 'event_2001_09'])
})
