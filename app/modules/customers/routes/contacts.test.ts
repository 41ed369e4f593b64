import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { cast, open, openStage, send, signInAs } from '../../../../test/cast.ts'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { missing } from '../../../web/i18n.ts'
import { createAccount } from '../accounts/create.ts'
import { findDuplicates } from '../accounts/duplicates.ts'
import { accountSubscriptions, loadAccount } from '../accounts/queries.ts'
import { createContact } from '../contacts/create.ts'
import { contactPlaces, loadContact } from '../contacts/queries.ts'

const stage = await openStage()
const { db } = stage.services
const actor = { kind: 'staff', id: cast.csm.id } as const
let csm = ''
let manager = ''

beforeAll(async () => {
  csm = await signInAs(stage, 'csm')
  manager = await signInAs(stage, 'manager')
})

const account = (name: string, more: object = {}) =>
  transact(db, tx => createAccount(tx, actor, { name, kind: 'business', stage: 'active', ...more }))
const contact = (accountId: number, input: object) => transact(db, tx => createContact(tx, actor, accountId, input))
const post = (path: string, fields: Record<string, string | readonly string[]>, cookie = csm) =>
  send(stage, path, fields, { cookie })
const text = async (path: string, cookie = csm) => (await open(stage, path, { cookie })).text()

describe('contacts', () => {
  test('are added, listed, found and shown', async () => {
    const id = await account('湊商会')
    const path = href(paths.accountContacts, { id })
    expect((await post(path, { name: '湊 春', email: 'haru@minato.example', title: '給餌担当' })).status).toBe(303)
    expect(await text(path)).toContain('湊 春')
    const found = await text(`${paths.search}?q=haru%40`)
    expect(found).toContain('湊商会 · haru@minato.example')
    const frame = await open(stage, `${paths.search}?q=湊`, {
      cookie: csm,
      headers: { 'turbo-frame': 'search-results' },
    })
    const html = await frame.text()
    expect(html.startsWith('<turbo-frame id="search-results"')).toBe(true)
    expect(html).toContain('湊商会')
  })

  test.each([
    [{}, '氏名かメールアドレス'],
    [{ name: ' ' }, '氏名かメールアドレス'],
    [{ email: 'no address' }, 'メールアドレスを確認'],
    [{ email: `${'x'.repeat(320)}@x.example` }, '長すぎます'],
    [{ name: 'x'.repeat(501) }, '長すぎます'],
    [{ name: 'x', phone: '0'.repeat(101) }, '長すぎます'],
    [{ name: 'x', externalId: 'x'.repeat(201) }, '長すぎます'],
  ])('refuse %j and keep what was typed', async (wrong, said) => {
    const id = await account('refusing')
    const reply = await post(href(paths.accountContacts, { id }), { title: '残る役職', ...wrong })
    expect(reply.status).toBe(422)
    const html = await reply.text()
    expect(html).toContain(said)
    expect(html).toContain('残る役職')
  })

  test('two people editing the same see both versions', async () => {
    const id = await contact(await account('A'), { name: 'もと' })
    const path = href(paths.contactEdit, { id })
    await post(path, { name: '先', version: '1' })
    const late = await post(path, { name: '後', version: '1' })
    expect(late.status).toBe(409)
    expect(await late.text()).toMatch(/先[\s\S]*後/)
    expect((await post(path, { name: '後' })).status).toBe(422)
  })

  test('join another account by its id, number or name, and leave it', async () => {
    const id = await contact(await account('本社'), { name: '兼務' })
    const other = await account('支社', { externalId: 'branch' })
    const path = href(paths.contactMembership, { id })
    for (const wrong of ['', 'どこにもない', '#999999', "' or true --"]) {
      expect((await post(path, { account: wrong })).status).toBe(422)
    }
    expect((await post(path, { account: 'branch' })).status).toBe(303)
    expect((await post(path, { account: `#${other}` })).status).toBe(409)
    const removal = href(paths.contactMembershipRemoval, { id })
    expect((await post(removal, { accountId: String(other) })).status).toBe(303)
    expect((await post(removal, { accountId: String(other) })).status).toBe(404)
    expect(await contactPlaces(db, id)).toHaveLength(1)
  })

  test('are merged after both were seen', async () => {
    const place = await account('統合先')
    const [a, b] = [await contact(place, { name: '甲' }), await contact(place, { name: '乙', email: 'otsu@x.example' })]
    const page = await text(href(paths.contactMerge, { id: a }, { with: 'otsu@x.example' }))
    expect(page).toContain('甲 (#')
    expect(page).toContain('乙 (#')
    const keep = { other: String(b), keep: String(a) }
    expect((await post(href(paths.contactMerge, { id: a }), keep)).status).toBe(303)
    expect((await loadContact(db, a)).email).toBe('otsu@x.example')
    expect((await open(stage, href(paths.contact, { id: b }), { cookie: csm })).status).toBe(404)
  })

  test('are erased only by those who may, and only when they are sure', async () => {
    const place = await account('個人', { kind: 'consumer' })
    const id = await contact(place, { name: '消える人', externalId: 'gone-1' })
    const path = href(paths.contactErasure, { id })
    expect((await post(path, { sure: 'on' })).status).toBe(404)
    expect(await text(href(paths.contact, { id }))).not.toContain(path)
    expect(await text(href(paths.contact, { id }), manager)).toContain(path)
    expect((await post(path, {}, manager)).status).toBe(422)
    const done = await post(path, { sure: 'on', 'accounts[]': String(place) }, manager)
    expect([done.status, done.headers.get('location')]).toEqual([303, href(paths.account, { id: place })])
    expect((await loadAccount(db, place)).name).toBe(`#${place}`)
    expect((await post(href(paths.accountContacts, { id: place }), { name: 'x', externalId: 'gone-1' })).status).toBe(
      422,
    )
    expect((await post(path, { sure: 'on' }, manager)).status).toBe(404)
  })

  test('traits are set, and a late form is told', async () => {
    const id = await contact(await account('T'), { name: 't' })
    const path = href(paths.contactTraits, { id })
    expect((await post(path, { key: '趣味', type: 'text', value: '釣り', version: '1' })).status).toBe(303)
    expect((await post(path, { key: '趣味', type: 'text', value: '舟', version: '1' })).status).toBe(409)
    expect(await text(href(paths.contact, { id }))).toContain('釣り')
  })

  test('of a large account come page by page', async () => {
    const id = await account('大きい')
    for (let i = 0; i < 53; i++) await contact(id, { name: `人${i}` })
    const first = await text(href(paths.accountContacts, { id }))
    const next = /href="(\/accounts\/\d+\/contacts\?after=\d+)"/.exec(first)?.[1] ?? ''
    expect(first).not.toContain('人50<')
    expect(await text(next)).toContain('人52')
    expect((await open(stage, `${href(paths.accountContacts, { id })}?after=x`, { cookie: csm })).status).toBe(200)
  })
})

describe('subscriptions', () => {
  const fields = {
    plan: 'pro',
    amount: '12,000',
    currency: 'JPY',
    period: 'month',
    startedOn: '',
    renewsOn: '',
    externalId: '',
  }

  test('are added, changed and ended', async () => {
    const id = await account('払う会社')
    const path = href(paths.accountSubscriptions, { id })
    expect((await post(path, { ...fields, renewsOn: '2027-04-01' })).status).toBe(303)
    const [one] = await accountSubscriptions(db, id)
    expect(one).toMatchObject({ plan: 'pro', monthlyAmount: 12_000, renewsOn: '2027-04-01' })
    const edit = href(paths.subscription, { id: one?.id ?? 0 })
    expect(await text(edit)).toContain('最後の契約です')
    expect((await post(edit, { ...fields, amount: '13000', version: '1' })).status).toBe(303)
    const late = await post(edit, { ...fields, amount: '14000', version: '1' })
    expect(late.status).toBe(409)
    expect(await late.text()).toMatch(/13000 JPY[\s\S]*14000 JPY/)
    const end = href(paths.subscriptionCancellation, { id: one?.id ?? 0 })
    expect((await post(end, { on: 'soon', version: '2' })).status).toBe(422)
    expect((await post(end, { on: '2026-01-01', version: '1' })).status).toBe(409)
    expect((await post(end, { on: '2026-01-01', version: '2' })).status).toBe(303)
    expect((await loadAccount(db, id)).stage).toBe('cancelled')
  })

  test('need no amount: then none is shown, and none is 0, until somebody says one', async () => {
    const id = await account('月額のわからない会社')
    await post(href(paths.accountSubscriptions, { id }), { ...fields, amount: '' })
    const [one] = await accountSubscriptions(db, id)
    expect(one).toMatchObject({ plan: 'pro', monthlyAmount: undefined })
    const shown = async () => {
      const listed = await text(href(paths.accounts, {}, { q: '月額のわからない会社' }))
      return [listed, await text(href(paths.account, { id }))].map(html => /￥0|¥0/.test(html))
    }
    const asked = { q: '月額のわからない会社', 'field.amount': '..1000' }
    const isFound = async () => (await text(href(paths.accounts, {}, asked))).includes(href(paths.account, { id }))
    expect([await shown(), await isFound()]).toEqual([[false, false], false])
    await post(href(paths.subscription, { id: one?.id ?? 0 }), { ...fields, amount: '0', version: '1' })
    expect((await accountSubscriptions(db, id))[0]).toMatchObject({ monthlyAmount: 0 })
    expect([await shown(), await isFound()]).toEqual([[true, true], true])
  })

  test.each([
    [{ plan: '' }, '入力してください'],
    [{ amount: '-1' }, '金額を確認'],
    [{ amount: '1.5' }, '金額を確認'],
    [{ amount: '=1+1' }, '金額を確認'],
    [{ amount: '9'.repeat(41) }, '長すぎます'],
    [{ amount: '9'.repeat(20) }, '金額を確認'],
    [{ currency: 'XYZW' }, '入力内容をご確認'],
    [{ period: 'week' }, '入力内容をご確認'],
    [{ renewsOn: '2026-99-01' }, '日付を確認'],
    [{ startedOn: '2026-05-01', renewsOn: '2026-04-01' }, '開始日より後'],
  ])('refuse %j', async (wrong, said) => {
    const id = await account('払わない会社')
    const reply = await post(href(paths.accountSubscriptions, { id }), { ...fields, ...wrong })
    expect(reply.status).toBe(422)
    expect(await reply.text()).toContain(said)
    expect(await accountSubscriptions(db, id)).toEqual([])
  })
})

describe('possible duplicates', () => {
  test('are shown with the reason and can be put aside', async () => {
    const [a, b] = [await account('有限会社二重'), await account('二重')]
    await transact(db, findDuplicates)
    const html = await text(paths.duplicates)
    expect(html).toContain('名前が同じ')
    const fields = { subject: 'account', id: String(a), otherId: String(b) }
    expect((await post(paths.duplicateDismissals, fields)).status).toBe(303)
    expect((await post(paths.duplicateDismissals, fields)).status).toBe(404)
    expect((await post(paths.duplicateDismissals, { subject: 'x' })).status).toBe(404)
    expect((await post(paths.duplicateSearch, {})).status).toBe(303)
  })

  test('are a file of all of them, beyond one page, for those who may answer them', async () => {
    await sql`delete from customers.account_duplicate`.execute(db)
    await sql`delete from customers.contact_duplicate`.execute(db)
    await sql`
      with made as (
        insert into customers.account (name) select '=組 ' || i from generate_series(1, 50) i returning id
      )
      insert into customers.account_duplicate (account_id, other_id, reason, found_at)
      select a.id, b.id, 'name', '2026-11-01'::timestamptz + (a.id % 3) * interval '1 us'
      from made a, made b where a.id < b.id`.execute(db)
    const home = await account('対の家')
    const [first, second] = [await contact(home, { name: '対の一' }), await contact(home, { name: '対の二' })]
    await sql`
      insert into customers.contact_duplicate (contact_id, other_id, reason)
      values (${Math.min(first, second)}, ${Math.max(first, second)}, 'email')`.execute(db)
    expect((await open(stage, paths.duplicatesExport, { cookie: await signInAs(stage, 'legal') })).status).toBe(404)
    const [head, ...rows] = (await text(paths.duplicatesExport)).replace('\uFEFF', '').trimEnd().split('\r\n')
    expect(head).toContain('候補とした理由')
    expect(rows).toHaveLength(1226)
    expect(rows[0]).toMatch(/^顧客,\d+,'=組 \d+,,\d+,'=組 \d+,,名前が同じ$/)
    expect(rows.at(-1)).toMatch(/^担当者,.*対の一.*対の二.*,メールアドレスが同じ$/)
    const pairs = rows.map(row => row.split(',')).map(cells => `${cells[0]} ${cells[1]}-${cells[4]}`)
    expect(new Set(pairs).size).toBe(1226)
    expect(await text(paths.duplicates)).toContain(`href="${paths.duplicatesExport}"`)
  })
})

test('every text that was asked for exists', () => {
  expect([...missing].filter(key => key.startsWith('customers:'))).toEqual([])
})
