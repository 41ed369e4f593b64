import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { plainPlay, putPlay, taskStep } from '../../../../test/support/plays.ts'
import { setClock } from '../../../platform/clock.ts'
import { besidePool, type Db, transact, tryLock } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import type { Definition, Split } from '../definition/definition.ts'
import { takeTurn } from '../engine/turn.ts'
import { publishPlay } from '../publishing.ts'
import { startByHand } from '../running/by-hand.ts'
import { lookOnce } from './look.ts'
import { startStanding } from './standing.ts'
import { startKept } from './start-kept.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const admin = { kind: 'staff', id: cast.admin.id } as const

beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-23T00:05:00Z'))
  await sql`truncate plays.play, plays.drawn_path, tasks.task, customers.account cascade`.execute(db)
})
afterEach(() => setClock(undefined))

async function putAccount(): Promise<number> {
  const { rows } = await sql<{ id: number }>`insert into customers.account (name) values ('a') returning id`.execute(db)
  return rows[0]?.id ?? 0
}

async function publishAgain(playId: number, changes: Partial<Definition>, underWay: 'finish' | 'move' = 'finish') {
  const draft = JSON.stringify({ ...plainPlay, steps: [taskStep('s1')], ...changes })
  await sql`update plays.play set draft = ${draft}::jsonb where id = ${playId}`.execute(db)
  const publishing = { underWay, standing: false }
  await transact(db, tx => publishPlay(tx, services, admin, { playId, revision: 1 }, publishing))
}

/** The same services; after the first answer of the database with such a column, `act` is given half a second to be done. */
function meanwhile(
  column: string,
  act: () => Promise<unknown>,
): { services: Services; acting: () => Promise<unknown> } {
  let acting: Promise<unknown> | undefined
  const interrupted: Db = db.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      if (result.rows[0] && column in result.rows[0] && !acting) {
        acting = act()
        await Promise.race([acting, wait(500)])
      }
      return result
    },
  })
  return { services: { ...services, db: interrupted }, acting: async () => acting }
}

const versions = async () =>
  (
    await sql<{ version: number }>`select version_number as version from plays.enrollment_fact order by 1`.execute(db)
  ).rows.map(row => row.version)

const daily: Definition['trigger'] = { kind: 'schedule', settings: { every: 'day', hour: 0 } }

describe('who publishes meanwhile', () => {
  test('has those who stand there started no further unless they said so', async () => {
    await putAccount()
    const playId = await putPlay(services, { trigger: daily, steps: [taskStep('s1')] }, { standing: true })
    const schedule = services.offers.playTriggers.get('schedule')
    if (!schedule) throw new Error('no schedule')
    const found = {
      ...schedule,
      standing: async (...[tx, of, play]: Parameters<NonNullable<typeof schedule.standing>>) => {
        const candidates = (await schedule.standing?.(tx, of, play)) ?? []
        await publishAgain(playId, { trigger: daily, steps: [taskStep('s2')] })
        return candidates
      },
    }
    const playTriggers = new Map(services.offers.playTriggers).set('schedule', found)
    await startStanding({ ...services, offers: { ...services.offers, playTriggers } })
    await startKept(services)
    expect(await versions()).toEqual([])
  })

  test('is not overruled by a trigger that read the play before', async () => {
    await putAccount()
    const playId = await putPlay(services, { trigger: daily, steps: [taskStep('s1')] })
    setClock(Temporal.Instant.from('2026-11-23T23:05:00Z'))
    const away = meanwhile('trigger_cursor', () => publishAgain(playId, { trigger: { kind: 'manual', settings: {} } }))
    const playTriggers = new Map([...services.offers.playTriggers].filter(([key]) => key === 'schedule'))
    await lookOnce({ ...away.services, offers: { ...services.offers, playTriggers } }, [])
    await away.acting()
    const play = await db
      .selectFrom('plays.play')
      .select('trigger_cursor')
      .where('id', '=', playId)
      .executeTakeFirstOrThrow()
    // How far the old trigger read says nothing to the new one.
    expect(play.trigger_cursor).toBe(0)
  })

  test('waits for who starts by hand: nobody begins by a version that is over', async () => {
    const id = await putAccount()
    const playId = await putPlay(services, { steps: [taskStep('s1')] })
    const byHand = { about: 'account', ids: [id], despite: false } as const
    const away = meanwhile('live_version_id', () => publishAgain(playId, { steps: [taskStep('s2')] }, 'move'))
    await transact(away.services.db, tx => startByHand(tx, services, admin, playId, byHand))
    await away.acting()
    expect(await versions()).toEqual([2])
  })
})

test('who goes on to another step while the play is published is moved from there', async () => {
  const id = await putAccount()
  const steps: Definition['steps'] = ['s1', 's2'].map(step => ({
    ...{ id: step, kind: 'wait', for: { amount: 9, unit: 'days' } },
  }))
  const playId = await putPlay(services, { steps })
  await transact(db, tx => startByHand(tx, services, admin, playId, { about: 'account', ids: [id], despite: false }))
  let publishing: Promise<void> | undefined
  await transact(db, async tx => {
    await sql`update plays.enrollment set step = 's2'`.execute(tx)
    publishing = publishAgain(playId, { steps }, 'move')
    await wait(300)
  })
  await publishing
  expect(await versions()).toEqual([2])
})

test('what failed in a look that was begun anew is no trouble', async () => {
  const schedule = services.offers.playTriggers.get('schedule')
  if (!schedule) throw new Error('no schedule')
  await putPlay(services, { trigger: daily, steps: [taskStep('s1')] })
  await putPlay(services, { trigger: daily, steps: [taskStep('s1')] })
  const failures = [new Error('passing'), Object.assign(new Error('deadlock detected'), { code: '40P01' })]
  const found = async () => {
    const failure = failures.shift()
    if (failure) throw failure
    return { finds: [], more: false }
  }
  const playTriggers = new Map([['schedule', { ...schedule, found }]])
  await lookOnce({ ...services, offers: { ...services.offers, playTriggers } }, [])
  const problems = await db.selectFrom('plays.play').select('problem').execute()
  expect(problems).toEqual([{ problem: null }, { problem: null }])
})

test('a play that fails has nobody look at all accounts again and again', async () => {
  const accountId = await putAccount()
  const playId = await putPlay(services, {
    trigger: { kind: 'health', settings: { what: 'band', band: 'bad' } },
    steps: [taskStep('s1')],
  })
  const health = services.offers.playTriggers.get('health')
  if (!health) throw new Error('no health')
  const gone = { kind: 'all', of: [{ kind: 'field', field: 'gone.field', asks: { is: 'known' } }] }
  await sql`
    update plays.play_version set definition = jsonb_set(definition, '{audience}', ${JSON.stringify(gone)}::jsonb)`.execute(
    db,
  )
  const candidate = { accountId, contactId: null, key: 'x', cause: {} }
  const found = async () => ({ finds: [{ playId, cursor: 77, candidates: [candidate] }], more: false })
  const playTriggers = new Map([['health', { ...health, found }]])
  await lookOnce({ ...services, offers: { ...services.offers, playTriggers } }, [])
  await startKept(services)
  const play = await db
    .selectFrom('plays.play')
    .select(['trigger_cursor', 'problem'])
    .where('id', '=', playId)
    .executeTakeFirstOrThrow()
  expect([play.trigger_cursor, play.problem === null]).toEqual([77, false])
})

test('those who stand there are started by one process at a time', async () => {
  await putAccount()
  await putPlay(services, { trigger: daily, steps: [taskStep('s1')] }, { standing: true })
  await besidePool(services.database, 1, own =>
    transact(own, async tx => {
      await tryLock(tx, 'plays.standing')
      await startStanding(services)
      await startKept(services)
    }),
  )
  expect(await versions()).toEqual([])
  expect(await startStanding(services)).toBe(true)
  await startKept(services)
  expect(await versions()).toEqual([1])
})

test('of two who come to a random split at once, by other shares, the second goes where the first was drawn', async () => {
  const id = await putAccount()
  const path = (n: number, share: number) => ({ id: `p${n}`, name: '', share, steps: [taskStep(`t${n}`)] })
  const split: Split = { id: 's1', kind: 'split', paths: [path(1, 99), path(2, 1)] }
  const playId = await putPlay(services, { steps: [split] })
  await transact(db, tx => startByHand(tx, services, admin, playId, { about: 'account', ids: [id], despite: false }))
  let turn: Promise<number> | undefined
  await transact(db, async tx => {
    const other = sql`
      insert into plays.drawn_path (play_id, step, account_id, path, version_number, taken_at)
      select ${playId}, 's1', ${id}, case when plays.draw(salt || '.s1', ${id}::bigint) < 0.99 then 'p2' else 'p1' end, 1, now()
      from plays.play where id = ${playId}`
    await other.execute(tx)
    turn = takeTurn(services)
    await wait(300)
  })
  await turn
  const { rows } = await sql<{ same: boolean }>`
    select p.detail ->> 'path' = d.path as same from plays.passage p, plays.drawn_path d where p.what = 'took'`.execute(
    db,
  )
  expect(rows).toEqual([{ same: true }])
})
