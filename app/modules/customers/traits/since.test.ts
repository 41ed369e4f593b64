import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { imported } from '../../../../test/support/imports.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { takeAccounts } from '../index.ts'
import { setTraits } from './set.ts'
import type { Json } from './trait.ts'

const { services } = await openStage()
const { db } = services
const [early, middle, late] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'].map(Date.parse)

beforeEach(() => sql`truncate customers.account, customers.trait, customers.import cascade`.execute(db))
afterEach(() => setClock(undefined))

const say = (traits: Record<string, Json>, at = 0) =>
  transact(db, tx => takeAccounts(tx, [{ groupId: 'a', traits, at: new Date(at) }]))
const account = () =>
  db.selectFrom('customers.account').select(['id', 'version', 'traits_at', 'traits_since']).executeTakeFirstOrThrow()

test('a trait that is said again keeps the time since when it has its value, and when it was first said', async () => {
  await say({ region: 'east', seats: 5, gone: 1, once: true }, early)
  expect(await account()).toMatchObject({ traits_since: {} })
  await say({ region: 'east', seats: 6, gone: null }, middle)
  await say({ region: 'east', seats: 6, gone: null }, late)
  const { traits_at, traits_since } = await account()
  expect(traits_at).toMatchObject({ region: late, seats: late, gone: late, once: early })
  expect(traits_since).toEqual({ region: [early, early], seats: [early, middle], gone: [early, middle] })
})

test('whoever says it: a message, a file or a person', async () => {
  await say({ region: 'east', seats: 5 }, early)
  setClock(Temporal.Instant.fromEpochMilliseconds(middle ?? 0))
  await imported(services, 'id,region,seats\na,east,6\n')
  expect((await account()).traits_since).toMatchObject({ region: [early, early], seats: [early, middle] })
  setClock(Temporal.Instant.fromEpochMilliseconds(late ?? 0))
  const { id, version } = await account()
  const by = { kind: 'staff', id: cast.csm.id } as const
  await transact(db, tx => setTraits(tx, by, { subject: 'account', id, version }, { region: 'east', seats: 7 }))
  expect((await account()).traits_since).toMatchObject({ region: [early, early], seats: [early, late] })
})
