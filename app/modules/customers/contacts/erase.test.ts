import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { lockShared, type Tx, transact } from '../../../platform/db.ts'
import { Conflict } from '../../../platform/errors.ts'
import { contactDeeds, record } from '../../activity/index.ts'
import { createAccount } from '../accounts/create.ts'
import { mergeAccounts } from '../accounts/merge.ts'
import { createContact } from './create.ts'
import { eraseContact, erasureLock } from './erase.ts'
import { addMembership, removeMembership } from './membership.ts'
import { mergeContacts } from './merge.ts'
import { findSuppressed } from './suppression.ts'

const { services } = await openStage()
const { db } = services
const actor = { kind: 'staff', id: cast.manager.id } as const
const write = <T>(work: (tx: Tx) => Promise<T>) => transact(db, work)
const account = (name: string, kind: 'business' | 'consumer' = 'business') =>
  write(tx => createAccount(tx, actor, { name, kind, stage: 'active' }))
const contact = (accountId: number, name: string) => write(tx => createContact(tx, actor, accountId, { name }))
const erase = (id: number, own: readonly number[] = []) => write(tx => eraseContact(tx, [], actor, id, own))
const say = (accountId: number, title: string) =>
  write(tx => record(tx, actor, { name: 'tasks.task_made', accountId, data: { title } }))
async function said(accountId: number): Promise<readonly unknown[]> {
  const told = db.selectFrom('activity.entry').select('data').where('account_id', '=', accountId)
  return (await told.where('name', '=', 'tasks.task_made').orderBy('id').execute()).map(({ data }) => data.title)
}

test('a person with tens of thousands of ids is erased, and all of them are refused', async () => {
  const id = await contact(await account('端末'), '端末の人')
  await sql`
    insert into customers.contact_identity (kind, value, contact_id)
    select kind, kind || '-' || i, ${id} from generate_series(1, 17000) i, unnest('{user,anonymous}'::text[]) kind`.execute(
    db,
  )
  await erase(id)
  const asked = { user: ['user-1', 'user-17000', 'user-0'], anonymous: ['anonymous-17000'] }
  const found = await findSuppressed(db, asked)
  expect([...found.user, ...found.anonymous]).toEqual(['user-1', 'user-17000', 'anonymous-17000'])
})

test('a person at thousands of accounts is erased', async () => {
  const id = await contact(await account('代理店'), '代理店の人')
  await sql`
    with made as (insert into customers.account (name) select 'x' from generate_series(1, 7000) returning id)
    insert into customers.membership (account_id, contact_id) select id, ${id} from made`.execute(db)
  await erase(id)
  expect((await contactDeeds(db, [id], 'customers')).filter(deed => deed.name.endsWith('erased'))).toHaveLength(7001)
})

test('accounts that the person was taken out of are looked through, also one that was merged into another since', async () => {
  const [now, left, old, survivor] = [
    await account('今'),
    await account('前'),
    await account('旧'),
    await account('残'),
  ]
  const id = await contact(now, '甲斐 学')
  for (const accountId of [left, old]) {
    await write(tx => addMembership(tx, actor, { contactId: id, accountId }))
    await say(accountId, '甲斐さんに電話')
    await write(tx => removeMembership(tx, actor, { contactId: id, accountId }))
  }
  await write(tx => mergeAccounts(tx, [], actor, { fromId: old, intoId: survivor }))
  const stranger = await account('別')
  for (const accountId of [now, survivor, stranger]) await say(accountId, '甲斐さんに電話')
  await erase(id)
  for (const accountId of [now, left, old, survivor])
    expect([accountId, await said(accountId)]).toEqual([accountId, ['…']])
  expect(await said(stranger)).toEqual(['甲斐さんに電話'])
})

test('an account that is being merged into another meanwhile is looked through as that one', async () => {
  const [now, old, survivor] = [await account('今'), await account('旧'), await account('残')]
  const id = await contact(now, '甲斐 学')
  await write(tx => addMembership(tx, actor, { contactId: id, accountId: old }))
  await write(tx => removeMembership(tx, actor, { contactId: id, accountId: old }))
  await say(survivor, '甲斐さんに電話')
  let erased: Promise<unknown> | undefined
  await write(async tx => {
    await mergeAccounts(tx, [], actor, { fromId: old, intoId: survivor })
    erased = erase(id)
    await expect.poll(waiting).toBe(1)
  })
  await erased
  expect(await said(survivor)).toEqual(['…'])
})

async function waiting(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

test('where the person was only before they were merged into another is looked through, too', async () => {
  const [left, now] = [await account('前の会社'), await account('今の会社')]
  const [twin, id] = [await contact(left, '湊川'), await contact(now, '湊川 健')]
  await write(tx => addMembership(tx, actor, { contactId: twin, accountId: now }))
  await write(tx => removeMembership(tx, actor, { contactId: twin, accountId: left }))
  await say(left, '湊川さんに電話')
  await write(tx => mergeContacts(tx, [], actor, { fromId: twin, intoId: id }))
  await erase(id)
  expect(await said(left)).toEqual(['…'])
})

test('of an account that is this person all words go, also those about one that was merged into it', async () => {
  const [self, twin] = [await account('本人', 'consumer'), await account('本人の控え', 'consumer')]
  const id = await contact(self, '湊 一郎')
  await say(twin, '留守だった')
  await write(tx => mergeAccounts(tx, [], actor, { fromId: twin, intoId: self }))
  await erase(id, [self])
  expect(await said(twin)).toEqual(['…'])
})

test('an account that is this person and is merged meanwhile into one that is, too, is forgotten as that one', async () => {
  const [self, twin] = [await account('甲斐 学', 'consumer'), await account('甲斐 学（控え）', 'consumer')]
  const id = await contact(self, '甲斐 学')
  let erased: Promise<unknown> | undefined
  await write(async tx => {
    await mergeAccounts(tx, [], actor, { fromId: self, intoId: twin })
    erased = erase(id, [self])
    await expect.poll(waiting).toBe(1)
  })
  await erased
  expect(await names(twin)).toEqual([`#${twin}`, `#${self}`])
})

test.each([
  ['a company', 'business', false],
  ['an account of others, too,', 'consumer', true],
] as const)('one that was merged into %s is asked for again, and nobody is erased', async (_, kind, others) => {
  const [self, other] = [await account('甲斐 学', 'consumer'), await account('別の顧客', kind)]
  const id = await contact(self, '甲斐 学')
  if (others) await contact(other, '湊 花子')
  await write(tx => mergeAccounts(tx, [], actor, { fromId: self, intoId: other }))
  await expect(erase(id, [self])).rejects.toThrow(Conflict)
  expect(await names(other)).toEqual(['別の顧客', '甲斐 学'])
  await erase(id)
  expect(await names(other)).toEqual(['別の顧客', `#${self}`])
})

/** What an account is called, and what those were called that were merged into it. */
async function names(accountId: number): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from customers.account where id = ${accountId}
    union all select name from customers.account_merge where into_id = ${accountId}`.execute(db)
  return rows.map(({ name }) => name)
}

test('times, words of the program and colleagues of the same name stay on record', async () => {
  const place = await account('暦')
  const id = await write(tx => createContact(tx, actor, place, { name: '田中 太郎', externalId: '2026' }))
  const data = {
    ...{ title: '契約2026を田中さんに送る', task: '見積り', at: '2026-11-22T00:00:00Z', until: '2026-12-01T00:00:00Z' },
    ...{ expiresAt: '2026-12-31', kind: '2026', stage: '2026', value: '2026', from: '2026', to: '田中 花子' },
  }
  await write(tx => record(tx, actor, { name: 'tasks.task_assigned', accountId: place, data }))
  await erase(id)
  const told = db.selectFrom('activity.entry').select('data').where('name', '=', 'tasks.task_assigned')
  expect(await told.execute()).toEqual([{ data: { ...data, title: '…' } }])
})

test('a department is no person: what was written of it stays', async () => {
  const place = await account('海')
  const id = await contact(place, '経理')
  await say(place, '経理に確認してから請求する')
  await erase(id)
  expect(await said(place)).toEqual(['経理に確認してから請求する'])
})

test('an import that looks once more who was erased waits for an erasure that is under way', async () => {
  const id = await contact(await account('待つ'), '待つ人')
  const looks: unknown[] = []
  const importing = async () => {
    const looking = write(async tx => {
      await sql`set local lock_timeout = '50ms'`.execute(tx)
      await lockShared(tx, erasureLock)
    })
    looks.push(await looking.catch((error: { readonly code?: string }) => error.code))
  }
  await write(tx => eraseContact(tx, [importing], actor, id))
  await importing()
  // 55P03: the lock was not to be had.
  expect(looks).toEqual(['55P03', undefined])
})
