import { sql } from 'kysely'
import { beforeEach, expect, it } from 'vitest'
import { openStage } from '../../../test/cast.ts'
import { forgetEvents, openTracking } from '../../../test/support/tracking.ts'
import { transact } from '../../platform/db.ts'
import { watchEvents } from './heard/heard.ts'
import { intakeOf } from './intake/intake.ts'
import { eventNames, propertyKeys } from './names.ts'

const stage = await openStage()
const { db } = stage.services
const { batch } = await openTracking(stage)

const track = (event: string, properties: object, more: object = {}) => ({
  type: 'track',
  userId: 'hana',
  event,
  properties,
  ...more,
})
const old = { timestamp: new Date(Date.now() - 60 * 86_400_000).toISOString() }

beforeEach(async () => {
  await forgetEvents(stage)
  await batch({ type: 'group', userId: 'hana', groupId: 'farm' })
})

it('offers what happened lately, the most frequent first, what just arrived, and what is waited for', async () => {
  await transact(db, tx => watchEvents(tx, ['Sold']))
  await batch(track('Fed', {}), track('Fed', {}), track('Cleaned', {}), track('Ancient', {}, old))
  await intakeOf(stage.services).watch.flush()
  await sql`delete from events.arrival where name = 'Ancient'`.execute(db)
  expect(await eventNames(db)).toEqual(['Fed', 'Cleaned', 'Sold'])
})

it('offers the properties that such events had, the most frequent first', async () => {
  await batch(
    track('Fed', { kg: 1, tank: 'A' }),
    track('Fed', { kg: 2 }),
    track('Cleaned', { minutes: 3 }),
    track('Fed', { gone: 1 }, old),
  )
  expect(await propertyKeys(db, 'Fed')).toEqual(['kg', 'tank'])
  expect(await propertyKeys(db, 'Unknown')).toEqual([])
})
