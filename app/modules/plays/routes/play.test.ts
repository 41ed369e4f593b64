import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cast, cookiesAfter, open, openStage, send, signInAs } from '../../../../test/cast.ts'
import { putPlay, taskStep, workPlays } from '../../../../test/support/plays.ts'
import { href, paths } from '../../../paths.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { takeAccounts } from '../../customers/index.ts'
import type { Step, Trigger } from '../definition/definition.ts'
import { loadVersions } from '../engine/versions.ts'
import { startCandidates } from '../starting/start.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const [csm, legal] = [await signInAs(stage, 'csm'), await signInAs(stage, 'legal')]
const morning = Temporal.Instant.from('2026-11-23T00:05:00Z')
const day: Step = { id: 's1', kind: 'wait', for: { amount: 1, unit: 'days' } }

const { ids } = await transact(db, tx =>
  takeAccounts(
    tx,
    Array.from({ length: 3 }, (_, n) => ({
      groupId: `g${n}`,
      traits: { name: `養殖 ${n}` },
      at: new Date('2026-01-01'),
    })),
  ),
)
const accounts = [...ids.values()].sort((a, b) => a - b)

beforeEach(async () => {
  setClock(morning)
  await sql`truncate plays.play, tasks.task cascade`.execute(db)
})
afterEach(() => setClock(undefined))

async function start(playId: number, accountIds: readonly number[]) {
  await transact(db, async tx => {
    const play = await tx.selectFrom('plays.play').select('live_version_id').where('id', '=', playId).executeTakeFirst()
    const version = (await loadVersions(tx, [play?.live_version_id ?? 0])).get(play?.live_version_id ?? 0)
    if (!version) throw new Error('no version')
    const candidates = accountIds.map(accountId => ({ accountId, contactId: null, key: 'x', cause: {} }))
    await startCandidates(tx, services, version, candidates)
  })
  await workPlays(services)
}

const read = async (path: string, cookie = csm) => (await open(stage, path, { cookie })).text()
const enrollmentIds = async () =>
  (await db.selectFrom('plays.enrollment').select('id').orderBy('id').execute()).map(row => row.id)

describe('the page of a play', () => {
  test('tells what it does, and how many are where', async () => {
    const id = await putPlay(services, { steps: [day, taskStep('s2', '電話する')] })
    await start(id, accounts)
    const page = await read(href(paths.play, { id }))
    expect(page).toContain('静かな顧客に声をかける')
    expect(page).toContain('1日待つ')
    expect(page).toContain('電話する')
    expect(page).toContain('いま3件')
    expect(page).toContain('実行中')
  })

  test('is paused, resumed and ended by those who make plays, not by others', async () => {
    const id = await putPlay(services, { steps: [day] })
    await start(id, accounts)
    for (const path of [paths.playPause, paths.playArchive]) {
      expect((await send(stage, href(path, { id }), {}, { cookie: legal })).status).toBe(404)
    }
    expect(await read(href(paths.play, { id }), legal)).not.toContain(href(paths.playPause, { id }))
    const state = async () => (await db.selectFrom('plays.play').select('state').executeTakeFirstOrThrow()).state
    const paused = await send(stage, href(paths.playPause, { id }), {}, { cookie: csm })
    expect(await read(paused.headers.get('location') ?? '', cookiesAfter(paused, csm))).toContain('一時停止しました')
    expect(await state()).toBe('paused')
    await send(stage, href(paths.playResumption, { id }), {}, { cookie: csm })
    expect(await state()).toBe('live')
    await send(stage, href(paths.playArchive, { id }), {}, { cookie: csm })
    expect(await state()).toBe('archived')
    const again = await send(stage, href(paths.playArchive, { id }), {}, { cookie: csm })
    expect(await read(again.headers.get('location') ?? '', cookiesAfter(again, csm))).toContain('終了しています')
    const history = await read(href(paths.playHistory, { id }), legal)
    for (const words of ['を止めました', 'を再開しました', 'を終了しました'])
      expect(history).toMatch(new RegExp(`${words}[\\s\\S]*?${cast.csm.name}`))
  })
})

describe('a play that starts nobody says why', () => {
  const pageOf = async (trigger: Trigger) => {
    const id = await putPlay(services, { trigger, steps: [day] })
    await workPlays(services)
    return read(href(paths.play, { id }))
  }
  const renewal = {
    kind: 'date',
    settings: { field: 'customers.renews_on', days: 90, when: 'before', hour: 9 },
  } as const

  test('its event did not come', async () => {
    expect(await pageOf({ kind: 'event', settings: { event: 'ordered' } })).toContain(
      'イベント「ordered」は届いていません',
    )
  })

  test('its day comes later, or for nobody', async () => {
    expect(await pageOf(renewal)).toContain('この日付がこれから来る顧客はいません')
    await sql`update customers.account set renews_on = '2027-02-23' where id = any(${accounts.slice(0, 2)}::bigint[])`.execute(
      db,
    )
    expect(await pageOf(renewal)).toMatch(/次は2026年11月25日\(水\)の2件です/)
    await sql`update customers.account set renews_on = null`.execute(db)
  })

  test('its turn comes later', async () => {
    const weekly = await pageOf({ kind: 'schedule', settings: { every: 'week', weekday: '1', hour: 9 } })
    expect(weekly).toMatch(/次は2026年11月30日\(月\) 9:00です/)
    const monthly = await pageOf({ kind: 'schedule', settings: { every: 'month', monthday: 28, hour: 8 } })
    expect(monthly).toMatch(/次は2026年11月28日\(土\) 8:00です/)
  })

  test('nothing is known of health yet', async () => {
    expect(await pageOf({ kind: 'health', settings: { what: 'risk', risk: 30, direction: 'rises' } })).toContain(
      '解約リスクが計算された顧客がまだいません',
    )
    expect(await pageOf({ kind: 'health', settings: { what: 'band', band: 'bad' } })).toContain(
      'ヘルススコアが計算された顧客がまだいません',
    )
  })

  test('too much has come within a day, in words', async () => {
    const id = await putPlay(services, { steps: [day] })
    await sql`
      insert into plays.passed_over (play_id, account_id, reason, at)
      values (${id}, ${accounts[0] ?? 0}, 'too_often', now())`.execute(db)
    expect(await read(href(paths.playPassedOver, { id }))).not.toMatch(/>\s*too_often\s*</)
  })
})

test('what keeps a play from running is said in words, and that it is over', async () => {
  const id = await putPlay(services, { steps: [taskStep('s1')] })
  await sql`
    update plays.play_version set definition = jsonb_set(definition, '{steps,0,action}', '"gone.step"')
    where play_id = ${id}`.execute(db)
  await start(id, accounts.slice(0, 1))
  const broken = await read(href(paths.play, { id }))
  expect(broken).toContain('いま進められないところがあります')
  expect(broken).toContain('このステップは使えません')
  expect(broken).toContain('1件が、ここで待っています')
  const [enrollment = 0] = await enrollmentIds()
  expect(await read(href(paths.enrollment, { id: enrollment }))).toContain('このステップを実行できないため待っています')
  await sql`update plays.enrollment set waiting = null`.execute(db)
  setClock(morning.add({ minutes: 11 }))
  expect(await read(href(paths.play, { id }))).toContain('いまは解消しています')
})

test('the page hears of changes', async () => {
  const id = await putPlay(services, { steps: [day] })
  const reply = await open(stage, href(paths.playStream, { id }), { cookie: csm })
  expect(reply.headers.get('content-type')).toContain('text/event-stream')
  const reader = reply.body?.getReader()
  const { value } = (await reader?.read()) ?? {}
  expect(new TextDecoder().decode(value)).toContain('target="play-figures"')
  await reader?.cancel()
  expect((await open(stage, href(paths.playStream, { id: 999 }), { cookie: csm })).status).toBe(404)
})

test('is found by name', async () => {
  const id = await putPlay(services, { steps: [day] }, { name: 'フォローアップ' })
  expect(await read(href(paths.search, {}, { q: 'ﾌｫﾛｰ' }))).toContain(href(paths.play, { id }))
})

describe('the list of who is in', () => {
  test('is narrowed by where they are and how they ended, goes on by key, and is exported', async () => {
    const id = await putPlay(services, { steps: [day] })
    await start(id, accounts)
    const [first = 0] = await enrollmentIds()
    await send(stage, href(paths.enrollmentStop, { id: first }), { note: '本人の希望' }, { cookie: csm })
    const list = (query: object) => read(href(paths.playEnrollments, { id }, query as Record<string, string>))
    expect(await list({})).toContain('養殖 0')
    const ended = await list({ state: 'ended' })
    expect([0, 1, 2].filter(n => ended.includes(`養殖 ${n}`))).toEqual([0])
    const waiting = await list({ step: 's1' })
    expect([0, 1, 2].filter(n => waiting.includes(`養殖 ${n}`))).toEqual([1, 2])
    const [, , last = 0] = await enrollmentIds()
    const rest = await list({ after: String(last) })
    expect([0, 1, 2].filter(n => rest.includes(`養殖 ${n}`))).toEqual([0, 1])
    const lines = (await read(href(paths.playEnrollmentsExport, { id }, { by: 'stopped' }))).trim().split('\r\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toContain('本人の希望')
  })
})

describe('the page of an enrollment', () => {
  test('says why it is in, what happened, and why and until when it waits', async () => {
    const id = await putPlay(services, { steps: [taskStep('s2', '電話する'), day] })
    await start(id, [accounts[0] ?? 0])
    const [enrollment = 0] = await enrollmentIds()
    const page = await read(href(paths.enrollment, { id: enrollment }))
    expect(page).toContain('決めた時間を待っている')
    expect(page).toContain('2026年11月24日(火) 9:05')
    const task = await db.selectFrom('tasks.task').select('id').executeTakeFirstOrThrow()
    expect(page).toContain(`href="${href(paths.task, { id: task.id })}"`)
    expect(page).toContain('未対応')
    setClock(morning.add({ hours: 24 }))
    await workPlays(services)
    expect(await read(href(paths.enrollment, { id: enrollment }))).toContain('最後まで進みました')
  })

  test('takes it out with a reason, by those who care for customers only', async () => {
    const id = await putPlay(services, { steps: [day] })
    await start(id, [accounts[0] ?? 0])
    const [enrollment = 0] = await enrollmentIds()
    const stop = href(paths.enrollmentStop, { id: enrollment })
    expect((await send(stage, stop, { note: 'x' }, { cookie: legal })).status).toBe(404)
    expect((await send(stage, stop, { note: ' ' }, { cookie: csm })).status).toBe(422)
    expect((await send(stage, stop, { note: '本人の希望' }, { cookie: csm })).status).toBe(303)
    const page = await read(href(paths.enrollment, { id: enrollment }))
    expect(page).toContain('本人の希望')
    expect(page).not.toContain(stop)
    const late = await send(stage, stop, { note: 'もう一度' }, { cookie: csm })
    expect(late.status).toBe(409)
    expect(await late.text()).toContain('もう一度')
  })
})
