import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { imported } from '../../../../test/support/imports.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { mergeAccounts } from '../accounts/merge.ts'
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

test('of several messages that come together each counts, also those that an account begins with', async () => {
  const all = (...said: readonly (readonly [Record<string, Json>, number | undefined])[]) =>
    transact(db, tx =>
      takeAccounts(
        tx,
        said.map(([traits, at = 0]) => ({ groupId: 'a', traits, at: new Date(at) })),
      ),
    )
  await all([{ region: 'east', seats: 1 }, early], [{ region: 'east', seats: 2 }, middle])
  expect((await account()).traits_since).toEqual({ region: [early, early], seats: [early, middle] })
  await all([{ region: 'west' }, late], [{ region: 'east' }, (late ?? 0) + 1])
  expect((await account()).traits_since).toMatchObject({ region: [early, (late ?? 0) + 1] })
})

test('an account that another is merged into knows since when the later value was said there', async () => {
  const by = { kind: 'staff', id: cast.csm.id } as const
  const say = (groupId: string, traits: Record<string, Json>, at = 0) =>
    transact(db, tx => takeAccounts(tx, [{ groupId, traits, at: new Date(at) }]))
  await say('from', { region: 'east', seats: 1 }, early)
  await say('into', { region: 'west', seats: 2 }, middle)
  await say('from', { region: 'east' }, late)
  const ids = await db.selectFrom('customers.account').select('id').orderBy('id').execute()
  await transact(db, tx => mergeAccounts(tx, [], by, { fromId: ids[0]?.id ?? 0, intoId: ids[1]?.id ?? 0 }))
  const { traits_at, traits_since } = await account()
  expect(traits_at).toMatchObject({ region: late, seats: middle })
  expect(traits_since).toMatchObject({ region: [early, early], seats: [early, middle] })
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
