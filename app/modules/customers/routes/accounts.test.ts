import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { cast, open, openStage, send, signInAs } from '../../../../test/cast.ts'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { missing } from '../../../web/i18n.ts'
import { createAccount } from '../accounts/create.ts'
import { loadAccount } from '../accounts/queries.ts'
import { createContact } from '../contacts/create.ts'
import { filterFields } from '../list/fields.ts'
import { setTraits } from '../traits/set.ts'

const stage = await openStage()
const { db } = stage.services
const actor = { kind: 'staff', id: cast.csm.id } as const
let csm = ''
let reader = ''
let english = ''

beforeAll(async () => {
  csm = await signInAs(stage, 'csm')
  reader = await signInAs(stage, 'legal')
  english = await signInAs(stage, 'product')
})

const make = (name: string, more: object = {}) =>
  transact(db, tx => createAccount(tx, actor, { name, kind: 'business', stage: 'active', ...more }))
const text = async (path: string, cookie = csm) => (await open(stage, path, { cookie })).text()
const post = (path: string, fields: Record<string, string | readonly string[]>, cookie = csm) =>
  send(stage, path, fields, { cookie })

/** What people and machines put into fields. */
const odd = {
  emoji: '🐟🎣 みなと',
  rightToLeft: '\u202eمرحبا',
  html: `<script>alert(1)</script>"><img src=x onerror=alert(1)>`,
  sql: `'; drop table customers.account; --`,
  template: `{{constructor}} \${1+1} $t(customers:nav)`,
  formula: '=HYPERLINK("http://x","y")',
  combining: 'が'.normalize('NFD'),
  backslash: 'a\\b\\0',
}

describe('the list', () => {
  test('of nothing says what will be here and how to begin, in both languages', async () => {
    expect(await text(paths.accounts)).toContain('ここに顧客が並びます')
    expect(await text(paths.accounts, english)).toContain('Your accounts will be listed here')
  })

  test('shows, filters, sorts, and lets only those change who may', async () => {
    await make('みなと真鯛', { externalId: 'm1', ownerId: cast.csm.id })
    await make('あおぞら水産', { kind: 'consumer' })
    const all = await text(paths.accounts)
    expect(all).toContain('みなと真鯛')
    expect(all).toContain('2件')
    const some = await text(`${paths.accounts}?q=${encodeURIComponent('ミナト')}&sort=-amount`)
    expect(some).toContain('みなと真鯛')
    expect(some).not.toContain('あおぞら水産')
    expect(all).toContain(href(paths.accountNew))
    const readOnly = await text(paths.accounts, reader)
    expect(readOnly).toContain('みなと真鯛')
    expect(readOnly).not.toContain(href(paths.accountNew))
    expect(readOnly).not.toContain(href(paths.accountOwners))
  })

  test('in a frame answers with the frame only', async () => {
    const reply = await open(stage, paths.accounts, { cookie: csm, headers: { 'turbo-frame': 'account-list' } })
    const html = await reply.text()
    expect(html.startsWith('<turbo-frame id="account-list"')).toBe(true)
    expect(html).not.toContain('<html')
  })

  test('never breaks on what stands in its address', async () => {
    for (const query of [
      'q=%00&after=%00&sort=%27&stage=x&owner=%F0%9F%90%9F&columns=%3Cscript%3E',
      'after=W10&before=bnVsbA',
      `q=${'%F0%9F%90%9F'.repeat(300)}`,
      'trait=%25zz=1&traitKey=a&traitValue=%ED%A0%80',
      'columns=trait.x,health.score,events.none,stage',
      'renews=1e9&kind=__proto__',
      'field.health.score=1e9..&field.amount=%00..%00&field.since=9999-99-99..&field.events.last_seen=..2999-12-31',
      'byNumber=least:none&number=1&byDate=least:amount&date=2026-01-01&field.health.band=toString&field.amount=1...2',
    ]) {
      expect((await open(stage, `${paths.accounts}?${query}`, { cookie: csm })).status, query).toBe(200)
    }
  })

  test('takes the last day that there is, also in a zone where it ends late', async () => {
    await sql`update identity.company set time_zone = 'America/New_York'`.execute(db)
    try {
      const query = 'field.created=..9999-12-31&field.renews=9998-12-31..'
      expect((await open(stage, `${paths.accounts}?${query}`, { cookie: csm })).status).toBe(200)
    } finally {
      await sql`update identity.company set time_zone = 'Asia/Tokyo'`.execute(db)
    }
  })

  test('is narrowed by amounts, days and what other modules offer; a view and the CSV keep that', async () => {
    const since = (name: string, day: string, minor: number) =>
      sql`
        insert into customers.account (name, customer_since, monthly_amount, currency)
        values (${name}, ${day}, ${minor}, 'USD')`.execute(db)
    await since('入江 A', '2025-04-01', 99_999)
    await since('入江 B', '2025-04-02', 100_000)
    const chosen = 'byNumber=least:amount&number=１,000&field.since=2025-04-01..2025-04-02'
    const html = await text(`${paths.accounts}?${chosen}`)
    expect(html).toContain('入江 B')
    expect(html).not.toContain('入江 A')
    expect(html).toContain('月額：1,000以上')
    expect(html).toContain('利用開始日：2025年4月1日(火)以降')
    expect(await text(`${paths.accounts}?${chosen}`, english)).toContain('Monthly amount: at least 1,000')
    // Each end is taken away by itself.
    expect(html).toContain('?field.amount=1000..&amp;field.since=2025-04-01.."')
    expect(html).toContain('?field.since=2025-04-01..2025-04-02"')
    for (const field of ['health.score', 'health.risk', 'events.last_seen']) expect(html).toContain(`least:${field}"`)
    expect(html).toMatch(/<select[^>]*name="field.health.band"/)
    const kept = 'field.amount=1000..&field.since=2025-04-01..2025-04-02'
    await post(paths.savedViews, { name: '入江', query: `${kept}&field.none=1..` })
    const view = db.selectFrom('customers.saved_view').select('query').where('name', '=', '入江')
    expect((await view.executeTakeFirstOrThrow()).query).toBe(kept)
    const csv = await (await open(stage, `${paths.accountsExport}?${kept}`, { cookie: csm })).text()
    expect(csv).toContain('入江 B')
    expect(csv).not.toContain('入江 A')
    await sql`delete from customers.account where name like '入江 %'`.execute(db)
  })

  test('takes the days of moments for what they are', async () => {
    const asked = filterFields(stage.services.offers).filter(({ type }) => type === 'date')
    for (const { key, relation = 'customers.account', column, moment = false } of asked) {
      const { rows } = await sql<{ type: string }>`
        select pg_typeof(${sql.ref(column)})::text as type
        from (select) one left join ${sql.table(relation)} on true limit 1`.execute(db)
      expect(rows[0]?.type, key).toBe(moment ? 'timestamp with time zone' : 'date')
    }
    expect(asked.map(({ key }) => key)).toContain('events.last_seen')
  })

  test('as CSV is exactly this list, in the reader’s words, harmless to spreadsheets', async () => {
    const id = await make(odd.formula, { externalId: 'f1' })
    await transact(db, tx =>
      setTraits(tx, actor, { subject: 'account', id, version: 1 }, { 'a,b': '+1\n2', seats: -3 }),
    )
    const path = `${paths.accountsExport}?q=f1&columns=stage,owner,trait.a%252Cb,trait.seats,contacts`
    const reply = await open(stage, path, { cookie: csm })
    expect(reply.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(reply.headers.get('content-disposition')).toMatch(/^attachment; filename="accounts-\d{4}-\d\d-\d\d\.csv"$/)
    const bytes = new Uint8Array(await reply.arrayBuffer())
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(new TextDecoder().decode(bytes)).toBe(
      `顧客名,外部ID,段階,担当,"a,b",seats,担当者の数\r\n"'=HYPERLINK(""http://x"",""y"")",f1,契約中,,"'+1\n2",-3,0\r\n`,
    )
  })

  test('as CSV gives amounts in whole units with their currency', async () => {
    const pay = (name: string, plan: string | null, minor: number | null, currency: string) =>
      sql`
        insert into customers.account (name, plan, monthly_amount, currency)
        values (${name}, ${plan}, ${minor}, ${currency})`.execute(db)
    await pay('金額 A', 'a', 10_000, 'JPY')
    await pay('金額 B', 'b', 123_456, 'USD')
    await pay('金額 C', 'c', 1_234_567, 'KWD')
    await pay('金額 D', null, null, 'JPY')
    const path = `${paths.accountsExport}?q=${encodeURIComponent('金額')}&columns=amount,plan`
    const body = await (await open(stage, path, { cookie: csm })).text()
    expect(body.split('\r\n').slice(0, 5)).toEqual([
      '顧客名,外部ID,月額,通貨,プラン',
      '金額 A,,10000,JPY,a',
      '金額 B,,1234.56,USD,b',
      '金額 C,,1234.567,KWD,c',
      '金額 D,,,,',
    ])
    const sorted = await text(`${paths.accounts}?sort=-amount`)
    expect(sorted).toContain('通貨は換算せず')
    expect(sorted).toMatch(/<select[^>]*name="currency"/)
    expect(await text(`${paths.accounts}?sort=-amount&currency=USD`)).not.toContain('通貨は換算せず')
    expect(await text(paths.accounts)).not.toContain('通貨は換算せず')
  })

  test('is kept as a view, shown to others when shared, and removed by its owner only', async () => {
    const query = 'q=%E3%81%BF&sort=-amount'
    await post(paths.savedViews, { name: '私の見方', query })
    await post(paths.savedViews, { name: 'みんなの見方', query, shared: 'on' })
    const mine = await text(paths.accounts)
    expect(mine).toContain('私の見方')
    const theirs = await text(paths.accounts, reader)
    expect(theirs).toContain('みんなの見方')
    expect(theirs).not.toContain('私の見方')
    const view = await db
      .selectFrom('customers.saved_view')
      .selectAll()
      .where('shared', '=', true)
      .executeTakeFirstOrThrow()
    const removal = href(paths.savedViewRemoval, { id: view.id })
    expect((await post(removal, {}, reader)).status).toBe(404)
    expect((await post(removal, {})).status).toBe(303)
    expect((await post(paths.savedViews, { name: '', query })).status).toBe(303)
    expect((await post(paths.savedViews, { name: 'x'.repeat(101), query: '?'.repeat(5000) })).status).toBe(303)
  })

  test('changes owner and stage of those that are picked', async () => {
    const ids = [await make('a'), await make('b')].map(String)
    await post(paths.accountOwners, { 'ids[]': ids, ownerId: cast.manager.id, back: 'q=a&sort=%00' })
    await post(paths.accountStages, { 'ids[]': ids[0] ?? '', stage: 'trial' })
    expect(await loadAccount(db, Number(ids[0]))).toMatchObject({ ownerId: cast.manager.id, stage: 'trial' })
    expect(await loadAccount(db, Number(ids[1]))).toMatchObject({ ownerId: cast.manager.id, stage: 'active' })
    const wrong: Record<string, string | string[]>[] = [{}, { 'ids[]': 'x' }, { 'ids[]': ids, stage: 'cancelled' }]
    for (const fields of wrong) {
      expect((await post(paths.accountStages, fields)).status).toBe(303)
    }
    expect((await post(paths.accountOwners, { 'ids[]': ids, ownerId: 'nobody' })).status).toBe(422)
    expect((await loadAccount(db, Number(ids[1]))).ownerId).toBe(cast.manager.id)
  })
})

describe('making and editing an account', () => {
  const fields = {
    name: '新しい顧客',
    kind: 'business',
    stage: 'trial',
    externalId: '',
    ownerId: '',
    timeZone: '',
    customerSince: '',
  }

  test.each(Object.entries(odd))('keeps %s exactly and shows it escaped', async (kind, value) => {
    const reply = await post(paths.accounts, { ...fields, name: value, externalId: `odd-${kind}`, sure: 'on' })
    expect(reply.status).toBe(303)
    const row = await db
      .selectFrom('customers.account')
      .select(['id', 'name'])
      .where('external_id', '=', `odd-${kind}`)
      .executeTakeFirstOrThrow()
    expect(row.name).toBe(value)
    for (const page of [href(paths.account, { id: row.id }), href(paths.accountEdit, { id: row.id }), paths.accounts]) {
      const html = await text(page)
      expect(html).not.toContain('<script>alert')
      expect(html).not.toContain('<img src=x')
    }
  })

  test.each([
    ['nothing', { name: '' }, '入力してください'],
    ['only spaces', { name: ' \u3000 ' }, '入力してください'],
    ['a very long name', { name: '名'.repeat(501) }, '長すぎます'],
    ['a kind that is none', { kind: 'robot' }, '入力内容をご確認'],
    ['a stage that is none', { stage: 'cancelled' }, '入力内容をご確認'],
    ['a day that is none', { customerSince: '2026-02-30' }, '日付を確認'],
    ['an ancient day', { customerSince: '0001-01-01' }, '日付を確認'],
    ['a zone that is none', { timeZone: 'Mars/Base' }, '入力内容をご確認'],
    ['an owner who is not there', { ownerId: "' or 1=1" }, 'このスタッフはいません'],
    ['a list where a text belongs', { name: ['a', 'b'] }, '入力してください'],
    ['an id that is nobody’s', { externalId: 'Unknown', name: 'kept-value' }, 'IDとして使えない値'],
  ])('says what is wrong with %s, and keeps what was typed', async (_, wrong, said) => {
    const reply = await post(paths.accounts, { ...fields, externalId: 'kept-value', ...wrong })
    expect(reply.status).toBe(422)
    const html = await reply.text()
    expect(html).toContain(said)
    expect(html).toContain('kept-value')
  })

  test('NUL and lone surrogates do not reach the database', async () => {
    const body = 'name=a%00b%ED%A0%80c&kind=business&stage=active&externalId=nul-1'
    const origin = new URL(stage.services.config.baseUrl).origin
    const headers = { origin, cookie: csm, 'content-type': 'application/x-www-form-urlencoded' }
    expect((await stage.app.request(paths.accounts, { method: 'POST', body, headers })).status).toBe(303)
    const row = await db
      .selectFrom('customers.account')
      .select('name')
      .where('external_id', '=', 'nul-1')
      .executeTakeFirst()
    expect(row?.name).toMatch(/^ab\ufffd+c$/)
  })

  test('an id that is taken is said beside its field', async () => {
    await make('first', { externalId: 'one-only' })
    const reply = await post(paths.accounts, { ...fields, externalId: 'one-only' })
    expect(reply.status).toBe(422)
    expect(await reply.text()).toContain('この外部IDは、ほかの顧客が使っています')
  })

  test('warns of the same name once', async () => {
    await make('株式会社同名')
    const warned = await post(paths.accounts, { ...fields, name: '（株）同名' })
    expect(warned.status).toBe(422)
    expect(await warned.text()).toContain('同じ名前の顧客がすでにあります')
    expect((await post(paths.accounts, { ...fields, name: '（株）同名', sure: 'on' })).status).toBe(303)
  })

  test('two people editing the same: the second sees both versions and decides', async () => {
    const id = await make('もとの名')
    const path = href(paths.accountEdit, { id })
    const mine = { ...fields, kind: 'business', version: '1' }
    expect((await post(path, { ...mine, name: '先の人の名' })).status).toBe(303)
    const late = await post(path, { ...mine, name: '後の人の名' })
    expect(late.status).toBe(409)
    const html = await late.text()
    expect(html).toContain('先の人の名')
    expect(html).toContain('後の人の名')
    expect(html).toContain('name="version" value="2"')
    expect((await loadAccount(db, id)).name).toBe('先の人の名')
    expect((await post(path, { ...mine, version: '2', name: '後の人の名' })).status).toBe(303)
    expect((await loadAccount(db, id)).name).toBe('後の人の名')
  })

  test('an account that is not there, or that is no number, is not found', async () => {
    for (const id of ['999999', '0', 'x', '1e3', '99999999999999999999', '%00', '-1']) {
      expect((await open(stage, `/accounts/${id}`, { cookie: csm })).status, id).toBe(404)
      expect((await post(`/accounts/${id}/edit`, { ...fields, version: '1' })).status, id).toBe(404)
      expect((await open(stage, `/accounts/${id}/live`, { cookie: csm })).status, id).toBe(404)
    }
  })
})

describe('an account’s page', () => {
  test('tells who it is, who is there, and what happened, in both languages', async () => {
    const id = await make('港の会社', { ownerId: cast.csm.id, externalId: 'page-1' })
    await transact(db, tx => createContact(tx, actor, id, { name: '湊 花子', title: '場長' }))
    await post(href(paths.accountStage, { id }), { stage: 'onboarding' })
    const html = await text(href(paths.account, { id }))
    for (const said of [
      '港の会社',
      '導入中',
      '湊 花子',
      '場長',
      '段階が「導入中」になりました',
      '顧客を登録しました',
      cast.csm.name,
    ]) {
      expect(html).toContain(said)
    }
    expect(await text(href(paths.account, { id }), english)).toContain('Stage became Onboarding')
  })

  test('leads to where it was merged', async () => {
    const [from, into] = [await make('古い'), await make('新しい')]
    const page = await text(href(paths.accountMerge, { id: from }, { with: `#${into}` }))
    expect(page).toContain('どちらを残しますか')
    await post(href(paths.accountMerge, { id: from }), { other: String(into), keep: String(into) })
    const reply = await open(stage, href(paths.account, { id: from }), { cookie: csm })
    expect([reply.status, reply.headers.get('location')]).toEqual([303, href(paths.account, { id: into })])
    const third = await make('三つ目')
    const strange = await post(href(paths.accountMerge, { id: into }), { other: String(third), keep: '1' })
    expect(strange.status).toBe(404)
  })

  test('its cancellation is recorded and taken back', async () => {
    const id = await make('去る会社')
    const path = href(paths.accountCancellation, { id })
    expect((await post(path, { on: '2999-01-01' })).status).toBe(422)
    expect((await post(path, { on: 'tomorrow' })).status).toBe(422)
    expect((await post(path, { on: '2026-01-31', reason: odd.html })).status).toBe(303)
    expect((await loadAccount(db, id)).cancellation).toMatchObject({
      at: new Date('2026-01-30T15:00:00Z'),
      reason: odd.html,
    })
    expect(await text(href(paths.account, { id }))).not.toContain('<script>alert')
    expect((await post(path, { on: '2026-01-31' })).status).toBe(409)
    expect((await post(href(paths.accountReopening, { id }), {})).status).toBe(303)
    expect((await post(href(paths.accountReopening, { id }), {})).status).toBe(409)
  })

  test('its older history comes in frames', async () => {
    const id = await make('長い歴史')
    for (let i = 0; i < 40; i++) await post(href(paths.accountStage, { id }), { stage: i % 2 ? 'trial' : 'onboarding' })
    const first = await text(href(paths.account, { id }))
    const older = /href="(\/accounts\/\d+\/timeline\?before=\d+)"/.exec(first)?.[1] ?? ''
    const html = await text(older)
    expect(html).toContain('<turbo-frame id="timeline-before-')
    const count = (page: string) => page.split('class="timeline-entry"').length - 1
    expect(count(first) + count(html)).toBe(41)
    expect((await open(stage, `${href(paths.accountTimeline, { id })}?before=x`, { cookie: csm })).status).toBe(404)
  })

  test('tells an open page what changed, rendered for who looks', async () => {
    const id = await make('生きている会社')
    const closing = new AbortController()
    const request = new Request(new URL(href(paths.accountLive, { id }), stage.services.config.baseUrl), {
      headers: { cookie: csm },
      signal: closing.signal,
    })
    const reply = await stage.app.request(request)
    const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader()
    let seen = ''
    const until = async (said: string) => {
      while (!seen.includes(said)) seen += (await reader?.read())?.value ?? ''
    }
    await until('生きている会社')
    await transact(db, async tx => {
      await tx.updateTable('customers.account').set({ name: '名が変わった' }).where('id', '=', id).execute()
      await stage.services.live.publish(tx, [`account:${id}`])
    })
    await until('名が変わった')
    expect(seen).toContain('<turbo-stream action="replace" target="account-head" method="morph">')
    closing.abort()
  })
})

describe('traits by hand', () => {
  test.each([
    ['number', '１，２３４．５', 1234.5],
    ['boolean', 'false', false],
    ['boolean', 'はい', true],
    ['date', '2026/11/22', '2026-11-22'],
    ['text', '{"not":"json"}', '{"not":"json"}'],
  ])('%s', async (type, value, stored) => {
    const id = await make(`traits ${type}`)
    expect((await post(href(paths.accountTraits, { id }), { key: 'k', type, value, version: '1' })).status).toBe(303)
    expect((await loadAccount(db, id)).traits).toEqual({ k: stored })
    expect((await post(href(paths.accountTraitRemoval, { id }), { key: 'k', version: '2' })).status).toBe(303)
    expect((await loadAccount(db, id)).traits).toEqual({})
  })

  test.each([
    [{ type: 'number', value: 'many' }, '数値を入力'],
    [{ type: 'number', value: 'Infinity' }, '数値を入力'],
    [{ type: 'boolean', value: 'maybe' }, '「はい」か「いいえ」'],
    [{ type: 'date', value: '2026-13-01' }, '日付を確認'],
    [{ type: 'text', value: '' }, '入力してください'],
    [{ key: 'name' }, '専用の入力欄'],
    [{ key: 'k'.repeat(201) }, '長すぎます'],
    [{ type: 'list' }, '入力内容をご確認'],
    [{ version: 'x' }, '1か所の入力'],
  ])('refuses %j', async (wrong, said) => {
    const id = await make('refusing')
    const reply = await post(href(paths.accountTraits, { id }), {
      key: 'k',
      type: 'text',
      value: 'v',
      version: '1',
      ...wrong,
    })
    expect(reply.status).toBe(422)
    expect(await reply.text()).toContain(said)
    expect((await loadAccount(db, id)).traits).toEqual({})
  })

  test('two people at once: the second sees both values', async () => {
    const id = await make('two')
    const path = href(paths.accountTraits, { id })
    await post(path, { key: 'k', type: 'text', value: '先の値', version: '1' })
    const late = await post(path, { key: 'k', type: 'text', value: '後の値', version: '1' })
    expect(late.status).toBe(409)
    const html = await late.text()
    expect(html).toContain('先の値')
    expect(html).toContain('後の値')
  })
})

test('every text that was asked for exists', () => {
  expect([...missing].filter(key => key.startsWith('customers:'))).toEqual([])
})
