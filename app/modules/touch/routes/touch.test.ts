import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { cast, open, openStage, send, signInAs } from '../../../../test/cast.ts'
import { sentOf } from '../../../../test/support/forms.ts'
import { putPlay, taskStep } from '../../../../test/support/plays.ts'
import { byPeople, modelInput, putDone, putSegment } from '../../../../test/support/touch.ts'
import { href, paths } from '../../../paths.ts'
import { now } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { countTouches } from '../counting/count.ts'
import { createModel, currentModels } from '../models.ts'
import { presentMonth, wordOfMonth } from '../months.ts'

const stage = await openStage()
const { services } = stage
const { db, offers } = services
const [legal, csm, manager, admin] = await Promise.all([
  signInAs(stage, 'legal'),
  signInAs(stage, 'csm'),
  signInAs(stage, 'manager'),
  signInAs(stage, 'admin'),
])
const actor = { kind: 'staff', id: cast.manager.id } as const
const lists = [paths.touch, paths.touchMinutes, paths.touchMissed, paths.touchModels]
const exports = [paths.touchMinutesExport, paths.touchRepeatedExport, paths.touchMissedExport]
const read = async (path: string, cookie = csm) => (await open(stage, path, { cookie })).text()
let ids: readonly number[] = []
let segmentId = 0

beforeEach(async () => {
  await sql`
    truncate touch.model, touch.month, customers.account, segments.segment, tasks.task, activity.entry
    restart identity cascade`.execute(db)
  const { rows } = await sql<{ id: number }>`
    insert into customers.account (name, customer_since)
    select 'farm ' || i, '2024-01-01' from generate_series(1, 4) i returning id`.execute(db)
  ids = rows.map(row => row.id)
  segmentId = await putSegment(db, 'large', ids.slice(0, 2))
})

const create = () =>
  transact(db, tx =>
    createModel(
      tx,
      actor,
      modelInput('people', { segmentId, shares: byPeople, minutes: 60 }),
      modelInput('others', { minutes: 2 }),
    ),
  )
const models = () => currentModels(db)
const fields = { name: '大口', segment: '', high: '60', low: '20', tech: '20', community: '', minutes: '45', note: '' }

describe('who may do what', () => {
  test('nobody who is not signed in sees anything', async () => {
    await create()
    for (const path of [...lists, ...exports]) expect((await open(stage, path)).status, path).toBe(303)
  })

  test('legal looks at everything and takes lists along, but changes nothing', async () => {
    const id = await create()
    await countTouches(services)
    for (const path of [...lists, ...exports, href(paths.touchModel, { id })]) {
      expect((await open(stage, path, { cookie: legal })).status, path).toBe(200)
    }
    expect(await read(href(paths.touchModel, { id }), legal)).not.toContain('<textarea')
    expect(await read(paths.touchModels, legal)).not.toContain(paths.touchModelNew)
    expect((await open(stage, paths.touchModelNew, { cookie: legal })).status).toBe(404)
    for (const path of [
      paths.touchModels,
      href(paths.touchModel, { id }),
      href(paths.touchModelOrder, { id }),
      href(paths.touchModelEnd, { id }),
    ]) {
      expect((await send(stage, path, { ...fields, segment: String(segmentId) }, { cookie: legal })).status, path).toBe(
        404,
      )
      expect((await send(stage, path, { ...fields, segment: String(segmentId) }, { cookie: csm })).status, path).toBe(
        404,
      )
    }
    expect((await models()).map(model => model.name)).toEqual(['people', 'others'])
  })

  test('managers and admins make and change models', async () => {
    const made = await send(stage, paths.touchModels, { ...fields, segment: String(segmentId) }, { cookie: manager })
    expect([made.status, made.headers.get('location')]).toEqual([303, paths.touchModels])
    const [model] = await models()
    expect(model).toMatchObject({
      name: '大口',
      segmentId,
      shares: { high: 60, low: 20, tech: 20, community: 0 },
      minutes: 45,
    })
    const page = await read(href(paths.touchModel, { id: model?.id ?? 0 }), admin)
    const form = sentOf(page, 'high_for')
    await send(stage, href(paths.touchModel, { id: model?.id ?? 0 }), { ...form, name: 'その2' }, { cookie: admin })
    expect((await models())[0]).toEqual({ ...model, name: 'その2' })
  })
})

describe('making and changing models', () => {
  test('with the first one comes the one for everybody else, which cannot be ended', async () => {
    await send(stage, paths.touchModels, { ...fields, segment: String(segmentId) }, { cookie: manager })
    const [, otherwise] = await models()
    expect(otherwise).toMatchObject({ name: 'そのほかの顧客', segmentId: null, minutes: 0 })
    const id = otherwise?.id ?? 0
    expect((await send(stage, href(paths.touchModelEnd, { id }), {}, { cookie: manager })).status).toBe(409)
    expect(await models()).toHaveLength(2)
  })

  test('the first one may be for everybody at once; a second one needs a segment', async () => {
    await send(stage, paths.touchModels, fields, { cookie: manager })
    expect(await models()).toMatchObject([{ name: '大口', segmentId: null }])
    const refused = await send(stage, paths.touchModels, fields, { cookie: manager })
    expect([refused.status, await refused.text()]).toEqual([
      422,
      expect.stringContaining('セグメントを選んでください。'),
    ])
  })

  test.each([
    [{ high: '50' }, '割合を合わせて100%にしてください。'],
    [{ high: '120' }, '0から100までの整数で入れてください。'],
    [{ high: '', low: '', tech: '' }, '割合か目的の、どちらかを書いてください。'],
    [{ minutes: '' }, '入力してください'],
    [{ minutes: '-3' }, '0から10,000までの整数で入れてください。'],
    [{ name: ' ' }, '入力してください'],
    [{ segment: '999999' }, 'このセグメントはもうありません。'],
  ])('%o is refused, with what was typed', async (wrong, words) => {
    const typed = { ...fields, segment: String(segmentId), note: 'わたしのメモ', ...wrong }
    const refused = await send(stage, paths.touchModels, typed, { cookie: manager })
    const page = await refused.text()
    expect(refused.status).toBe(422)
    expect(page).toContain(words)
    expect(page).toContain('わたしのメモ')
    expect(await models()).toEqual([])
  })

  test('purposes without shares will do, and full-width numbers are numbers', async () => {
    const typed = {
      ...fields,
      high: '',
      low: '',
      tech: '',
      tech_for: '案内を届ける',
      minutes: '１０',
      segment: String(segmentId),
    }
    await send(stage, paths.touchModels, typed, { cookie: manager })
    expect((await models())[0]).toMatchObject({
      shares: null,
      minutes: 10,
      purposes: { tech: '案内を届ける', high: '' },
    })
  })

  test('one segment, one model', async () => {
    await create()
    const typed = { ...fields, segment: String(segmentId) }
    const refused = await send(stage, paths.touchModels, typed, { cookie: manager })
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('ほかのモデルがあります')])
  })

  test('of two people at once the second is told what is stored now, and may write over it knowingly', async () => {
    const id = await create()
    const mine = sentOf(await read(href(paths.touchModel, { id }), manager), 'high_for')
    await send(stage, href(paths.touchModel, { id }), { ...mine, name: 'theirs' }, { cookie: admin })
    const refused = await send(stage, href(paths.touchModel, { id }), { ...mine, name: 'mine' }, { cookie: manager })
    const page = await refused.text()
    expect(refused.status).toBe(409)
    expect(page).toContain('theirs')
    expect((await models())[0]?.name).toBe('theirs')
    await send(stage, href(paths.touchModel, { id }), sentOf(page, 'high_for'), { cookie: manager })
    expect((await models())[0]?.name).toBe('mine')
  })

  test('order decides: up and down, and who belongs where is counted anew', async () => {
    await create()
    const second = await putSegment(db, 'also', ids)
    await send(stage, paths.touchModels, { ...fields, segment: String(second) }, { cookie: manager })
    const id = (await models())[1]?.id ?? 0
    const order = href(paths.touchModelOrder, { id }, { to: 'earlier' })
    expect((await send(stage, order, {}, { cookie: manager })).status).toBe(303)
    expect((await models()).map(model => model.name)).toEqual(['大口', 'people', 'others'])
    await countTouches(services)
    const standing = await db.selectFrom('touch.standing').select('model_id').execute()
    expect(new Set(standing.map(row => row.model_id))).toEqual(new Set([id]))
    await send(stage, href(paths.touchModelOrder, { id }, { to: 'later' }), {}, { cookie: manager })
    expect((await models()).map(model => model.name)).toEqual(['people', '大口', 'others'])
  })

  test('a segment that a model is for is not deleted; when the model was ended it may go', async () => {
    const id = await create()
    const removal = href(paths.segmentRemoval, { id: segmentId })
    const refused = await send(stage, removal, {}, { cookie: manager })
    expect(refused.status).not.toBe(500)
    expect(await db.selectFrom('segments.segment').select('id').execute()).toHaveLength(1)
    expect(await read(href(paths.segment, { id: segmentId }), manager)).toContain(href(paths.touchModel, { id }))
    await send(stage, href(paths.touchModelEnd, { id }), {}, { cookie: manager })
    const ended = await read(href(paths.touchModel, { id }), manager)
    expect([ended.includes('終了しました'), ended.includes('<textarea')]).toEqual([true, false])
    const again = await send(stage, href(paths.touchModel, { id }), { ...fields, segment: '' }, { cookie: manager })
    expect(again.status).toBe(404)
    await send(stage, removal, {}, { cookie: manager })
    expect(await db.selectFrom('segments.segment').select('id').execute()).toEqual([])
  })
})

describe('pages', () => {
  const at = () => now().toString()

  test('an empty company is told how to begin; who may not make models is told who does', async () => {
    expect(await read(paths.touch, manager)).toContain(paths.touchModelNew)
    const page = await read(paths.touch, csm)
    expect(page).toContain('マネージャーがモデルを決める')
    expect(page).not.toContain(paths.touchModelNew)
  })

  test('plan and reality by model, with what is estimated; the month before by its address', async () => {
    await create()
    await putDone(db, { accountId: ids[0] ?? 0, at: at(), minutes: 100 })
    await putDone(db, { accountId: ids[0] ?? 0, at: at(), estimate: 50 })
    await countTouches(services)
    const page = await read(paths.touch)
    expect(page).toContain('2時間30分')
    expect(page).toContain('うち50分は見積もり')
    expect(page).toContain('1顧客 75分')
    expect(page).toContain('ハイタッチ')
    const before = Temporal.PlainDate.from(presentMonth('Asia/Tokyo')).subtract({ months: 1 }).toString()
    const earlier = await read(href(paths.touch, {}, { month: wordOfMonth(before) }))
    expect(earlier).toContain('いまのモデルを当てはめて')
    expect(earlier).not.toContain('うち50分は見積もり')
    expect((await open(stage, `${paths.touch}?month=<x>`, { cookie: csm })).status).toBe(200)
  })

  test('time at accounts left to programs and repeated tasks, with the way to the accounts and as files', async () => {
    await create()
    for (const id of ids.slice(1)) await putDone(db, { accountId: id, at: at(), title: '設定のご案内', minutes: 20 })
    await countTouches(services)
    const page = await read(paths.touchMinutes)
    expect(page).toContain(`href="${href(paths.account, { id: ids[2] ?? 0 })}"`)
    expect(page).not.toContain(`href="${href(paths.account, { id: ids[1] ?? 0 })}"`)
    expect(page).toContain('打ち手にする')
    const kind = /\/touch\/repeated\/(title\.[0-9a-f]+)/.exec(page)?.[1] ?? ''
    const where = await read(href(paths.touchRepeated, { kind }))
    for (const id of ids.slice(1)) expect(where).toContain(`href="${href(paths.account, { id })}"`)
    expect((await open(stage, href(paths.touchRepeated, { kind: 'title.x' }), { cookie: csm })).status).toBe(404)
    const lines = (await read(paths.touchMinutesExport)).trimEnd().split('\r\n')
    expect(lines.slice(1)).toEqual(['farm 3,,others,1,20,0,2', 'farm 4,,others,1,20,0,2'])
    expect((await read(paths.touchRepeatedExport)).trimEnd().split('\r\n')[1]).toBe('設定のご案内,,3,3,0,60,0')
    const { rows } = await sql`select name from activity.entry where name like '%exported' order by name`.execute(db)
    expect(rows).toEqual([{ name: 'touch.minutes_exported' }, { name: 'touch.repeated_exported' }])
  })

  test('where nobody was, for so many days, as a list and as a file', async () => {
    await create()
    const ago = (days: number) =>
      now()
        .subtract({ hours: days * 24 })
        .toString()
    await putDone(db, { accountId: ids[0] ?? 0, at: ago(40) })
    await putDone(db, { accountId: ids[1] ?? 0, at: ago(5) })
    await countTouches(services)
    const link = (place: number) => `href="${href(paths.account, { id: ids[place] ?? 0 })}"`
    const page = await read(href(paths.touchMissed, {}, { days: 30 }))
    expect([page.includes(link(0)), page.includes(link(1)), page.includes(link(2))]).toEqual([true, false, false])
    expect(await read(href(paths.touchMissed, {}, { days: 60 }))).not.toContain(link(0))
    expect(await read(href(paths.touchMissed, {}, { days: 30, reason: 'weighty' }))).not.toContain(link(0))
    const lines = (await read(href(paths.touchMissedExport, {}, { days: 30 }))).trimEnd().split('\r\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toMatch(/^farm 1,,people,20.*,true,false,,,,,$/)
  })

  test('where nobody was because a play in which people act holds it out, that is said, while the play needs it', async () => {
    await create()
    await countTouches(services)
    const days = 90
    const outcome = { kind: 'subscription', state: 'retained', days } as const
    const calls = await putPlay(services, { steps: [taskStep('s1')], outcome }, { name: '電話の打ち手' })
    const wait = { id: 's1', kind: 'wait', for: { amount: 1, unit: 'days' } } as const
    const mails = await putPlay(services, { steps: [wait], outcome }, { name: '手紙の打ち手' })
    for (const play of [calls, mails]) {
      await sql`
        insert into plays.arm (play_id, account_id, arm, level, version_id, entered_at)
        select id, ${ids[0]}, 'held_out', 'play', live_version_id, ${now().toString()} from plays.play where id = ${play}`.execute(
        db,
      )
    }
    const path = href(paths.touchMissed, {}, { days: 30 })
    const page = await read(path)
    expect(page.split('>比較群</span> 電話の打ち手</span>')).toHaveLength(2)
    expect(page).toContain('わざと行っていません')
    expect(page).not.toContain('手紙の打ち手')
    const lines = (await read(href(paths.touchMissedExport, {}, { days: 30 }))).trimEnd().split('\r\n')
    expect(lines.filter(line => line.endsWith(',電話の打ち手'))).toHaveLength(1)
    await sql`update plays.arm set entered_at = entered_at - make_interval(days => ${days})`.execute(db)
    expect(await read(path)).not.toContain('比較群')
  })

  test('the page of an account tells its model, this month’s time and the last person', async () => {
    await create()
    const path = href(paths.account, { id: ids[0] ?? 0 })
    expect(await read(path)).toContain('記録がありません')
    await putDone(db, { accountId: ids[0] ?? 0, at: at(), minutes: 25 })
    const page = await read(path)
    expect(page).toContain('25 ／ 目安60分')
    expect(page).toContain('今月：人から1回、プログラムから0回')
  })
})

describe('what goes', () => {
  test('what was spent at an account counts at the one it is merged into', async () => {
    await create()
    const at = now().toString()
    for (const id of ids) await putDone(db, { accountId: id, at, title: '設定のご案内', minutes: 20 })
    await countTouches(services)
    const pair = { fromId: ids[0] ?? 0, intoId: ids[1] ?? 0 }
    await transact(db, async tx => {
      for (const merge of offers.accountMerges) await merge(tx, pair)
      await sql`delete from customers.account where id = ${pair.fromId}`.execute(tx)
    })
    const month = await db.selectFrom('touch.account_month').selectAll().where('account_id', '=', pair.intoId).execute()
    expect(month).toMatchObject([{ said: 40, high: 2 }])
    await countTouches(services)
    expect(
      await db.selectFrom('touch.account_month').selectAll().where('account_id', '=', pair.intoId).execute(),
    ).toMatchObject([{ said: 40, high: 2 }])
  })

  test('the sample’s models and figures go; what the company made for its segments keeps them', async () => {
    await transact(db, tx => createModel(tx, actor, modelInput('theirs', { segmentId }), modelInput('others'), true))
    const second = await putSegment(db, 'second', [])
    await sql`update segments.segment set sample = true`.execute(db)
    await transact(db, tx => createModel(tx, actor, modelInput('ours', { segmentId: second }), modelInput('x')))
    await sql`update customers.account set sample = id <> ${ids[3] ?? 0}`.execute(db)
    for (const id of ids) await putDone(db, { accountId: id, at: now().toString(), title: '設定のご案内' })
    await countTouches(services)
    await transact(db, async tx => {
      for (const remove of offers.sampleRemovals) await remove(tx)
    })
    expect((await models()).map(model => [model.name, model.sample])).toEqual([
      ['ours', false],
      ['others', false],
    ])
    expect(await db.selectFrom('segments.segment').select('name').execute()).toEqual([{ name: 'second' }])
    expect(await db.selectFrom('touch.repeated').selectAll().execute()).toEqual([])
    const months = await db.selectFrom('touch.model_month').selectAll().where('sample', '=', true).execute()
    expect(months).toEqual([])
    const standing = await db.selectFrom('touch.standing').select('account_id').execute()
    expect(standing).toEqual([{ account_id: ids[3] }])
    await countTouches(services)
    expect((await open(stage, paths.touch, { cookie: csm })).status).toBe(200)
  })
})
