import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cast, open, openStage, send, signInAs } from '../../../../test/cast.ts'
import { endPlay, putPlay, tryPlay, workPlays } from '../../../../test/support/plays.ts'
import { clear, judgeNow, mergeNow, putAccounts, type TestAccount } from '../../../../test/support/today.ts'
import { href, paths } from '../../../paths.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import type { KindSettings } from '../../../web/play-kinds.ts'
import { refreshAccounts } from '../../customers/index.ts'
import { lookAtPlays } from '../../effects/index.ts'
import { noteSentiment } from '../../health/index.ts'
import { type Definition, equallyUrgent } from '../../plays/index.ts'
import { createTask } from '../../tasks/index.ts'
import { todayJobs } from '../jobs.ts'
import { effectOfContact } from '../judging/contact.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const csm = { kind: 'staff', id: cast.csm.id } as const
const at = (time: string) => setClock(Temporal.Instant.from(time))
/** Monday, 6:30 in Tokyo: before the hour of drawing. */
const early = '2026-11-22T21:30:00Z'
const morning = '2026-11-22T22:05:00Z'
const dayLater = '2026-11-23T22:05:00Z'

beforeEach(async () => {
  at(early)
  await clear(db)
  await sql`truncate plays.play, plays.news cascade`.execute(db)
})
afterEach(() => setClock(undefined))

const account = (name: string, more: Partial<TestAccount> = {}): TestAccount => ({
  name,
  owner: cast.csm.id,
  monthly: 100_000,
  score: 20,
  ...more,
})
/** Two that are clearly more urgent, sixteen alike of whom four fit into the 120 minutes, and two that matter far less. */
const many = () => [
  account('大口 1', { monthly: 900_000 }),
  account('大口 2', { monthly: 900_000 }),
  ...Array.from({ length: 16 }, (_, n) => account(`同じ ${n}`, { monthly: 100_000 + n })),
  account('小口 1', { monthly: 10_000 }),
  account('小口 2', { monthly: 10_000 }),
]

async function have(accounts: readonly TestAccount[] = many()): Promise<readonly number[]> {
  const ids = await putAccounts(db, accounts)
  await judgeNow(services, ids)
  return ids
}

const definition = equallyUrgent.definition('ja', undefined)
const publish = (settings: KindSettings = {}, name = '無作為に連絡する', more: Partial<Definition> = {}) =>
  putPlay(
    services,
    {
      ...definition,
      ...more,
      trigger: { kind: 'today.equally_urgent', settings: { ...definition.trigger?.settings, most: 16, ...settings } },
    },
    { name },
  )

const arms = async (playId: number) =>
  (
    await sql<{ name: string; id: number; arm: string; despite: boolean; drawn_out: boolean }>`
      select a.name, a.id, m.arm, m.despite_at is not null as despite, plays.draw(p.salt, a.id) < 0.5 as drawn_out
      from plays.arm m join customers.account a on a.id = m.account_id join plays.play p on p.id = m.play_id
      where m.play_id = ${playId} order by a.id`.execute(db)
  ).rows
const namesIn = async (playId: number, arm: string) =>
  (await arms(playId)).filter(one => one.arm === arm).map(one => one.name)
const heldOutId = async (playId: number) => {
  const one = (await arms(playId)).find(({ arm }) => arm === 'held_out')
  if (!one) throw new Error('nobody is held out')
  return one
}

/** Something that somebody promised for that day. */
const promise = (accountId: number, day: string) =>
  transact(db, tx =>
    createTask(tx, csm, {
      title: '約束の電話',
      accountId,
      reason: null,
      contactId: null,
      assigneeId: cast.csm.id,
      due: { day },
      minutes: 5,
      timeZone: 'Asia/Tokyo',
    }),
  )

async function read(path: string = paths.today, role: 'csm' | 'product' = 'csm'): Promise<string> {
  const reply = await open(stage, path, { cookie: await signInAs(stage, role) })
  expect(reply.status).toBe(200)
  return reply.text()
}
const shown = (html: string) =>
  [...html.matchAll(/class="need-name"[^>]*>([^<]+)</g)].map(match => match[1]?.trim() ?? '')

async function drawn(settings?: KindSettings): Promise<number> {
  const playId = await publish(settings)
  at(morning)
  await workPlays(services)
  return playId
}

describe('drawing among equally urgent accounts', () => {
  test('once a day at the hour: who stands where the time runs out; whoever matters clearly more or less is never drawn', async () => {
    await have()
    const playId = await publish()
    await workPlays(services)
    expect(await arms(playId)).toEqual([])
    at(morning)
    await workPlays(services)
    const found = await arms(playId)
    expect(found.map(one => one.name)).toEqual(Array.from({ length: 16 }, (_, n) => `同じ ${n}`))
    // By the published hash, for everybody to draw again.
    for (const one of found) expect([one.name, one.arm]).toEqual([one.name, one.drawn_out ? 'held_out' : 'treated'])
  })

  test('no more a day than was said; nobody twice, whatever the day', async () => {
    await have()
    const playId = await drawn({ most: 4 })
    const first = await arms(playId)
    expect(first).toHaveLength(4)
    await workPlays(services)
    expect(await arms(playId)).toEqual(first)
    at(dayLater)
    await workPlays(services)
    const later = await arms(playId)
    expect(later).toHaveLength(8)
    expect(later.filter(one => first.some(({ id }) => id === one.id))).toEqual(first)
  })

  test('no more a day than was said also when some are drawn as soon as the play is published', async () => {
    await have()
    const settings = { ...definition.trigger?.settings, most: 4 }
    const trigger = { kind: 'today.equally_urgent', settings }
    const playId = await putPlay(services, { ...definition, trigger }, { standing: true })
    await workPlays(services)
    const first = await arms(playId)
    expect(first).toHaveLength(4)
    at(morning)
    await workPlays(services)
    expect(await arms(playId)).toEqual(first)
    at(dayLater)
    await workPlays(services)
    expect(await arms(playId)).toHaveLength(8)
  })

  test('nobody when there is time for all, on a day without time, or where a task is due anyway', async () => {
    const [, id = 0, other = 0] = await have(many().slice(1))
    const playId = await publish()
    await sql`insert into today.working_day (staff_id, day, minutes) values (${cast.csm.id}, '2026-11-23', 0)`.execute(
      db,
    )
    at(morning)
    await workPlays(services)
    expect(await arms(playId)).toEqual([])
    await sql`insert into today.working_day (staff_id, day, minutes) values (${cast.csm.id}, '2026-11-24', 960)`.execute(
      db,
    )
    at(dayLater)
    await workPlays(services)
    expect(await arms(playId)).toEqual([])
    at('2026-11-24T22:05:00Z')
    for (const accountId of [id, other]) await promise(accountId, '2026-11-25')
    await judgeNow(services, [id, other])
    await workPlays(services)
    const found = (await arms(playId)).map(one => one.id)
    expect(found).toHaveLength(14)
    expect(found).not.toContain(id)
    expect(found).not.toContain(other)
  })

  test('only among those of the audience: who is not of it takes no place of those who are', async () => {
    const ids = await have()
    await sql`update customers.account set stage = 'onboarding' where id = any(${ids.slice(10, 18)}::bigint[])`.execute(
      db,
    )
    await judgeNow(services, ids)
    const asks = { is: 'one_of' as const, texts: ['active'] }
    const condition = { kind: 'field' as const, field: 'customers.stage', asks }
    const playId = await publish({ most: 4 }, 'しぼる', { audience: { kind: 'all', of: [condition] } })
    at(morning)
    expect(await tryPlay(services, playId)).toMatchObject({ found: 4 })
    await workPlays(services)
    const found = await arms(playId)
    expect(found).toHaveLength(4)
    expect(found.filter(one => ids.slice(10, 18).includes(one.id))).toEqual([])
    const passed = await sql`select from plays.passed_over where play_id = ${playId}`.execute(db)
    expect(passed.rows).toEqual([])
  })

  test('another play of the kind keeps its distance, and draws anew after it', async () => {
    const ids = await have()
    const first = await drawn()
    at('2026-11-23T06:00:00Z')
    const second = await publish({ rest: 90 }, 'もう一つ')
    at(dayLater)
    await workPlays(services)
    expect(await arms(second)).toEqual([])
    await sql`update plays.arm set entered_at = entered_at - interval '91 days' where play_id = ${first}`.execute(db)
    await sql`update today.left_out set until = since + interval '1 second'`.execute(db)
    // What the first one asked for is done.
    await sql`truncate tasks.task cascade`.execute(db)
    await judgeNow(services, ids)
    at('2026-11-24T22:05:00Z')
    await workPlays(services)
    expect(await arms(second)).toHaveLength(16)
  })

  test('the dry run says the same before, and writes nothing', async () => {
    await have()
    const playId = await publish()
    at(morning)
    const run = await tryPlay(services, playId)
    const out = run?.rows.filter(row => row.outcome === 'held_out').map(row => row.accountId)
    expect(run).toMatchObject({ looked: 'found', found: 16 })
    expect(await arms(playId)).toEqual([])
    await workPlays(services)
    const heldOut = (await arms(playId)).filter(one => one.arm === 'held_out').map(one => one.id)
    expect(out?.toSorted((a, b) => a - b)).toEqual(heldOut)
    expect(heldOut.length).toBeGreaterThan(0)
  })
})

describe('who is held out', () => {
  test('is not on Today, which says how many and by which play; who is treated has the task there', async () => {
    await have()
    expect(await read()).not.toContain('無作為に一覧から')
    const playId = await drawn()
    const [out, treated] = [await namesIn(playId, 'held_out'), await namesIn(playId, 'treated')]
    const html = await read()
    for (const name of out) expect(shown(html)).not.toContain(name)
    expect(treated.filter(name => shown(html).includes(name)).length).toBeGreaterThan(0)
    expect(html).toContain(`打ち手「無作為に連絡する」のため、${out.length}件を無作為に一覧から外しています`)
    expect(html).toContain(href(paths.playHeldOut, { id: playId }, { level: 'play' }))
    for (const name of out) expect(html).toContain(name)
    const tasks = await sql<{ n: number }>`select count(*)::int as n from tasks.task where source = 'play'`.execute(db)
    expect(tasks.rows[0]?.n).toBe(treated.length)
    const { id } = await heldOutId(playId)
    expect(await read(href(paths.account, { id }))).toContain('「今日」の一覧から外しています')
  })

  test('stays off it with every new judgement, and is back when the outcome has been looked at', async () => {
    await have()
    const playId = await drawn()
    const { id, name } = await heldOutId(playId)
    at('2026-12-20T00:00:00Z')
    await judgeNow(services, [id])
    expect(shown(await read())).not.toContain(name)
    at('2027-02-21T22:06:00Z')
    await judgeNow(services, [id])
    const { rows } = await sql<{ out: number }>`
      select count(*)::int as out from today.left_out where until > '2027-02-21T22:06:00Z'`.execute(db)
    expect(rows[0]?.out).toBe(0)
    expect(await read()).not.toContain('無作為に一覧から')
  })

  test('is forgotten a day after that: nobody asks any more, and the arm stands with the play', async () => {
    await have()
    const playId = await drawn()
    const rows = async () => (await sql`select from today.left_out`.execute(db)).rows.length
    const out = await namesIn(playId, 'held_out')
    for (const [time, left] of [
      ['2027-02-21T22:04:00Z', out.length],
      ['2027-02-21T22:06:00Z', 0],
    ] as const) {
      at(time)
      await todayJobs[0]?.run(services, { force: true }, new AbortController().signal)
      expect([time, await rows()]).toEqual([time, left])
    }
    expect(await namesIn(playId, 'held_out')).toEqual(out)
  })

  test('comes back when clearly more urgent, and stays in its arm', async () => {
    await have()
    const playId = await drawn()
    const { id, name } = await heldOutId(playId)
    const pays = (monthly: number) =>
      sql`update customers.subscription set monthly_amount = ${monthly} where account_id = ${id}`
    // A third more is not half more.
    await pays(130_000).execute(db)
    await sql`update customers.account set monthly_amount = 130_000 where id = ${id}`.execute(db)
    await judgeNow(services, [id])
    expect(shown(await read())).not.toContain(name)
    await pays(160_000).execute(db)
    await sql`update customers.account set monthly_amount = 160_000 where id = ${id}`.execute(db)
    await judgeNow(services, [id])
    expect(shown(await read())).toContain(name)
    expect((await arms(playId)).find(one => one.id === id)).toMatchObject({ arm: 'held_out', despite: false })
    expect(await read(href(paths.account, { id }))).toContain('はっきり急ぐようになったので、2026年11月23日')
    // It does not flicker: once back it is not left out again.
    await sql`update customers.account set monthly_amount = 100_000 where id = ${id}`.execute(db)
    await judgeNow(services, [id])
    expect(
      (await sql`select from today.left_out where account_id = ${id} and back_at is null`.execute(db)).rows,
    ).toEqual([])
  })

  test('comes back with a more telling signal; another belief about contact brings nobody back', async () => {
    await have()
    const playId = await drawn()
    const { id, name } = await heldOutId(playId)
    const out = await namesIn(playId, 'held_out')
    await sql`insert into today.setting (effect, effect_weight, updated_at) values (0.9, 200, now())`.execute(db)
    await judgeNow(
      services,
      (await arms(playId)).map(one => one.id),
    )
    const before = shown(await read())
    for (const one of out) expect(before).not.toContain(one)
    await transact(db, tx => noteSentiment(tx, csm, id, { value: 0, note: null, sample: false }))
    await judgeNow(services, [id])
    expect(shown(await read())).toContain(name)
  })

  test('whom people contact all the same stays in its arm, and that is shown', async () => {
    await have()
    const playId = await drawn()
    const { id, name } = await heldOutId(playId)
    at('2026-11-23T02:00:00Z')
    const reply = await send(
      stage,
      href(paths.todayCompletion, { id }),
      { list: cast.csm.id, seen: '0' },
      { cookie: await signInAs(stage, 'csm') },
    )
    expect(reply.status).toBe(303)
    await judgeNow(services, [id])
    expect((await arms(playId)).filter(one => one.despite)).toEqual([
      expect.objectContaining({ id, arm: 'held_out', despite: true }),
    ])
    expect(await read(href(paths.playHeldOut, { id: playId }, { despite: 'on' }))).toContain(name)
    // What was said by mistake and taken back was no contact.
    const { rows } = await sql<{ id: number }>`select id from today.answer where account_id = ${id}`.execute(db)
    const back = href(paths.todayAnswerWithdrawal, { id: rows[0]?.id ?? 0 })
    expect((await send(stage, back, {}, { cookie: await signInAs(stage, 'csm') })).status).toBe(303)
    await judgeNow(services, [id])
    expect((await arms(playId)).filter(one => one.despite)).toEqual([])
  })

  test('a task somebody promised stands on Today all the same', async () => {
    await have()
    const playId = await drawn()
    const { id, name } = await heldOutId(playId)
    const task = await promise(id, '2026-11-23')
    await judgeNow(services, [id])
    expect(shown(await read())).toContain(name)
    // Done on its own page it is a contact all the same: the account rests, and the play is told.
    at('2026-11-23T02:00:00Z')
    const done = href(paths.taskCompletion, { id: task })
    expect((await send(stage, done, {}, { cookie: await signInAs(stage, 'csm') })).status).toBe(303)
    await judgeNow(services, [id])
    expect(shown(await read())).not.toContain(name)
    expect((await arms(playId)).filter(one => one.despite).map(one => one.id)).toEqual([id])
  })

  test('is back at once when the play is archived', async () => {
    await have()
    const playId = await drawn()
    const out = await namesIn(playId, 'held_out')
    expect(out.length).toBeGreaterThan(0)
    await endPlay(services, playId)
    const html = await read()
    expect(html).not.toContain('無作為に一覧から')
    expect((await sql`select from today.left_out where back_as = 'ended'`.execute(db)).rows).toHaveLength(out.length)
  })

  test('merged with one that is contacted it is not left out; merged with any other it stays so', async () => {
    const ids = await have()
    const playId = await drawn()
    const found = await arms(playId)
    const [out, other] = found.filter(one => one.arm === 'held_out')
    const treated = found.find(one => one.arm === 'treated')
    const leftOut = async () =>
      (await sql<{ id: number }>`select account_id as id from today.left_out order by 1`.execute(db)).rows.map(
        row => row.id,
      )
    const [big = 0] = ids
    await mergeNow(services, { fromId: out?.id ?? 0, intoId: treated?.id ?? 0 })
    expect(await leftOut()).not.toContain(treated?.id)
    await mergeNow(services, { fromId: other?.id ?? 0, intoId: big })
    expect(await leftOut()).toContain(big)
    expect((await arms(playId)).find(one => one.id === big)?.arm).toBe('held_out')
  })

  test('of all plays, it stays on Today: nothing about this play is learned from it', async () => {
    await have()
    const playId = await publish()
    await sql`update plays.setting set holdout = 0.5`.execute(db)
    at(morning)
    await workPlays(services)
    const { rows } = await sql<{ level: string; out: boolean }>`
      select a.level, exists (select from today.left_out l where l.account_id = a.account_id) as out
      from plays.arm a where play_id = ${playId} and arm = 'held_out'`.execute(db)
    expect(rows.map(row => row.level)).toContain('company')
    for (const row of rows) expect(row.out).toBe(row.level === 'play')
  })
})

test('from template to Today: of two who are equally urgent the one is to be contacted, the other is left out and named as such', async () => {
  const [first = 0, second = 0] = await have([account('浜田水産'), account('岬漁業')])
  await sql`insert into today.working_day (staff_id, day, minutes) values (${cast.csm.id}, '2026-11-23', 20)`.execute(
    db,
  )
  const cookie = await signInAs(stage, 'csm')
  const post = async (path: string, fields: Record<string, string>) => {
    const reply = await send(stage, path, fields, { cookie })
    expect([path, reply.status]).toEqual([path, 303])
    return reply.headers.get('location') ?? ''
  }
  const made = await post(paths.plays, { template: equallyUrgent.key, name: '連絡を試す', about: 'account' })
  const playId = Number(/\d+/.exec(made)?.[0])
  await sql`update plays.setting set holdout = 0`.execute(db)
  // Chance is not to be waited for: with this salt the second is drawn to be left out.
  await sql`
    update plays.play set salt = (
      select s::text from generate_series(1, 1000) s
      where plays.draw(s::text, ${first}) >= 0.5 and plays.draw(s::text, ${second}) < 0.5 limit 1)
    where id = ${playId}`.execute(db)
  await post(href(paths.playPublication, { id: playId }), { revision: '1', underWay: 'finish', standing: 'no' })
  at(morning)
  await workPlays(services)
  while ((await refreshAccounts(services)) > 0);
  expect(await namesIn(playId, 'held_out')).toEqual(['岬漁業'])
  const html = await read()
  expect(shown(html)).toEqual(['浜田水産'])
  expect(html).toContain('打ち手「連絡を試す」のため、1件を無作為に一覧から外しています')
  expect(await read(href(paths.playEnrollments, { id: playId }))).toContain('浜田水産')
  const heldOut = await read(href(paths.playHeldOut, { id: playId }, { level: 'play' }))
  expect([heldOut.includes('岬漁業'), heldOut.includes('浜田水産')]).toEqual([true, false])
})

test('what people did for those treated makes the play one of those from which Today learns what contact does', async () => {
  await have()
  const playId = await drawn()
  const treated = (await arms(playId)).find(one => one.arm === 'treated')
  const { rows } = await sql<{ id: number }>`
    select id from tasks.task where account_id = ${treated?.id} and source = 'play'`.execute(db)
  at('2026-11-23T02:00:00Z')
  const said = { list: cast.csm.id, seen: '0', task: String(rows[0]?.id), minutes: '25' }
  const path = href(paths.todayCompletion, { id: treated?.id ?? 0 })
  expect((await send(stage, path, said, { cookie: await signInAs(stage, 'csm') })).status).toBe(303)
  at('2027-02-26T00:00:00Z')
  await lookAtPlays(services)
  const result = await db.selectFrom('effects.play_result').selectAll().where('play_id', '=', playId).executeTakeFirst()
  expect(result).toMatchObject({ minutes: 25, kind: 'share' })
  expect((result?.treated ?? 0) + (result?.held_out ?? 0)).toBe(16)
  expect((await effectOfContact(db)).measured).toBeUndefined()
  // As if hundreds had been drawn: of those held out one in five was lost, of those contacted one in ten.
  await sql`update effects.play_result set verdict = 'works', difference = 0.1, error = 0.01, low = 0.05, high = 0.15, treated_mean = 0.9, held_out_mean = 0.8`.execute(
    db,
  )
  expect((await effectOfContact(db)).measured).toMatchObject({ effect: expect.closeTo(0.5, 6), plays: 1 })
})

test('who may publish plays is shown the way to it, on Today and where associations stand; others are not', async () => {
  await have()
  const way = href(paths.playNew, {}, { template: equallyUrgent.key }).replaceAll('&', '&amp;')
  for (const path of [paths.today, paths.effectsTogether]) {
    expect(await read(path, 'product')).not.toContain(way)
    expect(await read(path)).toContain(way)
  }
  expect((await open(stage, way, { cookie: await signInAs(stage, 'product') })).status).toBe(404)
  expect(await read(way)).toContain('同じくらい急ぐ顧客に連絡する')
})
