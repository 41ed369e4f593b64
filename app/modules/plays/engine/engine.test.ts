import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { type plainPlay, putPlay, taskStep, workPlays } from '../../../../test/support/plays.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { takeAccounts } from '../../customers/index.ts'
import type { Group } from '../../segments/index.ts'
import type { Step } from '../definition/definition.ts'
import { draw } from '../draw.ts'
import { archivePlay, pausePlay, resumePlay, stopEnrollment } from '../running.ts'
import { startCandidates } from '../starting/start.ts'
import { noteAccountNews } from './news.ts'
import { loadVersions } from './versions.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const admin = { kind: 'staff', id: cast.admin.id } as const
const morning = Temporal.Instant.from('2026-11-23T00:05:00Z')
const later = (duration: Temporal.DurationLike) => setClock(morning.add(duration))

const { ids } = await transact(db, tx =>
  takeAccounts(
    tx,
    Array.from({ length: 40 }, (_, n) => ({
      groupId: `g${n}`,
      traits: { name: `養殖 ${n}`, size: n },
      at: new Date('2026-01-01'),
    })),
  ),
)
const accounts = [...ids.values()].sort((a, b) => a - b)
const [one = 0, two = 0] = accounts

beforeEach(async () => {
  setClock(morning)
  await sql`truncate plays.play, plays.news, tasks.task cascade`.execute(db)
})
afterEach(() => setClock(undefined))

const large: Group = {
  kind: 'all',
  of: [{ kind: 'trait', key: 'size', type: 'number', asks: { is: 'at_least', number: 20 } }],
}

async function start(playId: number, accountIds: readonly number[], options = {}) {
  return transact(db, async tx => {
    const play = await tx.selectFrom('plays.play').select('live_version_id').where('id', '=', playId).executeTakeFirst()
    const version = (await loadVersions(tx, [play?.live_version_id ?? 0])).get(play?.live_version_id ?? 0)
    if (!version) throw new Error('no version')
    const candidates = accountIds.map(accountId => ({ accountId, contactId: null, key: 'x', cause: {} }))
    return startCandidates(tx, services, version, candidates, options)
  })
}

const enrollments = () => db.selectFrom('plays.enrollment').selectAll().orderBy('account_id').execute()
const tasks = () => db.selectFrom('tasks.task').select(['account_id', 'title']).orderBy('account_id').execute()
const story = async (accountId: number) => {
  const { rows } = await sql<{ what: string; step: string }>`
    select p.what, p.step from plays.passage p join plays.enrollment e on e.id = p.enrollment_id
    where e.account_id = ${accountId} order by p.number`.execute(db)
  return rows.map(row => `${row.step} ${row.what}`)
}

const day: Step = { id: 's1', kind: 'wait', for: { amount: 1, unit: 'days' } }

describe('an account in a play', () => {
  test('goes from step to step: waits, is asked about, ends, and can say all of it', async () => {
    const play = await putPlay(services, { steps: [day, taskStep('s2')] })
    await start(play, [one])
    await workPlays(services)
    expect(await enrollments()).toMatchObject([{ step: 's1', waiting: 'delay', ended_at: null }])
    later({ hours: 23 })
    await workPlays(services)
    expect(await tasks()).toEqual([])
    later({ hours: 24 })
    await workPlays(services)
    expect(await tasks()).toEqual([{ account_id: one, title: '電話する' }])
    expect(await enrollments()).toMatchObject([{ step: null, ended_by: 'finished', wake_at: null }])
    expect(await story(one)).toEqual(['s1 entered', 's1 waited', 's2 done', 's2 ended'])
  })

  test('takes the path whose condition it meets', async () => {
    const branch: Step = {
      id: 's1',
      kind: 'branch',
      paths: [{ id: 'p1', name: '大きい', condition: large, steps: [taskStep('s2', '訪問する')] }],
      otherwise: [taskStep('s3', 'メールを書く')],
    }
    const play = await putPlay(services, { steps: [branch, taskStep('s4', '記録する')] })
    await start(play, [one, accounts[30] ?? 0])
    await workPlays(services)
    const titles = (await tasks()).map(task => task.title)
    expect(titles).toEqual(['メールを書く', '記録する', '訪問する', '記録する'])
  })

  test('waits until a condition holds, notices news at once, and gives up at the limit', async () => {
    const until: Step = {
      id: 's1',
      kind: 'until',
      condition: large,
      limit: { amount: 3, unit: 'days' },
      onLimit: 'end',
    }
    const play = await putPlay(services, { steps: [until, taskStep('s2')] })
    await start(play, [one, two])
    await workPlays(services)
    later({ hours: 1 })
    await transact(db, tx => takeAccounts(tx, [{ groupId: 'g0', traits: { size: 50 }, at: new Date('2026-11-23') }]))
    await transact(db, tx => noteAccountNews(tx, services, [one]))
    await workPlays(services)
    expect((await tasks()).map(task => task.account_id)).toEqual([one])
    later({ hours: 72 })
    await workPlays(services)
    expect(await story(two)).toEqual(['s1 entered', 's1 limit_reached', 's1 ended'])
    expect(await tasks()).toHaveLength(1)
    await transact(db, tx => takeAccounts(tx, [{ groupId: 'g0', traits: { size: 0 }, at: new Date('2026-11-24') }]))
  })

  test('leaves by an exit condition wherever it is, as soon as there is news', async () => {
    const play = await putPlay(services, {
      steps: [day, taskStep('s2')],
      exits: [{ id: 'x1', name: '大きくなった', condition: large }],
    })
    await start(play, [two])
    await workPlays(services)
    await transact(db, tx => takeAccounts(tx, [{ groupId: 'g1', traits: { size: 50 }, at: new Date('2026-11-23') }]))
    await transact(db, tx => noteAccountNews(tx, services, [two]))
    await workPlays(services)
    expect(await enrollments()).toMatchObject([{ ended_by: 'exit', ended_detail: '大きくなった' }])
    await transact(db, tx => takeAccounts(tx, [{ groupId: 'g1', traits: { size: 1 }, at: new Date('2026-11-24') }]))
  })

  test('that is woken by other news goes on waiting as long as it should', async () => {
    const play = await putPlay(services, {
      steps: [day, taskStep('s2')],
      exits: [{ id: 'x1', name: '大きくなった', condition: large }],
    })
    await start(play, [one])
    await workPlays(services)
    later({ hours: 5 })
    await transact(db, tx => noteAccountNews(tx, services, [one]))
    await workPlays(services)
    expect(await tasks()).toEqual([])
    const [enrollment] = await enrollments()
    expect(enrollment?.waiting_limit?.toISOString()).toBe('2026-11-24T00:05:00.000Z')
    // Looked at soon after the next day has begun, since it may leave.
    expect(enrollment?.wake_at?.toISOString()).toBe('2026-11-23T15:20:00.000Z')
    expect(enrollment?.waiting_since?.toISOString()).toBe('2026-11-23T00:05:00.000Z')
  })

  test('takes a random path that is always the same for it', async () => {
    const split: Step = {
      id: 's1',
      kind: 'split',
      paths: [
        { id: 'p1', name: 'A', share: 50, steps: [taskStep('s2', 'A')] },
        { id: 'p2', name: 'B', share: 50, steps: [taskStep('s3', 'B')] },
      ],
    }
    const play = await putPlay(services, { steps: [split] })
    await start(play, accounts)
    await workPlays(services)
    const { salt } = await db.selectFrom('plays.play').select('salt').where('id', '=', play).executeTakeFirstOrThrow()
    const expected = accounts.map(id => ({ account_id: id, title: draw(`${salt}.s1`, id) < 0.5 ? 'A' : 'B' }))
    expect(await tasks()).toEqual(expected)
    expect(new Set(expected.map(row => row.title)).size).toBe(2)
  })

  test('can be taken out, once', async () => {
    const play = await putPlay(services, { steps: [day] })
    await start(play, [one])
    await workPlays(services)
    const [{ id = 0 } = {}] = await enrollments()
    await transact(db, tx => stopEnrollment(tx, admin, id, '本人の希望'))
    expect(await enrollments()).toMatchObject([{ ended_by: 'stopped', ended_detail: '本人の希望', step: null }])
    await expect(transact(db, tx => stopEnrollment(tx, admin, id, 'もう一度'))).rejects.toThrow('endedAlready')
  })
})

describe('a play', () => {
  test('that is paused moves nobody, and goes on from there', async () => {
    const play = await putPlay(services, { steps: [day, taskStep('s2')] })
    await start(play, [one])
    await workPlays(services)
    await transact(db, tx => pausePlay(tx, services, admin, play))
    later({ hours: 48 })
    await workPlays(services)
    expect(await tasks()).toEqual([])
    await transact(db, tx => resumePlay(tx, services, admin, play))
    await workPlays(services)
    expect(await tasks()).toHaveLength(1)
  })

  test('that has ended ends for everybody', async () => {
    const play = await putPlay(services, { steps: [day] })
    await start(play, [one, two])
    await transact(db, tx => archivePlay(tx, services, admin, play))
    expect(await enrollments()).toMatchObject([{ ended_by: 'archived' }, { ended_by: 'archived' }])
  })

  test('whose step cannot be done says why, and stops nobody else', async () => {
    const broken = await putPlay(services, { steps: [taskStep('s1')] }, { name: '壊れた' })
    await sql`
      update plays.play_version set definition = jsonb_set(definition, '{steps,0,action}', '"gone.step"')
      where play_id = ${broken}`.execute(db)
    const whole = await putPlay(services, { steps: [taskStep('s1')] }, { name: '動く' })
    await start(broken, [one])
    await start(whole, [one])
    await workPlays(services)
    expect(await tasks()).toHaveLength(1)
    expect(await db.selectFrom('plays.play').select(['name', 'problem']).orderBy('id').execute()).toEqual([
      { name: '壊れた', problem: 'no module offers the step gone.step' },
      { name: '動く', problem: null },
    ])
    expect((await enrollments()).find(row => row.play_id === broken)).toMatchObject({ waiting: 'problem', step: 's1' })
  })
})

describe('the draw', () => {
  test('is the same in the database, and even', async () => {
    const { rows } = await sql<{ id: number; drawn: number }>`
      select id, plays.draw('塩', id) as drawn from generate_series(1, 2000) id`.execute(db)
    for (const { id, drawn } of rows) expect(draw('塩', id)).toBe(drawn)
    const below = rows.filter(row => row.drawn < 0.1).length
    expect(below).toBeGreaterThan(150)
    expect(below).toBeLessThan(250)
  })

  test('holds accounts out, who get a row and no enrollment, and keeps them there', async () => {
    const play = await putPlay(services, { steps: [day], holdout: 0.5, reentry: { rule: 'always' } })
    const first = await start(play, accounts)
    expect(first.started + first.heldOut).toBe(accounts.length)
    expect(first.heldOut).toBeGreaterThan(5)
    const arms = () => db.selectFrom('plays.arm').select(['account_id', 'arm', 'level']).orderBy('account_id').execute()
    const before = await arms()
    expect(before.filter(row => row.arm === 'held_out' && row.level === 'play')).toHaveLength(first.heldOut)
    // Another share moves nobody who is in already.
    await sql`update plays.play_version set definition = jsonb_set(definition, '{holdout}', '0')`.execute(db)
    await start(play, accounts)
    expect(await arms()).toEqual(before)
    expect((await enrollments()).map(row => row.account_id)).toEqual(
      before.filter(row => row.arm === 'treated').map(row => row.account_id),
    )
  })

  test('who is held out and sent through by hand stays in that arm', async () => {
    const play = await putPlay(services, { steps: [day], holdout: 0.5 })
    await start(play, accounts, { despite: true })
    expect(await enrollments()).toHaveLength(accounts.length)
    const held = await db.selectFrom('plays.arm').selectAll().where('arm', '=', 'held_out').execute()
    expect(held.length).toBeGreaterThan(5)
    expect(held.every(row => row.despite_at !== null)).toBe(true)
  })

  test('holds out of all plays, the same accounts for each', async () => {
    const [a, b] = [await putPlay(services, { steps: [day] }), await putPlay(services, { steps: [day] })]
    await sql`update plays.setting set holdout = 0.3`.execute(db)
    await start(a, accounts)
    await start(b, accounts)
    const held = async (play: number) =>
      (
        await db
          .selectFrom('plays.arm')
          .select('account_id')
          .where('play_id', '=', play)
          .where('level', '=', 'company')
          .orderBy('account_id')
          .execute()
      ).map(row => row.account_id)
    expect((await held(a)).length).toBeGreaterThan(3)
    expect(await held(a)).toEqual(await held(b))
  })
})

describe('nobody enters', () => {
  const reasons = async () =>
    (await db.selectFrom('plays.passed_over').select(['account_id', 'reason']).orderBy('account_id').execute()).map(
      row => row.reason,
    )

  test('who is not of the audience, is in already, or has been in', async () => {
    const play = await putPlay(services, { steps: [day], audience: large })
    expect(await start(play, [one])).toMatchObject({ started: 0, passedOver: 1 })
    expect(await reasons()).toEqual(['audience'])
    const open = await putPlay(services, { steps: [day] })
    await start(open, [one, one, two])
    expect(await enrollments()).toHaveLength(2)
    expect(await start(open, [one])).toMatchObject({ started: 0, passedOver: 1 })
    await workPlays(services)
    later({ hours: 24 })
    await workPlays(services)
    await start(open, [two])
    expect((await reasons()).sort()).toEqual(['already_in', 'audience', 'been_before'])
  })

  test('again before the time for that has come', async () => {
    const play = await putPlay(services, { steps: [taskStep('s1')], reentry: { rule: 'after_days', days: 10 } })
    const startAt = (key: string) =>
      transact(db, async tx => {
        const { rows } = await sql<{
          id: number
        }>`select live_version_id as id from plays.play where id = ${play}`.execute(tx)
        const version = (await loadVersions(tx, [rows[0]?.id ?? 0])).get(rows[0]?.id ?? 0)
        if (!version) throw new Error('no version')
        return startCandidates(tx, services, version, [{ accountId: one, contactId: null, key, cause: {} }])
      })
    await startAt('a')
    await workPlays(services)
    later({ hours: 216 })
    expect(await startAt('b')).toMatchObject({ passedOver: 1 })
    later({ hours: 240, minutes: 1 })
    expect(await startAt('b')).toMatchObject({ started: 1 })
  })
})

test('plays that bring about what starts them come to rest', async () => {
  const circle = async (from: string, to: string) =>
    putPlay(services, {
      trigger: { kind: 'schedule', settings: { every: 'day', hour: 0 } },
      reentry: { rule: 'always' },
      audience: { kind: 'all', of: [{ kind: 'trait', key: 'turn', type: 'text', asks: { is: 'same', text: from } }] },
      steps: [{ id: 's1', kind: 'action', action: 'trait', settings: { trait: 'turn', type: 'text', value: to } }],
    })
  await transact(db, tx => takeAccounts(tx, [{ groupId: 'g0', traits: { turn: 'a' }, at: new Date('2026-11-23') }]))
  const [ab, ba] = [await circle('a', 'b'), await circle('b', 'a')]
  for (let turn = 0; turn < 12; turn++) {
    for (const play of [ab, ba]) {
      await transact(db, async tx => {
        const { live_version_id: id } = await tx
          .selectFrom('plays.play')
          .select('live_version_id')
          .where('id', '=', play)
          .executeTakeFirstOrThrow()
        const version = (await loadVersions(tx, [id ?? 0])).get(id ?? 0)
        if (!version) throw new Error('no version')
        await startCandidates(tx, services, version, [{ accountId: one, contactId: null, key: `${turn}`, cause: {} }])
      })
      await workPlays(services)
    }
  }
  expect(await enrollments()).toHaveLength(10)
  const reasons = await db.selectFrom('plays.passed_over').select('reason').distinct().execute()
  expect(reasons).toContainEqual({ reason: 'too_often' })
})

test('a play that lacks something is not published', async () => {
  const publish = (definition: Partial<typeof plainPlay>) => putPlay(services, definition)
  await expect(publish({ steps: [] })).rejects.toThrow('incomplete')
  await expect(publish({ steps: [day], holdout: 1 })).rejects.toThrow('incomplete')
  await expect(publish({ steps: [day], outcome: { kind: 'subscription', state: 'retained' } })).rejects.toThrow(
    'incomplete',
  )
  await expect(publish({ steps: [{ id: 's1', kind: 'end' }, taskStep('s2')] })).rejects.toThrow('incomplete')
  await expect(publish({ steps: [taskStep('s1', 'やあ {{contact.nam}}')] })).rejects.toThrow('incomplete')
  await expect(publish({ steps: [day, day] })).rejects.toThrow('incomplete')
})

test('what happened in an enrollment goes with it', async () => {
  await start(await putPlay(services, { steps: [day] }), accounts)
  await workPlays(services)
  const told = () => db.selectFrom('plays.passage').select('enrollment_id').distinct().execute()
  expect(await told()).toHaveLength(accounts.length)
  await db.deleteFrom('plays.enrollment').where('account_id', '=', one).execute()
  expect(await told()).toHaveLength(accounts.length - 1)
})
