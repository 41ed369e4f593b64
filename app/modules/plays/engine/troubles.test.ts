import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { putPlay, taskStep, workPlays } from '../../../../test/support/plays.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import type { Step } from '../definition/definition.ts'
import { pausePlay } from '../running.ts'
import { startCandidates } from '../starting/start.ts'
import { noteAccountNews, takeNews } from './news.ts'
import { loadVersions } from './versions.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const admin = { kind: 'staff', id: cast.admin.id } as const
const morning = Temporal.Instant.from('2026-11-23T00:05:00Z')
const later = (duration: Temporal.DurationLike) => setClock(morning.add(duration))
const noField = {
  kind: 'all' as const,
  of: [{ kind: 'field' as const, field: 'gone.field', asks: { is: 'known' as const } }],
}

beforeEach(async () => {
  setClock(morning)
  await sql`truncate plays.play, plays.news, plays.health_seen, tasks.task, customers.account cascade`.execute(db)
})
afterEach(() => setClock(undefined))

async function putAccount(name: string, traits: object = {}): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into customers.account (external_id, name, traits) values (${name}, ${name}, ${JSON.stringify(traits)}::jsonb)
    returning id`.execute(db)
  return rows[0]?.id ?? 0
}

async function start(playId: number, accountIds: readonly number[], key = 'x') {
  return transact(db, async tx => {
    const { live_version_id: id } = await tx
      .selectFrom('plays.play')
      .select('live_version_id')
      .where('id', '=', playId)
      .executeTakeFirstOrThrow()
    const version = (await loadVersions(tx, [id ?? 0])).get(id ?? 0)
    if (!version) throw new Error('no version')
    const candidates = accountIds.map(accountId => ({ accountId, contactId: null, key, cause: {} }))
    return startCandidates(tx, services, version, candidates)
  })
}

const tasks = async () =>
  (await db.selectFrom('tasks.task').select('account_id').orderBy('account_id').execute()).length
const problems = () => db.selectFrom('plays.play').select(['name', 'problem']).orderBy('id').execute()
/** Published versions do not change; this one is broken behind the product's back. */
const breakVersion = (playId: number, path: string, value: unknown) =>
  sql`
    update plays.play_version set definition = jsonb_set(definition, ${path}::text[], ${JSON.stringify(value)}::jsonb)
    where play_id = ${playId}`.execute(db)
/** As another process would see it: what was published is known by its play's salt. */
const forgetVersions = (playId: number) =>
  sql`update plays.play set salt = salt || 'x' where id = ${playId}`.execute(db)

const month: Step = { id: 's1', kind: 'wait', for: { amount: 30, unit: 'days' } }

describe('after a failure', () => {
  test('a wait is as long as it should be', async () => {
    const play = await putPlay(services, {
      steps: [month, taskStep('s2')],
      exits: [
        {
          id: 'x1',
          name: '出る',
          condition: { kind: 'all', of: [{ kind: 'trait', key: 'no', type: 'text', asks: { is: 'known' } }] },
        },
      ],
    })
    await breakVersion(play, '{exits,0,condition}', noField)
    await start(play, [await putAccount('a')])
    await workPlays(services)
    expect((await problems())[0]?.problem).not.toBeNull()
    await breakVersion(play, '{exits}', [])
    await forgetVersions(play)
    later({ minutes: 6 })
    await workPlays(services)
    later({ minutes: 12 })
    await workPlays(services)
    expect(await tasks()).toBe(0)
    expect(await problems()).toMatchObject([{ problem: null }])
    later({ hours: 24 * 30 + 1 })
    await workPlays(services)
    expect(await tasks()).toBe(1)
  })

  test('who had taken another path already takes it again from its beginning', async () => {
    const all = {
      kind: 'all' as const,
      of: [{ kind: 'trait' as const, key: 'size', type: 'text' as const, asks: { is: 'known' as const } }],
    }
    const play = await putPlay(services, {
      steps: [
        {
          id: 's3',
          kind: 'branch',
          paths: [
            { id: 'p1', name: '一', condition: all, steps: [month] },
            { id: 'p2', name: '二', condition: all, steps: [] },
          ],
          otherwise: [],
        },
        taskStep('s2'),
      ],
    })
    await breakVersion(play, '{steps,0,paths,1,condition}', noField)
    await start(play, [await putAccount('a', { size: '1' }), await putAccount('b')])
    await workPlays(services)
    const rows = await db.selectFrom('plays.enrollment').select(['step', 'waiting']).orderBy('account_id').execute()
    expect(rows).toEqual([
      { step: 's1', waiting: 'delay' },
      { step: 's3', waiting: 'problem' },
    ])
    later({ minutes: 12 })
    await workPlays(services)
    expect(await tasks()).toBe(0)
  })

  test('only the one of whom something cannot be done waits', async () => {
    const play = await putPlay(services, { steps: [taskStep('s1')] })
    const ids = [await putAccount('a'), await putAccount('b'), await putAccount('c'), await putAccount('d')]
    await sql`
      create function tasks.refuse_for_test() returns trigger language plpgsql as $$
        begin if new.account_id = ${sql.lit(ids[1] ?? 0)} then raise exception 'poisoned'; end if; return new; end $$`.execute(
      db,
    )
    await sql`create trigger refuse before insert on tasks.task for each row execute function tasks.refuse_for_test()`.execute(
      db,
    )
    await start(play, ids)
    await workPlays(services)
    await sql`drop function tasks.refuse_for_test() cascade`.execute(db)
    expect(await tasks()).toBe(3)
    const stuck = await db
      .selectFrom('plays.enrollment')
      .select('account_id')
      .where('waiting', '=', 'problem')
      .execute()
    expect(stuck).toEqual([{ account_id: ids[1] }])
    later({ minutes: 6 })
    await workPlays(services)
    expect(await tasks()).toBe(4)
    expect(await problems()).toMatchObject([{ problem: null }])
  })
})

describe('one play', () => {
  const nightly = { kind: 'schedule', settings: { every: 'day', hour: 9 } }

  test('that cannot be started says so itself, and the others start', async () => {
    await putAccount('a')
    const known = {
      kind: 'all' as const,
      of: [{ kind: 'field' as const, field: 'customers.name', asks: { is: 'known' as const } }],
    }
    const broken = await putPlay(
      services,
      { trigger: nightly, audience: known, steps: [taskStep('s1')] },
      { name: '壊れた' },
    )
    await breakVersion(broken, '{audience}', noField)
    await putPlay(services, { trigger: nightly, steps: [taskStep('s1')] }, { name: '動く' })
    later({ hours: 24 })
    await workPlays(services)
    expect(await tasks()).toBe(1)
    expect((await problems()).map(play => play.problem !== null)).toEqual([true, false])
    // It goes on where it was once it is mended.
    await breakVersion(broken, '{audience}', null)
    await forgetVersions(broken)
    later({ hours: 24, minutes: 6 })
    await workPlays(services)
    expect(await tasks()).toBe(2)
    expect((await problems()).map(play => play.problem)).toEqual([null, null])
  })

  test('that somebody is changing holds up nobody else', async () => {
    await putAccount('a')
    const held = await putPlay(services, { trigger: nightly, steps: [taskStep('s1')] }, { name: '持たれた' })
    await putPlay(services, { trigger: nightly, steps: [taskStep('s1')] }, { name: '動く' })
    later({ hours: 24 })
    await transact(db, async tx => {
      await pausePlay(tx, services, admin, held)
      await workPlays(services)
      expect(await tasks()).toBe(1)
    })
  })

  test('whose standing cases cannot be found holds up nobody', async () => {
    await putAccount('a')
    const broken = await putPlay(
      services,
      {
        trigger: { kind: 'date', settings: { field: 'customers.renews_on', days: 1, when: 'before', hour: 0 } },
        steps: [taskStep('s1')],
      },
      { name: '壊れた', standing: true },
    )
    await breakVersion(broken, '{trigger,settings,field}', 'gone.field')
    await putPlay(services, { trigger: nightly, steps: [taskStep('s1')] }, { name: '動く', standing: true })
    await workPlays(services)
    expect(await tasks()).toBe(1)
    expect((await problems()).map(play => play.problem !== null)).toEqual([true, false])
    await breakVersion(broken, '{trigger,settings,field}', 'customers.renews_on')
    later({ minutes: 6 })
    await workPlays(services)
    expect((await problems()).map(play => play.problem)).toEqual([null, null])
  })

  test('that is published takes no change of health from another', async () => {
    const [id] = [await putAccount('a')]
    const score = (band: string) =>
      sql`
      insert into health.score (account_id, version_id, score, band, confidence, values, points, contributions)
      values (${id}, 1, 50, ${band}, 1, '{}', '{}', '{}') on conflict (account_id) do update set band = excluded.band`.execute(
        db,
      )
    await score('good')
    await putPlay(services, {
      trigger: { kind: 'health', settings: { what: 'band', band: 'bad' } },
      steps: [taskStep('s1')],
    })
    await score('bad')
    await putPlay(services, { steps: [taskStep('s1')] })
    later({ minutes: 2 })
    await workPlays(services)
    expect(await tasks()).toBe(1)
  })
})

test('news that comes while somebody is being moved is looked at afterwards', async () => {
  const id = await putAccount('a')
  const until: Step = {
    id: 's1',
    kind: 'until',
    condition: { kind: 'all', of: [{ kind: 'trait', key: 'size', type: 'text', asks: { is: 'known' } }] },
    limit: { amount: 5, unit: 'days' },
    onLimit: 'end',
  }
  const play = await putPlay(services, { steps: [until, taskStep('s2')] })
  await start(play, [id])
  let taken: Promise<readonly number[]> | undefined
  await transact(db, async tx => {
    // Another process moves it just now, and has looked at the condition already.
    await sql`select from plays.enrollment for update`.execute(tx)
    await sql`update customers.account set traits = '{"size": "1"}' where id = ${id}`.execute(db)
    await transact(db, other => noteAccountNews(other, services, [id]))
    taken = takeNews(services)
    await new Promise(resolve => setTimeout(resolve, 200))
    await sql`
      update plays.enrollment set waiting = 'condition', waiting_since = now(), waiting_limit = now() + interval '5 days',
        wake_at = '2026-11-24T00:00:00Z'`.execute(tx)
  })
  await taken
  await workPlays(services)
  expect(await tasks()).toBe(1)
})

describe('who may enter', () => {
  test('is the first cause against which nothing speaks', async () => {
    const play = await putPlay(services, { steps: [taskStep('s1')], reentry: { rule: 'always' } })
    const id = await putAccount('a')
    await start(play, [id], 'old')
    await workPlays(services)
    await transact(db, async tx => {
      const { rows } = await sql<{ id: number }>`select live_version_id as id from plays.play`.execute(tx)
      const version = (await loadVersions(tx, [rows[0]?.id ?? 0])).get(rows[0]?.id ?? 0)
      if (!version) throw new Error('no version')
      const of = (key: string) => ({ accountId: id, contactId: null, key, cause: {} })
      expect(await startCandidates(tx, services, version, [of('old'), of('new')])).toMatchObject({ started: 1 })
    })
  })

  test('is nobody who was in before, under whatever version, when once is all', async () => {
    const play = await putPlay(services, { steps: [taskStep('s1')], reentry: { rule: 'always' } })
    const id = await putAccount('a')
    await start(play, [id], 'one')
    await workPlays(services)
    await breakVersion(play, '{reentry}', { rule: 'never' })
    await forgetVersions(play)
    expect(await start(play, [id], 'two')).toMatchObject({ started: 0, passedOver: 1 })
  })
})

test('a day is a day of the company, also when the clocks change', async () => {
  await sql`update identity.company set time_zone = 'America/New_York'`.execute(db)
  setClock(Temporal.Instant.from('2026-10-31T13:00:00Z'))
  const play = await putPlay(services, { steps: [{ id: 's1', kind: 'wait', for: { amount: 1, unit: 'days' } }] })
  await start(play, [await putAccount('a')])
  await workPlays(services)
  const [row] = await db.selectFrom('plays.enrollment').select('wake_at').execute()
  // 9:00 in New York before, and after.
  expect(row?.wake_at?.toISOString()).toBe('2026-11-01T14:00:00.000Z')
  await sql`update identity.company set time_zone = 'Asia/Tokyo'`.execute(db)
})
