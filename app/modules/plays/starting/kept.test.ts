import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cast, open, openStage, signInAs } from '../../../../test/cast.ts'
import { plainPlay, putPlay, taskStep, workPlays } from '../../../../test/support/plays.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import type { Definition } from '../definition/definition.ts'
import { publishPlay } from '../publishing.ts'
import { pausePlay, resumePlay } from '../running.ts'
import { keepCandidates, mostKept } from './kept.ts'
import { lookOnce } from './look.ts'
import { startStanding } from './standing.ts'
import { startKept } from './start-kept.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const admin = { kind: 'staff', id: cast.admin.id } as const
const morning = Temporal.Instant.from('2026-11-23T00:05:00Z')
const later = (duration: Temporal.DurationLike) => setClock(morning.add(duration))

beforeEach(async () => {
  setClock(morning)
  await sql`truncate plays.play, plays.health_seen, tasks.task, customers.account, events.heard cascade`.execute(db)
})
afterEach(() => setClock(undefined))

const daily: Definition['trigger'] = { kind: 'schedule', settings: { every: 'day', hour: 0 } }
const ordered: Definition['trigger'] = { kind: 'event', settings: { event: 'Ordered' } }
const noField = {
  kind: 'all' as const,
  of: [{ kind: 'field' as const, field: 'gone.field', asks: { is: 'known' as const } }],
}

async function putAccounts(count: number): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    insert into customers.account (name) select 'a' || n from generate_series(1, ${count}::int) n returning id`.execute(
    db,
  )
  return rows.map(row => row.id)
}

/** Somebody at the account does it, now. */
async function hear(accountId: number): Promise<void> {
  await sql`
    insert into events.heard (message, name, account_id, contact_id, at, properties, heard_at)
    values (gen_random_uuid(), 'Ordered', ${accountId}, 0, ${new Date(morning.epochMilliseconds + 1000)}, '{}', now())`.execute(
    db,
  )
}

/** Published versions do not change; this one is broken behind the product's back, as another process would see it. */
async function setAudience(playId: number, audience: unknown): Promise<void> {
  await sql`
    update plays.play_version set definition = jsonb_set(definition, '{audience}', ${JSON.stringify(audience)}::jsonb)
    where play_id = ${playId}`.execute(db)
  await sql`update plays.play set salt = salt || 'x' where id = ${playId}`.execute(db)
}

const started = async (playId: number) =>
  (
    await db
      .selectFrom('plays.enrollment')
      .select('account_id')
      .where('play_id', '=', playId)
      .orderBy('account_id')
      .execute()
  ).map(row => row.account_id)
const cookie = await signInAs(stage, 'csm')
const page = async (playId: number) => (await open(stage, `/plays/${playId}`, { cookie })).text()
const kept = async () => (await db.selectFrom('plays.candidate').select('id').execute()).length
const play = (id: number) =>
  db.selectFrom('plays.play').select(['problem', 'given_up']).where('id', '=', id).executeTakeFirstOrThrow()

describe('a play that cannot start anybody', () => {
  test('starts whom it heard of meanwhile once it can again; others start at once', async () => {
    const [one = 0, two = 0] = await putAccounts(2)
    const broken = await putPlay(services, { trigger: ordered, steps: [taskStep('s1')] })
    const other = await putPlay(services, { trigger: ordered, steps: [taskStep('s1')] })
    await setAudience(broken, noField)
    await hear(one)
    await workPlays(services)
    await hear(two)
    await workPlays(services)
    expect([await started(broken), await started(other)]).toEqual([[], [one, two]])
    expect((await play(broken)).problem).not.toBeNull()
    expect(await page(broken)).toContain('その間に見つかった2件は取っておき')

    await setAudience(broken, null)
    later({ minutes: 6 })
    await workPlays(services)
    expect(await started(broken)).toEqual([one, two])
    expect(await play(broken)).toEqual({ problem: null, given_up: 0 })
    expect(await kept()).toBe(0)
  })

  test('is not asked again and again, and says so as long as it lasts', async () => {
    await putAccounts(1)
    const broken = await putPlay(services, { trigger: daily, steps: [taskStep('s1')] })
    await setAudience(broken, noField)
    later({ hours: 24 })
    await workPlays(services)
    for (const minutes of [6, 12, 18]) {
      later({ hours: 24, minutes })
      await workPlays(services)
    }
    expect(await kept()).toBe(1)
    expect(await page(broken)).toContain('いま進められないところがあります')
  })

  test('gives up after seven days whom it could not start, and says how many', async () => {
    const [one = 0, two = 0] = await putAccounts(2)
    const broken = await putPlay(services, { trigger: ordered, steps: [taskStep('s1')] })
    await setAudience(broken, noField)
    await hear(one)
    await workPlays(services)
    later({ hours: 24 * 6 })
    await hear(two)
    await workPlays(services)
    await setAudience(broken, null)
    later({ hours: 24 * 7 + 1 })
    await workPlays(services)
    expect(await started(broken)).toEqual([two])
    expect(await play(broken)).toEqual({ problem: null, given_up: 1 })
    expect(await page(broken)).toContain('始められないままになっていた1件は、打ち切りました')
    later({ hours: 24 * 38 })
    expect(await page(broken)).not.toContain('打ち切りました')
  })

  test('keeps the latest, and not without end', async () => {
    const id = await putPlay(services, { trigger: ordered, steps: [taskStep('s1')] })
    await sql`
      insert into plays.candidate (play_id, account_id, key, cause, standing, found_at)
      select ${id}, n, '', '{}', false, now() from generate_series(1, ${mostKept}::int) n`.execute(db)
    const found = [1, 2].map(accountId => ({ accountId, contactId: null, key: 'new', cause: {} }))
    await transact(db, tx => keepCandidates(tx, id, found, { bounded: true }))
    const { rows } = await sql<{ n: number; fresh: number }>`
      select count(*)::int as n, count(*) filter (where key = 'new')::int as fresh from plays.candidate`.execute(db)
    expect(rows).toEqual([{ n: mostKept, fresh: 2 }])
    expect((await play(id)).given_up).toBe(2)
  })

  test('for one account alone starts all others, and that one later', async () => {
    const ids = await putAccounts(5)
    await sql`
      create function plays.refuse_for_test() returns trigger language plpgsql as $$
        begin if new.account_id = ${sql.lit(ids[1] ?? 0)} then raise exception 'poisoned'; end if; return new; end $$`.execute(
      db,
    )
    await sql`
      create trigger refuse before insert on plays.enrollment for each row execute function plays.refuse_for_test()`.execute(
      db,
    )
    const id = await putPlay(services, { trigger: daily, steps: [taskStep('s1')] })
    later({ hours: 24 })
    await workPlays(services)
    expect(await started(id)).toEqual(ids.filter(one => one !== ids[1]))
    expect((await play(id)).problem).toContain('poisoned')
    await sql`drop function plays.refuse_for_test() cascade`.execute(db)
    later({ hours: 24, minutes: 6 })
    await workPlays(services)
    expect(await started(id)).toEqual(ids)
    expect((await play(id)).problem).toBeNull()
  })
})

describe('whom a play heard of before', () => {
  async function failing(): Promise<number> {
    const [one = 0] = await putAccounts(1)
    const id = await putPlay(services, { trigger: ordered, steps: [taskStep('s1')] })
    await setAudience(id, noField)
    await hear(one)
    await workPlays(services)
    expect(await kept()).toBe(1)
    return id
  }
  async function publish(playId: number, changes: Partial<Definition>): Promise<void> {
    const draft = JSON.stringify({ ...plainPlay, steps: [taskStep('s1')], ...changes })
    await sql`update plays.play set draft = ${draft}::jsonb where id = ${playId}`.execute(db)
    const publishing = { underWay: 'finish', standing: false } as const
    await transact(db, tx => publishPlay(tx, services, admin, { playId, revision: 1 }, publishing))
  }

  test('starts at once when it is published anew with what was wrong put right', async () => {
    const id = await failing()
    await publish(id, { trigger: ordered })
    await workPlays(services)
    expect(await started(id)).toHaveLength(1)
  })

  test('does not start when it is published with another trigger; that is told', async () => {
    const id = await failing()
    await publish(id, { trigger: { kind: 'manual', settings: {} } })
    await workPlays(services)
    expect(await started(id)).toEqual([])
    expect((await play(id)).given_up).toBe(1)
  })

  test('waits while the play is paused', async () => {
    const id = await failing()
    await transact(db, tx => pausePlay(tx, services, admin, id))
    await setAudience(id, null)
    later({ minutes: 6 })
    await workPlays(services)
    expect(await started(id)).toEqual([])
    expect(await page(id)).toContain('一時停止の前に見つかった1件')
    await transact(db, tx => resumePlay(tx, services, admin, id))
    await workPlays(services)
    expect(await started(id)).toHaveLength(1)
  })
})

describe('many at once', () => {
  test('of a schedule are started turn by turn, once each, whoever goes on', async () => {
    const ids = await putAccounts(1201)
    const id = await putPlay(services, { trigger: daily, steps: [taskStep('s1')], reentry: { rule: 'always' } })
    later({ hours: 24 })
    await lookOnce(services, [])
    expect(await started(id)).toEqual([])
    expect(await page(id)).toContain('1,201件を順に始めています')
    expect(await startKept(services, 500)).toBe(500)
    expect(await started(id)).toEqual(ids.slice(0, 500))
    // The next time it is due comes while some still wait.
    later({ hours: 48 })
    await lookOnce(services, [])
    expect(await kept()).toBe(701)
    await workPlays(services)
    expect((await started(id)).length).toBe(1201 * 2)
  })

  test('who stood there already go on on another day where they were stopped', async () => {
    const ids = await putAccounts(5)
    const play = await putPlay(
      services,
      {
        trigger: { kind: 'schedule', settings: { every: 'month', monthday: 28, hour: 0 } },
        steps: [taskStep('s1')],
        reentry: { rule: 'always' },
      },
      { standing: true },
    )
    await startStanding(services)
    expect(await startKept(services, 2)).toBe(2)
    later({ hours: 48 })
    await workPlays(services)
    expect(await started(play)).toEqual(ids)
  })

  test('of several plays take turns', async () => {
    await putAccounts(4)
    const plays = [
      await putPlay(services, { trigger: daily, steps: [taskStep('s1')] }, { standing: true }),
      await putPlay(services, { trigger: daily, steps: [taskStep('s1')] }, { standing: true }),
    ]
    await startStanding(services)
    for (let turn = 0; turn < 2; turn++) await startKept(services, 2)
    expect(await Promise.all(plays.map(async id => (await started(id)).length))).toEqual([2, 2])
  })
})
