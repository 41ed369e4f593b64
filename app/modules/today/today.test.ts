import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cast, open, openStage, send, signInAs } from '../../../test/cast.ts'
import { clear, daysBetween, judgeNow, putAccounts, putHealth, type TestAccount } from '../../../test/support/today.ts'
import { href, paths } from '../../paths.ts'
import { setClock } from '../../platform/clock.ts'
import { transact } from '../../platform/db.ts'
import { accountEntries } from '../activity/index.ts'
import { createTask } from '../tasks/index.ts'
import { dayOf } from './judging/candidates.ts'
import { countFigures } from './judging/figures.ts'
import { removeSample } from './moves.ts'
import { readTimeline } from './timeline.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const csm = { kind: 'staff', id: cast.csm.id } as const
const morning = Temporal.Instant.from('2026-11-22T00:05:00Z')
const stream = { accept: 'text/vnd.turbo-stream.html, text/html' }

const bad = (name: string, more: Partial<TestAccount> = {}): TestAccount => ({
  name,
  owner: cast.csm.id,
  monthly: 100_000,
  score: 20,
  ...more,
})

async function have(...accounts: TestAccount[]): Promise<number[]> {
  const ids = await putAccounts(db, accounts)
  await judgeNow(services, ids)
  return ids
}

async function read(role: Parameters<typeof signInAs>[1], path: string = paths.today): Promise<string> {
  const reply = await open(stage, path, { cookie: await signInAs(stage, role) })
  expect(reply.status).toBe(200)
  return reply.text()
}

/** Names in the order in which the page shows them, within the time and beyond. */
function shown(html: string): { within: string[]; beyond: string[] } {
  const [within = '', beyond = ''] =
    html.split('class="disclosure-body"').length > 2
      ? [html.split('<details').slice(0, -1).join('<details'), html.split('<details').at(-1) ?? '']
      : [html, '']
  const names = (part: string) => [...part.matchAll(/class="need-name"[^>]*>([^<]+)</g)].map(match => match[1] ?? '')
  return { within: names(within), beyond: names(beyond) }
}

const list = async (role: Parameters<typeof signInAs>[1], path?: string) => shown(await read(role, path)).within
const items = () => db.selectFrom('today.list_item').selectAll().orderBy('position').execute()
const answers = () => db.selectFrom('today.answer').selectAll().orderBy('id').execute()

async function say(
  role: Parameters<typeof signInAs>[1],
  path: string,
  fields: Record<string, string> = {},
  headers: Record<string, string> = {},
) {
  const given = { list: cast[role].id, seen: '0', ...fields }
  return send(stage, path, given, { cookie: await signInAs(stage, role), headers })
}
const done = (id: number) => href(paths.todayCompletion, { id })

beforeEach(async () => {
  setClock(morning)
  await clear(db)
})
afterEach(() => setClock(undefined))

describe('the page', () => {
  test('lists the accounts by gain per minute, with reasons, suggestion and what it is made of', async () => {
    await have(
      bad('小さな顧客', { monthly: 10_000 }),
      bad('みなと真鯛養殖', {
        monthly: 150_000,
        score: 34,
        weekAgo: 55,
        days: daysBetween('2026-09-01', '2026-11-06'),
      }),
      bad('静かな顧客', { score: 95 }),
    )
    const html = await read('csm')
    expect(shown(html).within).toEqual(['みなと真鯛養殖', '小さな顧客'])
    expect(html).toContain('16日間、利用がありません（いつもは週7日）')
    expect(html).toContain('ヘルスがこの7日間で21点下がり、34点になりました')
    expect(html).toContain('電話して、使われていない事情をうかがう')
    // 1,800,000 × 20.48 % × 15 % × 0.5^(2/45): 16 days of silence
    expect(html).toContain('¥53,618')
    expect(html).toContain('16日の沈黙（仮の値）')
    expect(html).toContain('× 20.5%')
    expect(html).toContain('効果はまだ測っていません')
  })

  test('says so when there is no customer, when nobody needs anybody, and when no time is left', async () => {
    expect(await read('csm')).toContain('まだ顧客がいません')
    await have(bad('静かな顧客', { score: 95 }))
    expect(await read('csm')).toContain('今日は、人の手が必要な顧客はいません')
    await have(bad('困った顧客'))
    await say('csm', paths.todayMinutes, { minutes: '0' })
    const html = await read('csm')
    expect(html).toContain('今日の持ち時間は残っていません')
    expect(html.includes('困った顧客')).toBe(true)
  })

  test('who has been silent for half a year is not more urgent than who fell silent two weeks ago', async () => {
    await have(
      bad('半年前から', { monthly: 200_000, days: daysBetween('2026-03-01', '2026-05-06') }),
      bad('二週間前から', { days: daysBetween('2026-09-01', '2026-11-09') }),
    )
    expect(await list('csm')).toEqual(['二週間前から', '半年前から'])
    const [fresh, old] = await db.selectFrom('today.candidate').selectAll().orderBy('rate', 'desc').execute()
    expect(fresh?.reach).toBe(1)
    expect(old?.reach).toBeLessThan(0.1)
    expect(old?.effect).toBeCloseTo(0.15 * Number(old?.reach), 6)
  })

  test('what was counted over the sample is not shown after it was removed', async () => {
    const ids = await putAccounts(db, [bad('困った顧客', { days: daysBetween('2026-11-01', '2026-11-22') })])
    await judgeNow(services, ids)
    await transact(db, tx => countFigures(tx, dayOf('Asia/Tokyo')))
    expect(await read('csm')).toContain('人の手をかけずに進んだこと')
    await transact(db, tx => removeSample(tx))
    const html = await read('csm')
    expect(html).not.toContain('人の手をかけずに進んだこと')
    expect(html).not.toContain('1件のうち')
  })

  test('speaks English to those who do', async () => {
    await have(bad('Minato', { owner: cast.product.id, days: daysBetween('2026-09-01', '2026-11-06') }))
    const html = await read('product')
    expect(html).toContain('No activity for 16 days (usually 7 days a week)')
    expect(html).toContain('Here because a person helps most here now')
  })

  test('HTML in a name is text', async () => {
    await have(bad('<img src=x onerror=alert(1)>'))
    expect((await read('csm')).includes('<img src=x')).toBe(false)
  })
})

describe('who sees what', () => {
  test('a csm sees their own accounts and nobody’s, not those of others; a manager sees each list', async () => {
    await have(
      bad('自分の'),
      bad('誰のでもない', { owner: null, monthly: 90_000 }),
      bad('操作の', { owner: cast.operator.id }),
    )
    expect(await list('csm')).toEqual(['自分の', '誰のでもない'])
    expect(await list('operator')).toEqual(['操作の', '誰のでもない'])
    expect(await list('product')).toEqual([])
    expect(await list('csm', `${paths.today}?list=unowned`)).toEqual(['誰のでもない'])
    expect(await list('manager', `${paths.today}?list=${cast.operator.id}`)).toEqual(['操作の', '誰のでもない'])
    for (const asked of [cast.operator.id, 'nobody-here', "x'--", '%00']) {
      const cookie = await signInAs(stage, 'csm')
      expect([asked, (await open(stage, `${paths.today}?list=${asked}`, { cookie })).status]).toEqual([asked, 404])
    }
    const product = await signInAs(stage, 'product')
    expect((await open(stage, `${paths.today}?list=unowned`, { cookie: product })).status).toBe(404)
  })

  test('accounts of somebody who left the company are nobody’s', async () => {
    const ids = await have(bad('残された顧客', { owner: cast.legal.id }))
    expect(await list('csm')).toEqual([])
    await db.updateTable('identity.staff').set({ removed_at: new Date() }).where('id', '=', cast.legal.id).execute()
    await judgeNow(services, ids)
    expect(await list('csm')).toEqual(['残された顧客'])
    expect((await say('csm', done(ids[0] ?? 0))).status).toBe(303)
    await db.updateTable('identity.staff').set({ removed_at: null }).where('id', '=', cast.legal.id).execute()
  })

  test('nobody answers for an account of somebody else; a manager does, and one with a task there', async () => {
    const [id = 0] = await have(bad('操作の', { owner: cast.operator.id }))
    expect((await say('csm', done(id), { list: cast.csm.id })).status).toBe(404)
    expect((await say('csm', done(id), { list: cast.operator.id })).status).toBe(404)
    expect(await answers()).toEqual([])
    await transact(db, tx =>
      createTask(tx, csm, {
        accountId: id,
        contactId: null,
        title: '電話',
        reason: null,
        assigneeId: cast.csm.id,
        due: { day: '2026-11-22' },
        timeZone: 'Asia/Tokyo',
        minutes: 10,
      }),
    )
    await judgeNow(services, [id])
    expect(await list('csm')).toEqual(['操作の'])
    expect((await say('csm', done(id))).status).toBe(303)
    const [answer] = await answers()
    expect((await say('manager', done(id), { list: cast.operator.id, seen: String(answer?.id) })).status).toBe(303)
  })

  test('signed out, there is nothing', async () => {
    expect((await open(stage, paths.today)).headers.get('location')).toBe(paths.signIn)
  })
})

describe('answers', () => {
  test('done in one click: recorded, told in the timeline, and the account rests for a week', async () => {
    const [id = 0] = await have(bad('困った顧客'))
    await list('csm')
    const reply = await say('csm', done(id), { minutes: '20', note: '担当の方と話せた', feeling: '75' })
    expect([reply.status, reply.headers.get('location')]).toEqual([303, paths.today])
    expect(await answers()).toMatchObject([
      { kind: 'done', minutes: 20, note: '担当の方と話せた', staff_id: cast.csm.id, suggestion: 'bad', score: 20 },
    ])
    expect(await db.selectFrom('health.sentiment').select('value').execute()).toEqual([{ value: 75 }])
    const told = await readTimeline(db, id, { before: new Date('2027-01-01'), limit: 5 })
    expect(told).toMatchObject([{ text: 'today:activity.answered_done', note: `${cast.csm.name} · 担当の方と話せた` }])
    await judgeNow(services, [id])
    expect(await list('csm')).toEqual([])
    expect(await read('csm')).toContain('20分')
    setClock(morning.add({ hours: 24 * 7 - 1 }))
    await judgeNow(services, [id])
    expect(await list('csm')).toEqual([])
    setClock(morning.add({ hours: 24 * 7 + 1 }))
    await judgeNow(services, [id])
    expect(await list('csm')).toEqual(['困った顧客'])
  })

  test('later: away until then; not needed: for a month, unless it gets clearly worse', async () => {
    const [soon = 0, never = 0] = await have(bad('あとで'), bad('不要', { score: 38 }))
    expect((await say('csm', href(paths.todaySnooze, { id: soon }), { choice: 'afternoon' })).status).toBe(303)
    expect((await say('csm', href(paths.todayDismissal, { id: never }), { reason: 'not_wanted' })).status).toBe(303)
    expect(await list('csm')).toEqual([])
    setClock(Temporal.Instant.from('2026-11-22T04:00:01Z'))
    expect(await list('csm')).toEqual(['あとで'])
    setClock(morning.add({ hours: 24 * 20 }))
    await judgeNow(services, [never])
    expect(await list('csm')).toEqual(['あとで'])
    await putHealth(db, never, { score: 22 })
    await judgeNow(services, [never])
    expect(await list('csm')).toContain('不要')
  })

  test('something else wants to know what, not needed wants a reason, later a time ahead', async () => {
    const [id = 0] = await have(bad('困った顧客'))
    const wrong: [string, Record<string, string>][] = [
      [href(paths.todayAlternative, { id }), { note: ' ' }],
      [href(paths.todayDismissal, { id }), {}],
      [href(paths.todaySnooze, { id }), { choice: 'date', date: '2026-11-22' }],
      [href(paths.todaySnooze, { id }), { choice: 'date', date: "'; drop table" }],
      [done(id), { minutes: '-1' }],
      [done(id), { minutes: '1441' }],
      [done(id), { feeling: '33' }],
    ]
    for (const [path, fields] of wrong) {
      const reply = await say('csm', path, fields)
      expect([path, fields, reply.status]).toEqual([path, fields, 303])
      expect(reply.headers.get('set-cookie')).toContain('bad')
    }
    const long = await say('csm', href(paths.todayAlternative, { id }), { note: 'x'.repeat(2001) })
    expect([long.status, (await long.text()).includes('x'.repeat(2001))]).toEqual([422, true])
    expect((await say('csm', done(id), { seen: 'x' })).status).toBe(422)
    expect((await say('csm', done(999_999))).status).toBe(404)
    expect((await say('csm', '/today/x/completion')).status).toBe(404)
    expect(await answers()).toEqual([])
    expect((await say('csm', href(paths.todayAlternative, { id }), { note: '訪問した' })).status).toBe(303)
    expect(await answers()).toMatchObject([{ kind: 'something_else', note: '訪問した' }])
  })

  test('with scripts only the answered item changes, and what is counted', async () => {
    const [id = 0] = await have(bad('困った顧客'), bad('もう一つの顧客'))
    expect(await read('csm')).toContain('人の手が役立つ顧客が2件あります。')
    const reply = await say('csm', done(id), { minutes: '20' }, stream)
    expect(reply.headers.get('content-type')).toContain('text/vnd.turbo-stream.html')
    const html = await reply.text()
    expect(html).toContain(`<turbo-stream action="replace" target="need-${id}"`)
    expect(html).toContain('元に戻す')
    expect(html).toMatch(/使った時間 20分/)
    expect(html).toContain('人の手が役立つ顧客が1件あります。')
  })

  test('of two people who answer the same, the first counts and the second is told', async () => {
    const [id = 0] = await have(bad('誰のでもない', { owner: null }))
    const [first, second] = await Promise.all([
      say('csm', done(id)),
      say('operator', href(paths.todayDismissal, { id }), { reason: 'settled' }),
    ])
    expect(await answers()).toHaveLength(1)
    const told = [first, second].filter(reply => reply.headers.get('set-cookie')?.includes('alreadyAnswered'))
    expect(told).toHaveLength(1)
  })

  test('a note that cannot be kept is given back with the reason', async () => {
    const [id = 0] = await have(bad('誰のでもない', { owner: null }))
    const note = '先方は<b>来月</b>まで不在'
    const wrong = await say('operator', done(id), { note, minutes: 'abc' })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('先方は&lt;b&gt;来月&lt;/b&gt;まで不在')
    await say('csm', done(id))
    const late = await say('operator', done(id), { note })
    expect(late.status).toBe(409)
    const html = await late.text()
    expect(html).toContain('ほかの人が先に対応しています')
    expect(html).toContain('先方は&lt;b&gt;来月&lt;/b&gt;まで不在')
    expect(await answers()).toHaveLength(1)
  })

  test('the same answer sent twice is taken once', async () => {
    const [id = 0] = await have(bad('困った顧客'))
    const replies = await Promise.all([say('csm', done(id)), say('csm', done(id))])
    expect(replies.map(reply => reply.status)).toEqual([303, 303])
    expect(await answers()).toHaveLength(1)
  })

  test('answering a due task answers the task', async () => {
    const [id = 0] = await have(bad('困った顧客', { score: 95 }))
    const task = await transact(db, tx =>
      createTask(tx, csm, {
        accountId: id,
        contactId: null,
        title: '契約書を送る',
        reason: null,
        assigneeId: cast.csm.id,
        due: { day: '2026-11-22' },
        timeZone: 'Asia/Tokyo',
        minutes: 10,
      }),
    )
    await judgeNow(services, [id])
    const html = await read('csm')
    expect(html).toContain('タスク「契約書を送る」の期限は今日です')
    await say('csm', done(id), { minutes: '12', task: String(task) })
    expect(await db.selectFrom('tasks.outcome').selectAll().execute()).toMatchObject([
      { task_id: task, kind: 'done', minutes: 12 },
    ])
    const recorded = async (module: string) =>
      (await accountEntries(db, [id], { module, before: new Date('2027-01-01'), limit: 9 })).map(entry => entry.name)
    expect(await recorded('today')).toEqual(['today.answered_done'])
    expect(await recorded('tasks')).toEqual(['tasks.task_made'])
    const [answer] = await answers()
    await say('csm', href(paths.todayAnswerWithdrawal, { id: answer?.id ?? 0 }))
    expect(await db.selectFrom('tasks.open_task').select('id').execute()).toEqual([{ id: task }])
  })
})

describe('taking back', () => {
  test('the account is where it was, and what was said stays on record', async () => {
    const [id = 0] = await have(bad('一番', { monthly: 300_000 }), bad('二番', { monthly: 200_000 }))
    await list('csm')
    await say('csm', done(id), { minutes: '20', feeling: '0' })
    expect(await list('csm')).toEqual(['二番'])
    const [answer] = await answers()
    const back = href(paths.todayAnswerWithdrawal, { id: answer?.id ?? 0 })
    expect((await say('operator', back)).status).toBe(404)
    expect((await say('csm', back)).status).toBe(303)
    expect(await list('csm')).toEqual(['一番', '二番'])
    expect(await answers()).toMatchObject([{ withdrawn_by: cast.csm.id }])
    const felt = await db.selectFrom('health.sentiment').select(['value', 'withdrawn_by']).execute()
    expect(felt).toEqual([{ value: 0, withdrawn_by: cast.csm.id }])
    expect((await say('csm', back)).status).toBe(404)
  })

  test('the answer before it counts again', async () => {
    const [id = 0] = await have(bad('困った顧客'))
    await say('csm', href(paths.todaySnooze, { id }), { choice: 'next_week' })
    const [first] = await answers()
    await say('csm', done(id), { seen: String(first?.id) })
    const [, second] = await answers()
    await say('csm', href(paths.todayAnswerWithdrawal, { id: second?.id ?? 0 }))
    const [candidate] = await db.selectFrom('today.candidate').select('quiet_until').execute()
    expect(candidate?.quiet_until).toEqual(first?.until)
  })

  test('is refused after a day, and when somebody answered since', async () => {
    const [id = 0] = await have(bad('困った顧客'))
    await say('csm', href(paths.todaySnooze, { id }), { choice: 'tomorrow' })
    const [first] = await answers()
    setClock(morning.add({ hours: 25 }))
    const late = await say('csm', href(paths.todayAnswerWithdrawal, { id: first?.id ?? 0 }))
    expect(late.headers.get('set-cookie')).toContain('tooLate')
    await say('csm', done(id), { seen: String(first?.id) })
    const passed = await say('csm', href(paths.todayAnswerWithdrawal, { id: first?.id ?? 0 }))
    expect(passed.headers.get('set-cookie')).toContain('notLatest')
  })
})

describe('the list through the day', () => {
  test('keeps its order; what is clearly better enters at its rank, what is a little better waits', async () => {
    const ids = await have(bad('甲', { monthly: 100_000 }), bad('乙', { monthly: 90_000 }))
    await say('csm', paths.todayMinutes, { minutes: '40' })
    expect(await list('csm')).toEqual(['甲', '乙'])
    await sql`update customers.account set monthly_amount = 110000 where id = ${ids[1]}`.execute(db)
    await have(bad('少し上', { monthly: 105_000 }))
    await judgeNow(services, ids)
    expect(await list('csm')).toEqual(['甲', '乙'])
    await have(bad('ずっと上', { monthly: 500_000 }))
    const now = await read('csm')
    expect(shown(now).within).toEqual(['ずっと上', '甲'])
    expect(shown(now).beyond).toContain('乙')
    expect((await items()).map(item => item.left_as)).toEqual([null, null, null])
  })

  test('what is far outranked leaves, and what settled by itself leaves', async () => {
    const [small = 0, well = 0] = await have(bad('小', { monthly: 10_000 }), bad('回復', { monthly: 12_000 }))
    await say('csm', paths.todayMinutes, { minutes: '40' })
    expect(await list('csm')).toEqual(['回復', '小'])
    await putHealth(db, well, { score: 95 })
    await judgeNow(services, [well])
    await have(bad('大', { monthly: 500_000 }), bad('中', { monthly: 400_000 }))
    expect(await list('csm')).toEqual(['大', '中'])
    const left = new Map((await items()).map(item => [item.account_id, item.left_as]))
    expect([left.get(small), left.get(well)]).toEqual(['outranked', 'settled'])
  })

  test('is put in order again when the person asks for it', async () => {
    const ids = await have(bad('甲', { monthly: 100_000 }), bad('乙', { monthly: 90_000 }))
    expect(await list('csm')).toEqual(['甲', '乙'])
    await sql`update customers.account set monthly_amount = 300000 where id = ${ids[1]}`.execute(db)
    await judgeNow(services, ids)
    const html = await read('csm')
    expect(shown(html).within).toEqual(['甲', '乙'])
    expect(html).toContain('順番は日中に入れ替えません')
    expect((await say('csm', paths.todayOrder)).status).toBe(303)
    expect(await list('csm')).toEqual(['乙', '甲'])
    expect((await say('csm', paths.todayOrder, { list: cast.operator.id })).status).toBe(404)
  })

  test('a second look writes nothing', async () => {
    await have(bad('甲'), bad('乙'))
    await list('csm')
    const before = await sql`select xmin::text, * from today.list_item order by id`.execute(db)
    await list('csm')
    expect((await sql`select xmin::text, * from today.list_item order by id`.execute(db)).rows).toEqual(before.rows)
  })

  test('minutes are said for a day or for weekdays, and spent ones count', async () => {
    const ids = await have(
      ...Array.from({ length: 8 }, (_, index) => bad(`顧客${index}`, { monthly: 100_000 - index })),
    )
    expect(await list('csm')).toHaveLength(6)
    await say('csm', paths.todayMinutes, { minutes: '60' })
    expect(await list('csm')).toHaveLength(3)
    await say('csm', done(ids[0] ?? 0), { minutes: '40' })
    expect(await list('csm')).toHaveLength(1)
    const week = { monday: '10', tuesday: '10', wednesday: '10', thursday: '10', friday: '10', saturday: '10' }
    expect((await say('csm', paths.todayWorkingWeek, { ...week, sunday: '961' })).status).toBe(422)
    expect((await say('csm', paths.todayWorkingWeek, { ...week, sunday: '240' })).status).toBe(303)
    await sql`delete from today.working_day`.execute(db)
    expect(await list('csm')).toHaveLength(7)
    for (const minutes of ['', 'x', '961', '-1']) {
      expect((await say('csm', paths.todayMinutes, { minutes })).status).toBe(422)
    }
  })

  test('two tabs at once make one list', async () => {
    await have(bad('甲'), bad('乙'))
    const cookie = await signInAs(stage, 'csm')
    const replies = await Promise.all(Array.from({ length: 6 }, () => open(stage, paths.today, { cookie })))
    expect(replies.map(reply => reply.status)).toEqual([200, 200, 200, 200, 200, 200])
    expect(await items()).toHaveLength(2)
  })
})

describe('the belief about contact', () => {
  test('is changed by managers, within limits', async () => {
    expect((await open(stage, paths.todaySettings, { cookie: await signInAs(stage, 'csm') })).status).toBe(404)
    expect((await say('csm', paths.todaySettings, { effect: '90', weight: '1' })).status).toBe(404)
    for (const [effect, weight] of [
      ['101', '10'],
      ['x', '10'],
      ['10', '0'],
      ['10', '1e9'],
      ['', ''],
    ]) {
      expect((await say('manager', paths.todaySettings, { effect: effect ?? '', weight: weight ?? '' })).status).toBe(
        422,
      )
    }
    expect((await say('manager', paths.todaySettings, { effect: '22.5', weight: '300' })).status).toBe(303)
    expect(await db.selectFrom('today.setting').selectAll().execute()).toMatchObject([{ effect_weight: 300 }])
  })
})

describe('while the page is open', () => {
  test('it hears that something new came up, and nothing moves by itself', async () => {
    await have(bad('甲'))
    const cookie = await signInAs(stage, 'csm')
    await open(stage, paths.today, { cookie })
    const ending = new AbortController()
    const reply = await stage.app.request(paths.todayStream, { headers: { cookie }, signal: ending.signal })
    const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader()
    const first = await reader?.read()
    expect(first?.value).not.toContain('新しい兆し')
    await have(bad('乙', { monthly: 200_000 }))
    let heard = ''
    while (!heard.includes('新しい兆し')) heard += (await reader?.read())?.value ?? ''
    expect(heard).toContain('新しい兆しが1件あります')
    expect(await items()).toHaveLength(1)
    ending.abort()
    await reader?.cancel()
  })
})
