import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { openStage } from '../../../test/cast.ts'
import { setClock } from '../../platform/clock.ts'
import { countEverybody } from './queries.ts'

const { services } = await openStage()
const { db } = services
afterEach(() => setClock(undefined))

const add = (count: number) =>
  sql`insert into customers.account (name) select 'account' from generate_series(1, ${count}::int)`.execute(db)

test('accounts are counted anew while they are few, and once a minute when they are many', async () => {
  setClock(Temporal.Instant.from('2026-11-22T00:00:00Z'))
  const few = await countEverybody(db, 'account', 1000)
  await add(3)
  expect(await countEverybody(db, 'account', 1000)).toBe(few + 3)

  expect(await countEverybody(db, 'account', 2)).toBe(few + 3)
  await add(4)
  expect(await countEverybody(db, 'account', 2)).toBe(few + 3)
  setClock(Temporal.Instant.from('2026-11-22T00:01:00Z'))
  expect(await countEverybody(db, 'account', 2)).toBe(few + 7)
})
