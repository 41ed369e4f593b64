import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/postgres.ts'
import { transact } from '../../../platform/db.ts'
import { system } from '../../activity/index.ts'
import { findSuppressed, suppress } from '../contacts/suppression.ts'
import { aliasContact, joinAccounts, joinAnonymous, resolveIdentities, takeAccounts, takeContacts } from '../index.ts'

const { db } = await testDatabase()
const at = (seconds: number) => new Date(1_790_000_000_000 + seconds * 1000)

beforeEach(async () => {
  await sql`truncate customers.account, customers.contact, customers.trait, customers.suppression, customers.account_change cascade`.execute(
    db,
  )
})

const contact = (userId: string, traits: Record<string, unknown> = {}, seconds = 0) => ({
  userId,
  traits: traits as Record<string, string>,
  at: at(seconds),
})
const account = (groupId: string, traits: Record<string, unknown> = {}, seconds = 0) => ({
  groupId,
  traits: traits as Record<string, string>,
  at: at(seconds),
})
const contacts = () => db.selectFrom('customers.contact').selectAll().orderBy('external_id').execute()
const accounts = () => db.selectFrom('customers.account').selectAll().orderBy('external_id').execute()

describe('contacts from messages', () => {
  test('are made once, with columns from reserved traits and the rest as traits', async () => {
    const messages = [
      contact('u1', {
        name: '山田 花子',
        email: 'hana@example.jp',
        phone: '090',
        title: '場長',
        plan: 'pro',
        seats: 3,
      }),
      contact('u2', {}),
    ]
    const first = await transact(db, tx => takeContacts(tx, messages))
    const again = await transact(db, tx => takeContacts(tx, messages))
    expect(again.ids).toEqual(first.ids)
    const rows = await contacts()
    expect(rows).toHaveLength(2)
    expect(rows[0]).toMatchObject({
      external_id: 'u1',
      name: '山田 花子',
      email: 'hana@example.jp',
      phone: '090',
      title: '場長',
      traits: { plan: 'pro', seats: 3 },
    })
  })

  test('keep the latest value by event time, not by arrival, and a removed trait stays removed', async () => {
    const send = (traits: Record<string, unknown>, seconds: number) =>
      transact(db, tx => takeContacts(tx, [contact('u', traits, seconds)]))
    await send({ name: '新', plan: 'b', gone: null }, 10)
    await send({ name: '旧', plan: 'a', gone: 'here', extra: 1 }, 5)
    expect((await contacts())[0]).toMatchObject({ name: '新', traits: { plan: 'b', extra: 1 } })
  })

  test('are named by family name first in Japanese, by first name first otherwise, by whichever was said last', async () => {
    await transact(db, tx =>
      takeContacts(tx, [
        contact('ja', { firstName: '花子', lastName: '山田' }),
        contact('en', { firstName: 'Ada', lastName: 'Lovelace' }),
        contact('later', { name: 'Whole Name' }, 5),
        contact('later', { firstName: 'Too', lastName: 'Early' }, 1),
      ]),
    )
    expect((await contacts()).map(row => row.name)).toEqual(['Ada Lovelace', '山田 花子', 'Whole Name'])
  })

  test('refuse a message that makes too many traits and keep the others', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`t${i}`, i]))
    const intake = await transact(db, tx =>
      takeContacts(tx, [contact('u', many), contact('u', { one: 1, name: 'no' }, 1), contact('u', { t0: 'more' }, 2)]),
    )
    expect([...intake.refused]).toEqual([[1, 'too_many_traits']])
    const [row] = await contacts()
    expect(Object.keys(row?.traits ?? {})).toHaveLength(300)
    expect(row).toMatchObject({ name: null, traits: { t0: 'more' } })
  })

  test('store what JSON allows and PostgreSQL does not, without losing the rest', async () => {
    const odd = {
      nul: 'a\0b',
      lone: 'x\ud800y',
      emoji: '🐟',
      nested: { list: ['\0'] },
      __proto__x: 1,
      'a"b\\': "c'",
    }
    await transact(db, tx => takeContacts(tx, [contact('u\u202e', { ...odd, name: '\0\ud800名前' })]))
    const [row] = await contacts()
    expect(row?.traits).toMatchObject({ nul: 'ab', emoji: '🐟', nested: { list: [''] }, 'a"b\\': "c'" })
    expect(row?.name).toBe('\ufffd名前')
  })

  test('what a column cannot hold stays a trait', async () => {
    const long = 'x'.repeat(600)
    await transact(db, tx => takeContacts(tx, [contact('u', { name: long, email: long, phone: { area: 3 } })]))
    const [row] = await contacts()
    expect(row).toMatchObject({ name: long.slice(0, 500), email: null, phone: null })
    expect(row?.traits).toEqual({ name: long, email: long, phone: { area: 3 } })
  })

  test('learn the types of traits: what shows two types is mixed, dates among texts are texts', async () => {
    await transact(db, tx =>
      takeContacts(tx, [contact('u', { a: 1, b: '2026-01-31', c: '2026-01-31', d: true, e: [1] })]),
    )
    await transact(db, tx =>
      takeContacts(tx, [contact('v', { a: 'x', b: 'someday', c: '2026-02-01T10:00:00Z', d: null })]),
    )
    const rows = await db.selectFrom('customers.trait').select(['key', 'type']).orderBy('key').execute()
    expect(rows.map(row => `${row.key} ${row.type}`)).toEqual(['a mixed', 'b text', 'c date', 'd boolean', 'e mixed'])
  })

  test('two slices at once make each contact once and lose nothing', async () => {
    const ids = Array.from({ length: 40 }, (_, i) => `u${i}`)
    const slice = (key: string, list: readonly string[]) =>
      transact(db, tx =>
        takeContacts(
          tx,
          list.map(id => contact(id, { [key]: 1 })),
        ),
      )
    const results = await Promise.all([slice('a', ids), slice('b', ids.toReversed()), slice('c', ids)])
    expect(new Set(results.map(result => JSON.stringify([...result.ids].sort()))).size).toBe(1)
    for (const row of await contacts()) expect(row.traits).toEqual({ a: 1, b: 1, c: 1 })
  })
})

describe('accounts from messages', () => {
  test('are named by name, else by their id; dated by the first message in the company’s zone', async () => {
    await transact(db, tx => takeAccounts(tx, [account('g1'), account('g2', { name: '株式会社みなと', plan: 'gold' })]))
    const rows = await accounts()
    expect(rows.map(row => row.name)).toEqual(['g1', '株式会社みなと'])
    expect(rows[1]).toMatchObject({ traits: { plan: 'gold' }, plan: null, stage: 'active', monthly_amount: null })
    expect(rows[0]?.customer_since).toBe(at(0).toISOString().slice(0, 10))
    await transact(db, tx => takeAccounts(tx, [account('g1', { name: '後の名' }, 3), account('g2', { name: null }, 3)]))
    expect((await accounts()).map(row => row.name)).toEqual(['後の名', 'g2'])
  })
})

describe('identities', () => {
  async function people(...ids: string[]): Promise<ReadonlyMap<string, number>> {
    return (
      await transact(db, tx =>
        takeContacts(
          tx,
          ids.map(id => contact(id)),
        ),
      )
    ).ids
  }

  test('a contact’s account is the one it was seen at latest, whatever the order of arrival', async () => {
    const users = await people('u')
    const { ids: groups } = await transact(db, tx => takeAccounts(tx, [account('a'), account('b')]))
    const [u, a, b] = [users.get('u') ?? 0, groups.get('a') ?? 0, groups.get('b') ?? 0]
    await transact(db, tx =>
      joinAccounts(tx, [
        { contactId: u, accountId: a, at: at(9) },
        { contactId: u, accountId: b, at: at(5) },
        { contactId: u, accountId: a, at: at(1) },
        { contactId: 999_999, accountId: a, at: at(1) },
      ]),
    )
    const found = await transact(db, tx =>
      resolveIdentities(tx, { userIds: ['u', 'nobody'], anonymousIds: [], groupIds: ['a', 'z'] }),
    )
    expect(found.accountOf.get(u)).toBe(a)
    expect([...found.users.keys()]).toEqual(['u'])
    expect([...found.groups]).toEqual([['a', a]])
    await transact(db, tx => joinAccounts(tx, [{ contactId: u, accountId: b, at: at(20) }]))
    const later = await transact(db, tx => resolveIdentities(tx, { userIds: ['u'], anonymousIds: [], groupIds: [] }))
    expect(later.accountOf.get(u)).toBe(b)
  })

  test('an anonymousId stays with the first contact it was joined to', async () => {
    const users = await people('u', 'v')
    const [u, v] = [users.get('u') ?? 0, users.get('v') ?? 0]
    const first = await transact(db, tx => joinAnonymous(tx, [{ anonymousId: 'x', contactId: u }]))
    const second = await transact(db, tx =>
      joinAnonymous(tx, [
        { anonymousId: 'x', contactId: v },
        { anonymousId: 'y', contactId: v },
      ]),
    )
    expect(first).toEqual([{ anonymousId: 'x', contactId: u }])
    expect(second).toEqual([{ anonymousId: 'y', contactId: v }])
  })

  test('an alias of a known user merges the contacts, of anything else joins it as anonymous', async () => {
    await transact(db, tx =>
      takeContacts(tx, [contact('old', { plan: 'a', name: '旧' }, 9), contact('new', { plan: 'b', seats: 2 }, 1)]),
    )
    const before = await contacts()
    const alias = await transact(db, tx =>
      aliasContact(tx, { previousId: 'old', userId: 'new', at: at(10), by: system }),
    )
    expect(alias.merged).toBe(before.find(row => row.external_id === 'old')?.id)
    expect(await contacts()).toMatchObject([
      { id: alias.into, external_id: 'new', name: '旧', traits: { plan: 'a', seats: 2 } },
    ])
    // Messages about the old id find the one contact that is left.
    const { ids } = await transact(db, tx =>
      takeContacts(tx, [contact('old', { seats: 5 }, 20), contact('new', { z: 1 }, 21)]),
    )
    expect([...new Set(ids.values())]).toEqual([alias.into])
    expect((await contacts())[0]?.traits).toEqual({ plan: 'a', seats: 5, z: 1 })
    const anonymous = await transact(db, tx =>
      aliasContact(tx, { previousId: 'anon', userId: 'new', at: at(11), by: system }),
    )
    expect(anonymous).toEqual({ into: alias.into, anonymousId: 'anon' })
  })

  test('erased ids are known again by their hash and are not made anew', async () => {
    await transact(db, tx =>
      suppress(tx, undefined, at(0), [
        { kind: 'user', value: 'u' },
        { kind: 'anonymous', value: 'x' },
      ]),
    )
    const found = await findSuppressed(db, { user: ['u', 'v', 'x'], anonymous: ['x', 'u'] })
    expect([...found.user]).toEqual(['u'])
    expect([...found.anonymous]).toEqual(['x'])
    const { ids } = await transact(db, tx => takeContacts(tx, [contact('u'), contact('v')]))
    expect([...ids.keys()]).toEqual(['v'])
    expect(JSON.stringify(await db.selectFrom('customers.suppression').selectAll().execute())).not.toContain('"u"')
  })
})
