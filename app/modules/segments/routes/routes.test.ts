import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cast, cookiesAfter, open, openStage, send, signInAs } from '../../../../test/cast.ts'
import { sentOf } from '../../../../test/support/forms.ts'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { seededRandom } from '../../../platform/random.ts'
import { askableOf } from '../about.ts'
import { type Group, readCondition } from '../conditions/condition.ts'
import { holdsPerson } from '../conditions/people.ts'
import { conditionMaker, dice } from '../conditions/testing.ts'
import { segmentJobs } from '../evaluation/jobs.ts'
import { evaluateAccounts, evaluateContacts } from '../evaluation/refresh.ts'
import { createSegment } from '../segment.ts'
import { readTimeline } from '../timeline.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const csm = await signInAs(stage, 'csm')
const legal = await signInAs(stage, 'legal')
const oddKeys = [
  "it's",
  'a.b[]',
  '🐟|x',
  '"quoted"',
  'x'.repeat(200),
  '<script>alert(1)</script>',
  "'); drop table x; --",
]

const create = (name: string, condition: Group) =>
  transact(db, tx =>
    createSegment(tx, services, { kind: 'staff', id: cast.csm.id }, { name, description: '', condition }),
  )
const stored = async (id: number) => {
  const row = await db.selectFrom('segments.segment').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  return { ...row, condition: readCondition(row.condition) }
}
const industry: Group = {
  kind: 'all',
  of: [{ kind: 'trait', key: 'industry', type: 'text', asks: { is: 'same', text: 'fish' } }],
}
const evaluateAll = (segmentId: number) => segmentJobs[0]?.run(services, { segmentId }, new AbortController().signal)

const formOf = (html: string) => sentOf(html, 'mode')
const row = (id: string, fields: Record<string, string>, group = '') => ({
  [`in.${id}`]: group,
  ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${name}.${id}`, value])),
})
const industryRow = { 'node[]': ['r1'], ...row('r1', { subject: 'trait:text:industry', asks: 'same', text: 'fish' }) }

beforeAll(async () => {
  await sql`insert into customers.trait (subject, key, type) values ('account', 'industry', 'text')`.execute(db)
  for (const key of oddKeys) {
    await sql`insert into customers.trait (subject, key, type) values ('account', ${key}, 'mixed')`.execute(db)
  }
})
beforeEach(async () => {
  await sql`truncate customers.account, segments.segment restart identity cascade`.execute(db)
})

describe('who may do what', () => {
  test('nobody who is not signed in sees or makes segments', async () => {
    const id = await create('fish', industry)
    for (const path of [paths.segments, paths.newSegment, href(paths.segment, { id })]) {
      expect((await open(stage, path)).status, path).toBe(303)
    }
    await send(stage, paths.segments, { name: 'x', ...industryRow })
    expect(await db.selectFrom('segments.segment').selectAll().execute()).toHaveLength(1)
  })

  test('legal sees segments, but neither makes, changes nor deletes them', async () => {
    const id = await create('fish', industry)
    const page = await (await open(stage, href(paths.segment, { id }), { cookie: legal })).text()
    expect(page).toContain('fish')
    expect(page).not.toContain(href(paths.segmentEditing, { id }))
    expect((await open(stage, paths.newSegment, { cookie: legal })).status).toBe(404)
    expect((await send(stage, paths.segments, { name: 'x', ...industryRow }, { cookie: legal })).status).toBe(404)
    expect((await send(stage, href(paths.segment, { id }), {}, { cookie: legal })).status).toBe(404)
    expect((await send(stage, href(paths.segmentRemoval, { id }), {}, { cookie: legal })).status).toBe(404)
  })
})

test('narrows the list of accounts, its export and a view that is kept of it', async () => {
  const id = await create('fish', industry)
  await sql`
    insert into customers.account (name, external_id) values ('kelp', 'k1'), ('tuna', 't1'), ('salmon', 's1')`.execute(
    db,
  )
  await sql`
    insert into segments.membership (segment_id, account_id, entered_at)
    select ${id}, id, now() from customers.account where name <> 'kelp'`.execute(db)
  const read = async (path: string) => (await open(stage, path, { cookie: csm })).text()
  const segmentPage = await read(href(paths.segment, { id }))
  const [list, file] = [paths.accounts, paths.accountsExport].map(path => `${path}?segment=${id}`)
  expect(segmentPage).toContain(`href="${list}"`)
  expect(segmentPage).toContain(`href="${file}"`)
  const shown = await read(`${list}&q=a&sort=-health.score`)
  expect(shown).toContain(`<option value="${id}" selected="">fish</option>`)
  expect(['kelp', 'tuna', 'salmon'].filter(name => shown.includes(`>${name}<`))).toEqual(['tuna', 'salmon'])
  const lines = (await read(`${file}&sort=-name`)).trim().split('\r\n').slice(1)
  expect(lines.map(line => line.split(',').slice(0, 2))).toEqual([
    ['tuna', 't1'],
    ['salmon', 's1'],
  ])
  await send(stage, paths.savedViews, { name: 'my fish', query: `segment=${id}&sort=-health.score` }, { cookie: csm })
  expect(await read(paths.accounts)).toContain(`href="${list}&amp;sort=-health.score"`)
})

describe('making and editing', () => {
  test('makes a segment and says so', async () => {
    const fields = { name: ' 魚 ', description: 'why', mode: 'any', ...industryRow }
    const reply = await send(stage, paths.segments, fields, { cookie: csm })
    expect(reply.status).toBe(303)
    const page = await open(stage, reply.headers.get('location') ?? '', { cookie: cookiesAfter(reply, csm) })
    expect(await page.text()).toContain('セグメント「魚」を保存しました。')
    expect(await stored(1)).toMatchObject({
      name: '魚',
      description: 'why',
      created_by: cast.csm.id,
      condition: { kind: 'any', of: industry.of },
    })
  })

  test.each([
    ['without name', { name: '' }, '入力してください。'],
    ['with a name that is too long', { name: 'x'.repeat(101) }, '長すぎます。'],
    ['without conditions', { name: 'x', 'node[]': [] }, '条件を1つ以上入れてください。'],
    ['with a value missing', { name: 'x', 'text.r1': ' ' }, '値を入れてください。'],
    ['with a field of the future', { name: 'x', 'subject.r1': 'field:gone' }, 'この項目はいま使えません。'],
    [
      'with a segment that is not there',
      { name: 'x', 'subject.r1': 'segment', 'segment.r1': '99' },
      'セグメントを選んでください。',
    ],
  ] as [string, Record<string, string | string[]>, string][])('%s shows the form again', async (_, changed, words) => {
    const reply = await send(stage, paths.segments, { ...industryRow, ...changed }, { cookie: csm })
    expect(reply.status).toBe(422)
    const page = await reply.text()
    expect(page).toContain(words)
    expect(await db.selectFrom('segments.segment').selectAll().execute()).toEqual([])
  })

  test.each([
    ['number', 'measure:events.count', { asks: 'less', number: '三', window: '28' }, '数を入れてください。'],
    [
      'window',
      'measure:events.count',
      { asks: 'less', number: '3', window: '731' },
      '1から730までの日数を入れてください。',
    ],
    [
      'range',
      'measure:events.count',
      { asks: 'between', number: '3', to: '2', window: '7' },
      '上限は下限以上にしてください。',
    ],
    ['day', 'field:events.last_seen', { asks: 'on', day: '2026-02-31' }, '日付を入れてください。'],
    ['days', 'field:events.last_seen', { asks: 'last', days: '1.5' }, '0から3650までの日数を入れてください。'],
    ['choice', 'field:health.band', { asks: 'one_of' }, '1つ以上選んでください。'],
  ])('a %s that is none is told beside it', async (_, subject, fields, words) => {
    const body = { name: 'x', 'node[]': ['r1'], ...row('r1', { subject, shown: `${subject}|`, ...fields }) }
    const reply = await send(stage, paths.segments, body, { cookie: csm })
    expect(reply.status).toBe(422)
    expect(await reply.text()).toContain(words)
  })

  test('of two people the second is told, keeps what was typed, and can save knowingly', async () => {
    const id = await create('fish', industry)
    const mine = formOf(await (await open(stage, href(paths.segmentEditing, { id }), { cookie: csm })).text())
    await send(stage, href(paths.segment, { id }), { ...mine, name: 'theirs' }, { cookie: csm })
    const refused = await send(stage, href(paths.segment, { id }), { ...mine, name: 'mine' }, { cookie: csm })
    expect(refused.status).toBe(422)
    const page = await refused.text()
    expect(page).toContain('ほかの人が先に変更しました。')
    expect(formOf(page).name).toEqual(['mine'])
    expect((await stored(id)).name).toBe('theirs')
    await send(stage, href(paths.segment, { id }), formOf(page), { cookie: csm })
    expect((await stored(id)).name).toBe('mine')
  })

  test('the form gives back every condition as it was, whatever is in it', async () => {
    const random = seededRandom(6)
    const { leaf, group } = conditionMaker(random, {
      today: '2026-11-22',
      fields: [...services.offers.fields.values()].filter(field => !holdsPerson(field)),
      measures: [...askableOf('account', services.offers).measures.values()],
      traitKeys: oddKeys,
      texts: ["O'Hara", '<b>&amp;</b>', '養殖 "A"', '🐟', '; drop table x'],
    })
    const { chance } = dice(random)
    for (let round = 0; round < 60; round++) {
      const condition: Group = chance(0.5) ? { kind: 'all', of: [leaf(), leaf()] } : group(4)
      const id = await create(`round ${round}`, condition)
      const page = await (await open(stage, href(paths.segmentEditing, { id }), { cookie: csm })).text()
      const reply = await send(stage, href(paths.segment, { id }), formOf(page), { cookie: csm })
      expect(reply.status, JSON.stringify(condition)).toBe(303)
      const saved = await stored(id)
      expect(saved.condition).toEqual(condition)
      expect(saved.condition_version).toBe(1)
    }
  })
})

test('an owner is chosen by name, also one who has left meanwhile', async () => {
  const owner = (text: string): Group => ({
    kind: 'all',
    of: [{ kind: 'field', field: 'customers.owner', asks: { is: 'same', text } }],
  })
  const id = await create('mine', owner(cast.manager.id))
  await db.updateTable('identity.staff').set({ removed_at: new Date() }).where('id', '=', cast.manager.id).execute()
  const page = await (await open(stage, href(paths.segmentEditing, { id }), { cookie: csm })).text()
  expect(page).toContain('担当が「真鍋 学」')
  await send(stage, href(paths.segment, { id }), formOf(page), { cookie: csm })
  expect((await stored(id)).condition).toEqual(owner(cast.manager.id))
  await db.updateTable('identity.staff').set({ removed_at: null }).where('id', '=', cast.manager.id).execute()
})

describe('the draft', () => {
  const streams = { accept: 'text/vnd.turbo-stream.html, text/html' }

  test('answers scripts with whom it finds and the rows whose inputs are others now', async () => {
    await sql`insert into customers.account (name, traits) values ('うみ', '{"industry": "ＦＩＳＨ"}'), ('やま', '{}')`.execute(
      db,
    )
    const fresh = { 'node[]': ['r1'], ...row('r1', { subject: 'trait:text:industry', asks: '', shown: '|' }) }
    const first = await (await send(stage, paths.segmentDraft, fresh, { cookie: csm, headers: streams })).text()
    expect(first).toContain('target="condition-r1"')
    expect(first).toContain('name="text.r1"')
    const typed = { ...industryRow, 'shown.r1': 'trait:text:industry|text' }
    const second = await (await send(stage, paths.segmentDraft, typed, { cookie: csm, headers: streams })).text()
    expect(second).not.toContain('target="condition-r1"')
    expect(second).toContain('target="segment-preview"')
    expect(second).toContain('うみ')
    expect(second).not.toContain('やま')
  })

  test('answers without scripts with the page, with what was typed and one row more', async () => {
    const fields = { name: 'まだ', ...industryRow, do: 'add:' }
    const page = await (await send(stage, paths.segmentDraft, fields, { cookie: csm })).text()
    const form = formOf(page)
    expect(form.name).toEqual(['まだ'])
    expect(form['node[]']).toEqual(['r1', 'r2'])
    expect(form['text.r1']).toEqual(['fish'])
    expect(await db.selectFrom('segments.segment').selectAll().execute()).toEqual([])
  })

  test.each([
    ['nonsense ids', { 'node[]': ['r1', '__proto__', 'r99999', '<b>'], 'kind.r1': 'constructor' }],
    ['a group in itself', { 'node[]': ['g1'], 'kind.g1': 'group', 'in.g1': 'g1' }],
    ['a kept group that is none', { 'node[]': ['r1'], 'kind.r1': 'kept', 'kept.r1': '{"kind":"all"' }],
    ['a kept group that is too deep', { 'node[]': ['r1'], 'kind.r1': 'kept', 'kept.r1': '['.repeat(5000) }],
    ['a thousand rows', { 'node[]': Array.from({ length: 1000 }, (_, index) => `r${index}`) }],
    ['a step that is none', { do: 'constructor:prototype' }],
    [
      'a number that is huge',
      {
        'node[]': ['r1'],
        ...row('r1', { subject: 'measure:events.count', asks: 'less', number: '9'.repeat(400), window: '1e9' }),
      },
    ],
  ] as [string, Record<string, string | string[]>][])('takes %s without harm', async (_, fields) => {
    const reply = await send(stage, paths.segmentDraft, fields, { cookie: csm, headers: streams })
    expect(reply.status).toBe(200)
  })
})

describe('pages', () => {
  test('escape what people and apps wrote', async () => {
    const nasty = '<script>alert(1)</script>'
    const id = await create(nasty, {
      kind: 'all',
      of: [{ kind: 'trait', key: nasty, type: 'text', asks: { is: 'same', text: nasty } }],
    })
    for (const path of [paths.segments, href(paths.segment, { id }), href(paths.segmentEditing, { id })]) {
      const page = await (await open(stage, path, { cookie: csm })).text()
      expect(page).not.toContain(nasty)
      expect(page).toContain('&lt;script&gt;')
    }
  })

  test('list members by pages, the latest first', async () => {
    await sql`insert into customers.account (name, traits) select 'a' || n, '{"industry": "fish"}' from generate_series(1, 120) n`.execute(
      db,
    )
    const id = await create('fish', industry)
    await evaluateAll(id)
    const seen = new Set<string>()
    let path: string | undefined = href(paths.segment, { id })
    for (let pages = 0; path && pages < 5; pages++) {
      const page: string = await (await open(stage, path, { cookie: csm })).text()
      for (const [, account = ''] of page.matchAll(/class="row-link" href="([^"]+)"/g)) {
        expect(seen).not.toContain(account)
        seen.add(account)
      }
      path = /href="([^"]+)"[^>]*rel="next"/.exec(page)?.[1]?.replaceAll('&amp;', '&')
    }
    expect(seen.size).toBe(120)
  })

  test('of segments that are gone or never were are not found, and odd addresses do no harm', async () => {
    for (const path of [
      '/segments/7',
      '/segments/7/edit',
      '/segments/x',
      '/segments/9999999999999999',
      '/segments/7/stream',
    ]) {
      expect((await open(stage, path, { cookie: csm })).status, path).toBe(404)
    }
    const id = await create('fish', industry)
    for (const query of ['after=x', 'after=-1', 'after=1e99', 'after=99999999999999.999999999999999', 'after=%00']) {
      expect((await open(stage, `${paths.segments}?${query}`, { cookie: csm })).status, query).toBe(200)
      expect((await open(stage, `${href(paths.segment, { id })}?${query}`, { cookie: csm })).status, query).toBe(200)
    }
  })

  test('a segment that another speaks of is not deleted, and the page says why', async () => {
    const id = await create('fish', industry)
    await create('outside', { kind: 'all', of: [{ kind: 'segment', segment: id, within: false }] })
    const reply = await send(stage, href(paths.segmentRemoval, { id }), {}, { cookie: csm })
    const page = await open(stage, reply.headers.get('location') ?? '', { cookie: cookiesAfter(reply, csm) })
    expect(await page.text()).toContain('「outside」で使われているため、削除できません')
    await send(stage, href(paths.segmentRemoval, { id: 2 }), {}, { cookie: csm })
    expect((await send(stage, href(paths.segmentRemoval, { id }), {}, { cookie: csm })).headers.get('location')).toBe(
      paths.segments,
    )
  })
})

test('a segment that another module needs is not deleted, and its page names and links who does', async () => {
  const id = await create('fish', industry)
  const { rows } = await sql<{ id: number }>`
    insert into health.model (name, segment_id, position) values ('漁業のモデル', ${id}, 1) returning id`.execute(db)
  const model = href(paths.healthModel, { id: rows[0]?.id ?? 0 })
  const reply = await send(stage, href(paths.segmentRemoval, { id }), {}, { cookie: csm })
  const page = await open(stage, reply.headers.get('location') ?? '', { cookie: cookiesAfter(reply, csm) })
  const text = await page.text()
  expect(text).toContain('「漁業のモデル」で使われているため、削除できません')
  expect(text).toContain(`href="${model}"`)
  await sql`delete from health.model where segment_id = ${id}`.execute(db)
  await send(stage, href(paths.segmentRemoval, { id }), {}, { cookie: csm })
  expect(await db.selectFrom('segments.segment').selectAll().execute()).toEqual([])
})

test('the timeline tells when an account entered and left', async () => {
  const { rows } = await sql<{ id: number }>`
    insert into customers.account (name, traits) values ('うみ', '{"industry": "fish"}') returning id`.execute(db)
  const accountId = rows[0]?.id ?? 0
  const id = await create('魚', industry)
  await evaluateAll(id)
  await sql`update customers.account set traits = '{}'`.execute(db)
  await transact(db, tx => evaluateAccounts(tx, services, [accountId]))
  const entries = await readTimeline(db, accountId, { before: new Date(Date.now() + 1000), limit: 10 })
  expect(entries.map(({ text, values }) => [text, values])).toEqual([
    ['segments:timeline.left', { segment: '魚' }],
    ['segments:timeline.entered', { segment: '魚' }],
  ])
})

describe('segments of contacts', () => {
  const streams = { accept: 'text/vnd.turbo-stream.html, text/html' }
  const titled: Group = {
    kind: 'all',
    of: [{ kind: 'field', field: 'customers.contact_title', asks: { is: 'same', text: 'admin' } }],
  }
  const titleRow = {
    'node[]': ['r1'],
    ...row('r1', { subject: 'field:customers.contact_title', asks: 'same', text: 'admin' }),
  }
  const atFish = {
    'node[]': ['r1', 'g1', 'r2'],
    ...row('r1', { subject: 'field:customers.contact_title', asks: 'same', text: 'admin' }),
    'kind.g1': 'group',
    'accounts.g1': 'one',
    'mode.g1': 'all',
    ...row('r2', { subject: 'trait:text:industry', asks: 'same', text: 'fish' }, 'g1'),
  }
  const read = async (path: string, cookie = csm) => (await open(stage, path, { cookie })).text()
  const createOfContacts = (name: string, condition: Group) =>
    transact(db, tx =>
      createSegment(
        tx,
        services,
        { kind: 'staff', id: cast.csm.id },
        { about: 'contact', name, description: '', condition },
      ),
    )

  beforeEach(async () => {
    await sql`truncate customers.contact restart identity cascade`.execute(db)
    await sql`
      insert into customers.account (name, traits) values ('うみ', '{"industry": "fish"}'), ('やま', '{}')`.execute(db)
    await sql`
      insert into customers.contact (name, email, title, external_id) values
        ('森 陽子', 'yoko@minato.example', 'admin', 'u-1'), ('=cmd()', null, 'admin', 'u-2'), ('浜口', null, null, 'u-3')`.execute(
      db,
    )
    await sql`insert into customers.membership (contact_id, account_id) values (1, 1), (1, 2), (2, 2)`.execute(db)
  })

  test('first it is asked what is gathered, and that this cannot be changed afterwards', async () => {
    const choice = await read(paths.newSegment)
    expect(choice).toContain('あとから変えることはできません。')
    expect(choice).toContain(`href="${paths.newSegment}?about=contact"`)
    const editor = await read(`${paths.newSegment}?about=contact`)
    expect(formOf(editor).about).toEqual(['contact'])
    expect(editor).toContain('field:customers.contact_email')
    expect(editor).not.toContain('field:customers.plan')
    expect(await read(`${paths.newSegment}?about=account`)).not.toContain('field:customers.contact_email')
  })

  test('are made of what is asked of people and of their accounts, and edited as such for ever', async () => {
    const reply = await send(stage, paths.segments, { about: 'contact', name: '責任者', ...atFish }, { cookie: csm })
    expect(reply.status).toBe(303)
    const made = await stored(1)
    expect(made).toMatchObject({
      about: 'contact',
      condition: { kind: 'all', of: [...titled.of, { kind: 'accounts', within: true, meets: industry }] },
    })
    const form = formOf(await read(href(paths.segmentEditing, { id: 1 })))
    expect(form.about).toBeUndefined()
    expect(form['accounts.g1']).toEqual(['one'])
    const again = await send(stage, href(paths.segment, { id: 1 }), { ...form, about: 'account' }, { cookie: csm })
    expect(again.status).toBe(303)
    expect(await stored(1)).toMatchObject({ about: 'contact', condition: made.condition, condition_version: 1 })
  })

  test.each([
    [
      'a kind of segment that there is not',
      { about: 'everything', ...titleRow },
      'どちらを集めるかが決まっていません。',
    ],
    [
      'what only accounts have',
      { about: 'contact', ...titleRow, 'subject.r1': 'field:customers.plan' },
      'この項目はいま使えません。',
    ],
    ['what only contacts have, of accounts', { about: 'account', ...titleRow }, 'この項目はいま使えません。'],
    [
      'a group about accounts that holds what only contacts have',
      { about: 'contact', ...atFish, 'subject.r2': 'field:customers.contact_email', 'asks.r2': 'known' },
      'この項目はいま使えません。',
    ],
    [
      'a kept group that asks about the accounts of accounts',
      {
        about: 'account',
        'node[]': ['r1'],
        'kind.r1': 'kept',
        'kept.r1': JSON.stringify({ kind: 'accounts', within: true, meets: industry }),
      },
      'この項目はいま使えません。',
    ],
    [
      'a segment of accounts where one of contacts belongs',
      { about: 'contact', 'node[]': ['r1'], ...row('r1', { subject: 'segment', asks: 'within', segment: '1' }) },
      'セグメントを選んでください。',
    ],
  ] as [string, Record<string, string | string[]>, string][])('%s is told', async (_, fields, words) => {
    await create('fish', industry)
    const reply = await send(stage, paths.segments, { name: 'x', ...fields }, { cookie: csm })
    expect(reply.status).toBe(422)
    expect(await reply.text()).toContain(words)
    expect(await db.selectFrom('segments.segment').select('id').execute()).toHaveLength(1)
  })

  test('the draft shows whom it finds, with their account, and takes groups about accounts', async () => {
    const first = await send(
      stage,
      paths.segmentDraft,
      { about: 'contact', ...titleRow },
      { cookie: csm, headers: streams },
    )
    const found = await first.text()
    expect(found).toContain('森 陽子')
    expect(found).toContain('やま')
    expect(found).not.toContain('浜口')
    expect(found).toContain('全3人の66.7%')
    const added = await send(
      stage,
      paths.segmentDraft,
      { about: 'contact', ...titleRow, do: 'accounts' },
      { cookie: csm, headers: streams },
    )
    const group = await added.text()
    expect(group).toContain('name="accounts.g1"')
    expect(group).toContain('trait:text:industry')
    const refused = await send(
      stage,
      paths.segmentDraft,
      { ...industryRow, do: 'accounts' },
      { cookie: csm, headers: streams },
    )
    expect(await refused.text()).not.toContain('accounts.g1')
  })

  test('the form gives back every condition as it was, whatever is in it', async () => {
    const material = { today: '2026-11-22', traitKeys: oddKeys, texts: ["O'Hara", '<b>&amp;</b>', '養殖 "A"', '🐟'] }
    const { fields, measures } = askableOf('account', services.offers)
    const { contacts } = services.offers
    const { group } = conditionMaker(
      seededRandom(9),
      { ...material, fields: [...contacts.fields.values()], measures: [...contacts.measures.values()] },
      {
        ...material,
        fields: [...fields.values()].filter(field => !holdsPerson(field)),
        measures: [...measures.values()],
      },
    )
    for (let round = 0; round < 40; round++) {
      const condition = group(4)
      const id = await createOfContacts(`round ${round}`, condition)
      const page = await read(href(paths.segmentEditing, { id }))
      const reply = await send(stage, href(paths.segment, { id }), formOf(page), { cookie: csm })
      expect(reply.status, JSON.stringify(condition)).toBe(303)
      expect(await stored(id)).toMatchObject({ condition, condition_version: 1 })
    }
  })

  test('list their members with address and account, as a file too, and stand on the pages of contacts', async () => {
    const id = await createOfContacts('責任者', titled)
    await evaluateAll(id)
    const page = await read(href(paths.segment, { id }))
    for (const part of [
      '森 陽子',
      'yoko@minato.example',
      href(paths.contact, { id: 1 }),
      href(paths.account, { id: 2 }),
    ]) {
      expect(page).toContain(part)
    }
    expect(page).not.toContain('浜口')
    const file = await open(stage, href(paths.segmentExport, { id }), { cookie: legal })
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="contacts-1-[\d-]{10}\.csv"$/)
    const lines = (await file.text()).trim().split('\r\n')
    expect(lines[0]).toContain('担当者,メールアドレス,役職,外部ID,所属する顧客,入った日時')
    expect(lines.slice(1).map(line => line.split(',').slice(0, 5))).toEqual([
      ["'=cmd()", '', 'admin', 'u-2', 'やま'],
      ['森 陽子', 'yoko@minato.example', 'admin', 'u-1', 'やま、うみ'],
    ])
    expect(await read(href(paths.contact, { id: 1 }))).toContain('責任者')
    await sql`update customers.contact set title = null where id = 1`.execute(db)
    await transact(db, tx => evaluateContacts(tx, services, [1]))
    const left = await read(href(paths.contact, { id: 1 }))
    expect(left).toContain('どのセグメントにも入っていません。')
    expect(left).toContain('出ました')
  })

  test('stand in the list with what they gather, and are chosen from it', async () => {
    await create('魚', industry)
    await createOfContacts('責任者', titled)
    const names = (page: string) =>
      ['魚', '責任者'].filter(name => page.includes(`>${name}`) || page.includes(`${name} <`))
    expect(names(await read(paths.segments))).toEqual(['魚', '責任者'])
    expect(names(await read(`${paths.segments}?about=contact`))).toEqual(['責任者'])
    expect(names(await read(`${paths.segments}?about=account`))).toEqual(['魚'])
    expect((await open(stage, `${paths.segments}?about=x`, { cookie: csm })).status).toBe(200)
  })

  test('are neither offered by the list of accounts nor by score models', async () => {
    await create('魚', industry)
    await createOfContacts('責任者', titled)
    const list = await read(paths.accounts)
    expect(list).toContain('>魚</option>')
    expect(list).not.toContain('責任者')
    const manager = await signInAs(stage, 'manager')
    const model = await read(paths.healthModelNew, manager)
    expect(model).toContain('>魚</option>')
    expect(model).not.toContain('責任者')
  })
})
