import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { type Db, lockShared, type Tx, transact } from '../../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../../platform/errors.ts'
import type { Erased } from '../../../web/erased.ts'
import { record } from '../../activity/index.ts'
import { cancelAccount } from '../accounts/cancellation.ts'
import { createAccount } from '../accounts/create.ts'
import { mergeAccounts } from '../accounts/merge.ts'
import { loadAccount } from '../accounts/queries.ts'
import { aboutErased, joinAccounts, joinAnonymous, takeContacts } from '../index.ts'
import { setTraits } from '../traits/set.ts'
import { createContact } from './create.ts'
import { editContact } from './edit.ts'
import { eraseContact, erasureLock } from './erase.ts'
import { addMembership, removeMembership } from './membership.ts'
import { mergeContacts } from './merge.ts'
import { contactIdentities, contactPlaces, loadContact } from './queries.ts'
import { findSuppressed } from './suppression.ts'

const { services } = await openStage()
const { db } = services
const actor = { kind: 'staff', id: cast.manager.id } as const
const write = <T>(work: (tx: Tx) => Promise<T>) => transact(db, work)
const account = (name: string, kind: 'business' | 'consumer' = 'business') =>
  write(tx => createAccount(tx, actor, { name, kind, stage: 'active', externalId: `id-${name}` }))

describe('contacts by hand', () => {
  test('belong to several accounts, and to each once', async () => {
    const [a, b] = [await account('A1'), await account('B1')]
    const id = await write(tx => createContact(tx, actor, a, { name: '花子', externalId: 'u-hanako' }))
    await write(tx => addMembership(tx, actor, { contactId: id, accountId: b }))
    await expect(write(tx => addMembership(tx, actor, { contactId: id, accountId: b }))).rejects.toThrow(Conflict)
    await expect(write(tx => addMembership(tx, actor, { contactId: id, accountId: 99_999 }))).rejects.toThrow(NotFound)
    expect((await contactPlaces(db, id)).map(place => place.accountId).sort()).toEqual([a, b])
    await write(tx => removeMembership(tx, actor, { contactId: id, accountId: a }))
    expect((await contactPlaces(db, id)).map(place => place.accountId)).toEqual([b])
    await expect(write(tx => removeMembership(tx, actor, { contactId: id, accountId: a }))).rejects.toThrow(NotFound)
  })

  test('two people editing the same: the second is told; ids are unique; older messages do not undo', async () => {
    const a = await account('A2')
    const id = await write(tx => createContact(tx, actor, a, { name: '太郎', externalId: 'u-taro' }))
    await write(tx => editContact(tx, actor, id, 1, { name: '太郎2', email: 't@x.example', externalId: 'u-taro' }))
    await expect(write(tx => editContact(tx, actor, id, 1, { name: '太郎3' }))).rejects.toThrow(Conflict)
    await expect(write(tx => createContact(tx, actor, a, { name: 'x', externalId: 'u-taro' }))).rejects.toThrow(Invalid)
    await write(tx =>
      takeContacts(tx, [{ userId: 'u-taro', traits: { name: 'old', x: 1 }, at: new Date('2020-01-01') }]),
    )
    expect(await loadContact(db, id)).toMatchObject({ name: '太郎2', traits: { x: 1 } })
  })

  test('merged, keep the later of each trait and all ids', async () => {
    const [a, b] = [await account('A3'), await account('B3')]
    const { ids } = await write(tx =>
      takeContacts(tx, [
        { userId: 'p', traits: { name: '古い', email: 'p@x.example', k: 1 }, at: new Date('2026-01-01') },
        { userId: 'q', traits: { name: '新しい', k: 2 }, at: new Date('2026-02-01') },
      ]),
    )
    const [into, from] = [ids.get('p') ?? 0, ids.get('q') ?? 0]
    await write(tx =>
      joinAccounts(tx, [
        { contactId: into, accountId: a, at: new Date('2026-01-01') },
        { contactId: from, accountId: b, at: new Date('2026-02-01') },
      ]),
    )
    await write(tx => mergeContacts(tx, [], actor, { fromId: from, intoId: into }))
    expect(await loadContact(db, into)).toMatchObject({ name: '新しい', email: 'p@x.example', traits: { k: 2 } })
    expect((await contactIdentities(db, into)).map(one => one.value)).toEqual(['p', 'q'])
    expect(await contactPlaces(db, into)).toHaveLength(2)
    await expect(loadContact(db, from)).rejects.toThrow(NotFound)
  })
})

describe('erasing a person', () => {
  test('leaves nothing that names them here, and their ids cannot come back', async () => {
    const business = await account('会社')
    const self = await account('鈴木一郎', 'consumer')
    const { ids } = await write(tx =>
      takeContacts(tx, [
        { userId: 'ichiro', traits: { name: '鈴木一郎', email: 'Ichiro@x.example', secret: 'x' }, at: new Date() },
        { userId: 'colleague', traits: { name: '同僚' }, at: new Date() },
      ]),
    )
    const [id, colleague] = [ids.get('ichiro') ?? 0, ids.get('colleague') ?? 0]
    await write(async tx => {
      await joinAnonymous(tx, [{ anonymousId: 'device-1', contactId: id }])
      await joinAccounts(tx, [
        { contactId: id, accountId: business, at: new Date() },
        { contactId: colleague, accountId: business, at: new Date() },
        { contactId: id, accountId: self, at: new Date() },
      ])
    })
    const told: Erased[] = []
    const hook = async (_: Tx, erased: Erased) => {
      told.push(erased)
    }
    const erased = await write(tx => eraseContact(tx, [hook], actor, id, [self, business]))

    expect(erased).toEqual({
      contactId: id,
      userIds: ['ichiro'],
      anonymousIds: ['device-1'],
      accountIds: [business, self],
      ownAccountIds: [self],
      mention: {
        hint: expect.stringMatching(/^鈴/),
        pattern: expect.stringContaining('鈴木一郎'),
        ids: expect.objectContaining({ words: ['ichiro'], loose: ['id-鈴木一郎'] }),
      },
    })
    expect(told).toEqual([erased])
    await expect(loadContact(db, id)).rejects.toThrow(NotFound)
    // The company of several people keeps its name; the account that is this person does not.
    expect((await loadAccount(db, business)).name).toBe('会社')
    expect(await loadAccount(db, self)).toMatchObject({ name: `#${self}`, externalId: undefined, traits: {} })
    const found = await findSuppressed(db, { user: ['ichiro', 'colleague'], anonymous: ['device-1'] })
    expect([...found.user, ...found.anonymous]).toEqual(['ichiro', 'device-1'])
    const again = await write(tx => takeContacts(tx, [{ userId: 'ichiro', traits: {}, at: new Date() }]))
    expect(again.ids.size).toBe(0)
    // The account that was this person does not come back by its id, that of the company may be said again.
    const named = (externalId: string) =>
      write(tx => createAccount(tx, actor, { name: 'x', kind: 'consumer', stage: 'active', externalId }))
    await expect(named('id-鈴木一郎')).rejects.toMatchObject({ fields: { externalId: 'customers:contact.erased' } })
    await expect(named('id-会社')).rejects.toMatchObject({ fields: { externalId: 'customers:account.idTaken' } })
    for (const input of [{ name: 'x', externalId: 'ichiro' }, { email: 'ichiro@X.example' }]) {
      await expect(write(tx => createContact(tx, actor, business, input))).rejects.toThrow(Invalid)
    }
  })

  test('an address that several share stays with the others, who can still be edited, and goes to nobody else', async () => {
    const a = await account('共有')
    const shared = { email: 'info@shared.example' }
    const gone = await write(tx => createContact(tx, actor, a, { name: '退く人', ...shared }))
    const stays = await write(tx => createContact(tx, actor, a, { name: '残る人', ...shared }))
    const other = await write(tx => createContact(tx, actor, a, { name: '別の人' }))
    await write(tx => eraseContact(tx, [], actor, gone))
    await write(tx => editContact(tx, actor, stays, 1, { name: '残る人2', ...shared }))
    expect(await loadContact(db, stays)).toMatchObject({ name: '残る人2', ...shared })
    await expect(write(tx => editContact(tx, actor, other, 1, { name: '別の人', ...shared }))).rejects.toThrow(Invalid)
    const owner = { subject: 'contact', id: other, version: 1 } as const
    const asTrait = write(tx => setTraits(tx, actor, owner, { memo: 'Info@shared.example' }))
    await expect(asTrait).rejects.toThrow(Invalid)
  })

  test('an erased address is known when it is written full-width, too', async () => {
    const a = await account('全角')
    const gone = await write(tx => createContact(tx, actor, a, { name: '消す人', email: 'zenkaku@example.com' }))
    const other = await write(tx => createContact(tx, actor, a, { name: '別の人' }))
    await write(tx => eraseContact(tx, [], actor, gone))
    const owner = { subject: 'contact', id: other, version: 1 } as const
    for (const text of ['ｚenkaku＠example.com', 'ZENKAKU﹫example.com']) {
      expect((await findSuppressed(db, { user: [text] })).user).toEqual(new Set([text]))
      await expect(write(tx => setTraits(tx, actor, owner, { memo: text }))).rejects.toThrow(Invalid)
      const said = { call: 'identify', userId: 'somebody', traits: { memo: text } }
      expect(await write(tx => aboutErased(tx, [said]))).toEqual(new Set([0]))
    }
  })

  test('what was recorded before accounts were merged, once and again, is looked through, too', async () => {
    const [a, b, last] = [await account('統合前'), await account('統合中'), await account('統合後')]
    const id = await write(tx => createContact(tx, actor, a, { name: '甲斐 学' }))
    const say = (data: Readonly<Record<string, string>>) =>
      write(tx => record(tx, actor, { name: 'tasks.task_made', accountId: a, data }))
    await say({ title: '甲斐さんに折り返す' })
    await say({ title: '見積りを送る' })
    await write(tx => mergeAccounts(tx, [], actor, { fromId: a, intoId: b }))
    await write(tx => mergeAccounts(tx, [], actor, { fromId: b, intoId: last }))
    await write(tx => eraseContact(tx, [], actor, id))
    const told = db.selectFrom('activity.entry').select('data').where('name', '=', 'tasks.task_made').orderBy('id')
    expect(await told.execute()).toEqual([{ data: { title: '…' } }, { data: { title: '見積りを送る' } }])
  })

  test('an import that has rows of the same account and then wants the lock of erasures does not end it', async () => {
    const self = await account('取込中の人', 'consumer')
    const id = await write(tx => createContact(tx, actor, self, { name: '取込中の人' }))
    await write(tx => cancelAccount(tx, actor, { accountId: self, reason: '取込中の人の希望' }))
    const slow = () => wait(50)
    const erasing = await transact(db, async importing => {
      await sql`select from customers.account where id = ${self} for no key update`.execute(importing)
      await sql`update customers.cancellation set plan = 'x' where account_id = ${self}`.execute(importing)
      const result = write(tx => eraseContact(tx, [slow], actor, id, [self])).then(
        () => 'erased',
        (error: Error) => error.message,
      )
      await expect.poll(() => lockWaits(db)).toBe(1)
      await lockShared(importing, erasureLock)
      return { result }
    })
    expect(await erasing.result).toBe('erased')
    expect((await loadAccount(db, self)).name).toBe(`#${self}`)
  })

  test('no table of this module or of the activity remembers the name, the address or the ids', async () => {
    const a = await account('記録')
    const id = await write(tx =>
      createContact(tx, actor, a, { name: 'ZZsecretName', email: 'zzsecret@x.example', externalId: 'zzsecret-id' }),
    )
    await write(tx => editContact(tx, actor, id, 1, { name: 'ZZsecretName2', email: 'zzsecret@x.example' }))
    const self = await account('ZZsecretName', 'consumer')
    const twin = await account('ZZsecretName twin', 'consumer')
    await write(tx => mergeAccounts(tx, [], actor, { fromId: twin, intoId: self }))
    await write(tx => cancelAccount(tx, actor, { accountId: self, reason: 'zzsecret said so' }))
    await write(tx => addMembership(tx, actor, { contactId: id, accountId: self }))
    await write(tx => eraseContact(tx, [], actor, id, [self]))
    const dump = await Promise.all(
      (
        [
          'customers.account',
          'customers.contact',
          'customers.account_identity',
          'customers.contact_identity',
          'customers.suppression',
          'customers.account_merge',
          'customers.cancellation',
          'activity.entry',
        ] as const
      ).map(table => db.selectFrom(table).selectAll().execute()),
    )
    expect(JSON.stringify(dump).toLowerCase()).not.toContain('zzsecret')
  })
})

async function lockWaits(on: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(on)
  return rows[0]?.count ?? 0
}
