import { beforeAll, beforeEach, expect, test } from 'vitest'
import { cast, cookiesAfter, open, openStage, send, signInAs } from '../../../../test/cast.ts'
import { paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { createAccount } from '../accounts/create.ts'
import { listQueryText, noFilter } from '../list/query.ts'

const stage = await openStage()
const { db } = stage.services
let cookie = ''
let id = 0

beforeAll(async () => {
  cookie = await signInAs(stage, 'csm')
})
beforeEach(async () => {
  await db.deleteFrom('customers.account').execute()
  await db.deleteFrom('customers.saved_view').execute()
  id = await transact(db, tx =>
    createAccount(tx, { kind: 'staff', id: cast.csm.id }, { name: 'みなと', kind: 'business', stage: 'active' }),
  )
})

/** A list narrowed by so many traits, as its address says it. */
const narrowed = (traits: number) =>
  listQueryText({
    ...noFilter,
    traits: Array.from({ length: traits }, (_, i) => ({ key: `契約の担当部署${i}`, value: '養殖'.repeat(60) })),
    columns: [],
    sort: { key: 'name', direction: 'ascending' },
  })
const long = narrowed(9)
const endless = `${long}&plan=${'%E9%AF%9B'.repeat(500)}`

/** Where the form leads, and what is said there. */
async function post(path: string, fields: Record<string, string | string[]>) {
  const reply = await send(stage, path, fields, { cookie })
  expect(reply.status).toBe(303)
  const next = await open(stage, paths.accounts, { cookie: cookiesAfter(reply, cookie) })
  return { location: reply.headers.get('location'), said: await next.text() }
}
const account = () => db.selectFrom('customers.account').select(['owner_id', 'stage']).executeTakeFirstOrThrow()

test('what is done to picked accounts is done from a list with a long address, too, and leads back to it', async () => {
  expect(long.length).toBeGreaterThan(8000)
  const owned = await post(paths.accountOwners, { 'ids[]': [String(id)], ownerId: cast.csm.id, back: long })
  const moved = await post(paths.accountStages, { 'ids[]': [String(id)], stage: 'trial', back: long })
  expect([owned.location, moved.location]).toEqual([`${paths.accounts}?${long}`, `${paths.accounts}?${long}`])
  expect(await account()).toEqual({ owner_id: cast.csm.id, stage: 'trial' })
  expect(owned.said).toContain('1件の担当を変えました。')
})

test('it is done also when the address is longer than a browser could ask for: then it leads to all accounts', async () => {
  expect(endless.length).toBeGreaterThan(12_000)
  const owned = await post(paths.accountOwners, { 'ids[]': [String(id)], ownerId: cast.csm.id, back: endless })
  const moved = await post(paths.accountStages, { 'ids[]': [String(id)], stage: 'trial', back: endless })
  expect([owned.location, moved.location]).toEqual([paths.accounts, paths.accounts])
  expect(await account()).toEqual({ owner_id: cast.csm.id, stage: 'trial' })
})

test('that none were picked is said only when none were', async () => {
  const none = '顧客を選んでください。'
  expect((await post(paths.accountOwners, { ownerId: cast.csm.id, back: long })).said).toContain(none)
  expect((await post(paths.accountStages, { stage: 'trial' })).said).toContain(none)
  const odd = await post(paths.accountStages, { 'ids[]': [String(id)], stage: 'swimming' })
  expect(odd.said).not.toContain(none)
  expect(odd.said).toContain('入力内容をご確認ください。')
})

test('a view can be long; of one that is too long it is said that it is', async () => {
  const saved = await post(paths.savedViews, { name: '養殖', query: long })
  expect(saved.location).toBe(`${paths.accounts}?${long}`)
  const refused = await post(paths.savedViews, { name: '鯛', query: endless })
  expect(refused.said).toContain('絞り込みや列が多すぎるため、保存できません。')
  expect((await post(paths.savedViews, { name: ' ', query: long })).said).toContain('名前を入力してください。')
  expect((await post(paths.savedViews, { name: 'あ'.repeat(101), query: long })).said).toContain('長すぎます。')
  const views = await db.selectFrom('customers.saved_view').select(['name', 'query']).execute()
  expect(views).toEqual([{ name: '養殖', query: long }])
})

test('a view that is short as it came and too long as an address is refused, too', async () => {
  const query = `plan=${'鯛'.repeat(500)}&q=${'鯛'.repeat(200)}&owner=${'鯛'.repeat(500)}&trait=a%3D${'鯛'.repeat(500)}`
  expect((await post(paths.savedViews, { name: '鯛', query })).said).toContain('保存できません')
})
