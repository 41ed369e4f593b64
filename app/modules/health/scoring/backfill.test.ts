import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { every, knowTrait, putUsedAccounts, scoresById, threshold } from '../../../../test/support/health.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { cancelAccounts } from '../../customers/index.ts'
import { explainAccounts } from '../explain-accounts.ts'
import { currentModels, ensureDefaultModel, publishModel } from '../models.ts'
import { recomputationJobs } from '../recomputation.ts'
import { noteSentiment } from '../sentiments.ts'
import { readTimeline } from '../timeline/reader.ts'
import { backfillScores, lacksHistory } from './backfill.ts'
import type { ModelDefinition } from './definition.ts'
import { recomputeAll } from './recompute-all.ts'

const { services } = await openStage()
const { db } = services
const day = { today: '2026-11-22' }
const running = new AbortController().signal
const days = () => db.selectFrom('health.score_course').select(['account_id', 'day', 'score']).orderBy('day').execute()
const run = (name: string) => recomputationJobs.find(job => job.name === name)?.run(services, {}, running)

afterAll(() => setClock(undefined))
beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
  await sql`truncate health.model, customers.account, events.usage_day, events.sign_of_life, health.score_day,
    health.course_begun, health.backfill, health.recomputation restart identity cascade`.execute(db)
})

async function publish(definition: ModelDefinition): Promise<void> {
  await transact(db, async tx => {
    await ensureDefaultModel(tx, { kind: 'system' }, 'すべて')
    const [model] = await currentModels(tx)
    if (!model) throw new Error('no model')
    await publishModel(tx, { kind: 'system' }, model, { name: 'すべて', definition, note: null, basedOn: model.number })
  })
}

describe('past days', () => {
  it('get the score that would have been computed then, once per change, and none before the account was a customer', async () => {
    const [id = 0, young = 0] = await putUsedAccounts(
      db,
      day,
      { name: 'fell silent', used: every(20, 120), people: 2 },
      { name: 'young', used: every(0, 60), since: '2026-11-15' },
    )
    await recomputeAll(services)
    await backfillScores(services, 30)
    const stored = await days()
    const own = stored.filter(row => row.account_id === id)
    expect(own[0]).toMatchObject({ day: '2026-10-23' })
    expect(own[0]?.score).toBeGreaterThan(80)
    // What was shown today stays; the days before fall towards it.
    expect(own.at(-1)).toMatchObject({ day: '2026-11-22', score: (await scoresById(db)).get(id)?.score })
    expect(own.map(row => row.score)).toEqual(own.map(row => row.score).toSorted((a, b) => Number(b) - Number(a)))
    expect(stored.filter(row => row.account_id === young)[0]?.day).toBe('2026-11-15')
  })

  it('begin with what was heard of an account where nobody said since when it is a customer', async () => {
    const [unsaid = 0, live = 0, said = 0] = await putUsedAccounts(
      db,
      day,
      ...['unsaid', 'live', 'said'].map(name => ({ name, used: every(0, 20) })),
    )
    const change = (id: number, values: { origin: 'app' | 'import'; customer_since: string | null }) =>
      db
        .updateTable('customers.account')
        .set(values)
        .set({ created_at: new Date('2026-11-22T02:00:00Z') })
        .where('id', '=', id)
        .execute()
    await change(unsaid, { origin: 'import', customer_since: null })
    // An app that told of its customers first, and then sent what they had done.
    await change(live, { origin: 'app', customer_since: '2026-11-22' })
    await change(said, { origin: 'import', customer_since: '2026-11-15' })
    // Of whom only a device is heard whose clock stands still.
    const [clock = 0] = await putUsedAccounts(db, day, { name: 'clock', used: every(0, 2) })
    await change(clock, { origin: 'app', customer_since: '2026-11-21' })
    await sql`update events.sign_of_life set first_at = null where account_id = ${clock}`.execute(db)
    await recomputeAll(services)
    await backfillScores(services, 30)
    const firstDays = new Map((await days()).toReversed().map(row => [row.account_id, row.day]))
    expect(Object.fromEntries(firstDays)).toEqual({
      [unsaid]: '2026-11-03',
      [live]: '2026-11-03',
      [said]: '2026-11-15',
      [clock]: '2026-11-21',
    })
  })

  it('do not use what was only known later', async () => {
    const [id = 0] = await putUsedAccounts(db, day, { name: 'a', used: every(0, 60) })
    const csm = { kind: 'staff', id: cast.csm.id } as const
    await recomputeAll(services)
    await transact(db, tx => noteSentiment(tx, csm, id, { value: 0, note: null, at: new Date('2026-11-20T03:00:00Z') }))
    await backfillScores(services, 5)
    const stored = await db.selectFrom('health.score_course').select(['day', 'values']).orderBy('day').execute()
    const feeling = new Map(stored.map(row => [row.day, row.values[5]]))
    expect(feeling.get('2026-11-17')).toBeNull()
    expect(feeling.get('2026-11-20')).toBe(0)
    // And the feeling learns what was computed when it was noted.
    const felt = await db.selectFrom('health.sentiment').select('computed').executeTakeFirst()
    expect(felt?.computed).toBeGreaterThan(50)
  })

  it('are told of those who left, until they did; not of those of whom nobody knows when', async () => {
    const used = { used: every(10, 60) }
    const [left = 0, unknown = 0] = await putUsedAccounts(db, day, { name: 'a', ...used }, { name: 'b', ...used })
    await transact(db, tx =>
      cancelAccounts(tx, { kind: 'system' }, 'import', [
        { accountId: left, at: new Date('2026-11-10T03:00:00Z') },
        { accountId: unknown },
      ]),
    )
    await recomputeAll(services)
    await backfillScores(services, 30)
    const stored = await days()
    expect(new Set(stored.map(row => row.account_id))).toEqual(new Set([left]))
    expect(stored[0]?.day).toBe('2026-10-23')
    expect(Date.parse(stored.at(-1)?.day ?? '')).toBeLessThan(Date.parse('2026-11-10'))
    expect((await scoresById(db)).size).toBe(0)
  })

  it('leave the course as it was shown, from its first day on', async () => {
    const [id = 0] = await putUsedAccounts(db, day, { name: 'a', used: every(0, 60), traits: { nps: 5 } })
    await knowTrait(db, 'nps')
    const nps = threshold('customers.trait', 0, 10, { of: 'nps' })
    await publish({
      bands: { good: 70, care: 40 },
      measures: [nps, threshold('events.days_active', 0, 10, { window: 28 })],
    })
    setClock(Temporal.Instant.from('2026-11-10T03:00:00Z'))
    await recomputeAll(services)
    setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
    await recomputeAll(services)
    const shown = { account_id: id, day: '2026-11-10', score: 75 }
    expect(await days()).toEqual([shown])
    await backfillScores(services, 30)
    await recomputeAll(services)
    expect(await days()).toEqual([{ account_id: id, day: '2026-10-23', score: 100 }, shown])
    expect((await scoresById(db)).get(id)).toMatchObject({ score: 75, week_ago: 75 })
  })

  it('are not compared with a present that counts what nobody knew for the past, and nobody falls by that', async () => {
    const [told = 0, silent = 0] = await putUsedAccounts(
      db,
      day,
      { name: 'told', used: every(0, 60), traits: { nps: 0 } },
      { name: 'silent', used: every(0, 60) },
    )
    await knowTrait(db, 'nps')
    const nps = threshold('customers.trait', 0, 10, { of: 'nps' })
    await publish({
      bands: { good: 70, care: 40 },
      measures: [nps, threshold('events.days_active', 0, 10, { window: 28 })],
    })
    await recomputeAll(services)
    await backfillScores(services, 30)
    setClock(Temporal.Instant.from('2026-11-22T03:05:00Z'))
    await recomputeAll(services)
    const scores = await scoresById(db)
    expect(scores.get(told)).toMatchObject({ score: 50, week_ago: null })
    expect(scores.get(silent)).toMatchObject({ score: 100, week_ago: 100 })
    const why = await explainAccounts(db, [told, silent])
    expect(why.get(told)).toMatchObject({ change: undefined, otherMeasures: true, moves: [] })
    expect(why.get(silent)).toMatchObject({ change: 0, otherMeasures: false })
    const lines = await readTimeline(db, told, { before: new Date('2027-01-01T00:00:00Z'), limit: 9 })
    expect(lines.map(line => line.text)).toEqual(['health:timeline.first'])
    // Told later on a day on which there was a score to compare with already: by that nobody falls either.
    setClock(Temporal.Instant.from('2026-11-22T04:00:00Z'))
    await sql`update customers.account set traits = '{"nps": 0}' where id = ${silent}`.execute(db)
    await recomputeAll(services)
    expect((await scoresById(db)).get(silent)).toMatchObject({ score: 50, week_ago: null })
    // A week later there is something to compare with.
    setClock(Temporal.Instant.from('2026-11-29T03:00:00Z'))
    await recomputeAll(services)
    expect((await scoresById(db)).get(told)?.week_ago).toBe(50)
    expect((await explainAccounts(db, [told])).get(told)?.otherMeasures).toBe(false)
  })

  it('are computed to the end when that was interrupted', async () => {
    await putUsedAccounts(db, day, { name: 'a', used: [...every(0, 9), 12, 20] })
    await recomputeAll(services)
    const stop = (done: number) => {
      if (done === 5) throw new Error('stopped')
    }
    await expect(backfillScores(services, 30, stop)).rejects.toThrow('stopped')
    await backfillScores(services, 30)
    const interrupted = await days()
    await sql`truncate health.score_day`.execute(db)
    await backfillScores(services, 30)
    expect(await days()).toEqual(interrupted)
    expect(interrupted.filter(row => row.day > '2026-10-27').length).toBeGreaterThan(5)
  })

  it('keep what is there', async () => {
    await putUsedAccounts(db, day, { name: 'a', used: every(0, 60) })
    await recomputeAll(services)
    await backfillScores(services, 3)
    const before = await days()
    await backfillScores(services, 3)
    expect(await days()).toEqual(before)
  })
})

describe('history is missing', () => {
  it('when events are older than the first model, until the past was computed', async () => {
    expect(await lacksHistory(db)).toBe(false)
    await putUsedAccounts(db, day, { name: 'a', used: every(0, 60) })
    expect(await lacksHistory(db)).toBe(false)
    await recomputeAll(services)
    expect(await lacksHistory(db)).toBe(true)
    await backfillScores(services, 90)
    expect(await lacksHistory(db)).toBe(false)
  })

  it('not when events and scores began together, by the days of the company', async () => {
    setClock(Temporal.Instant.from('2026-11-22T15:30:00Z'))
    await putUsedAccounts(db, { today: '2026-11-23' }, { name: 'a', used: [0, 1] })
    await recomputeAll(services)
    expect(await lacksHistory(db)).toBe(false)
  })

  it('and the hourly job has it computed, once', async () => {
    const [id = 0] = await putUsedAccounts(db, day, { name: 'a', used: every(0, 120), people: 2 })
    await run('health.recompute')
    const waiting = await sql<{ task_identifier: string }>`
      select task_identifier from graphile_worker.jobs where task_identifier = 'health.backfill'`.execute(db)
    expect(waiting.rows).toHaveLength(1)
    await run('health.backfill')
    expect((await scoresById(db)).get(id)?.week_ago).not.toBeNull()
    const stored = await days()
    expect(stored[0]?.day).toBe('2026-08-24')
    await run('health.backfill')
    expect(await days()).toEqual(stored)
  })
})

describe('the hourly round', () => {
  it('is kept with its result, and forgotten after a month', async () => {
    await putUsedAccounts(db, day, { name: 'a', used: every(0, 3) })
    await run('health.recompute')
    const kept = () => db.selectFrom('health.recomputation').selectAll().execute()
    expect(await kept()).toMatchObject([{ cause: 'hour', status: 'done', progress: 1, accounts: 1, moved: 1 }])
    setClock(Temporal.Instant.from('2026-12-25T03:00:00Z'))
    await run('health.recompute')
    expect(await kept()).toMatchObject([{ created_at: new Date('2026-12-25T03:00:00Z') }])
  })

  it('does nothing before there is a company', async () => {
    await transact(db, async tx => {
      await sql`delete from identity.company`.execute(tx)
    })
    await run('health.recompute')
    expect(await db.selectFrom('health.recomputation').selectAll().execute()).toEqual([])
    await sql`insert into identity.company (name, locale, time_zone, currency) values ('み', 'ja', 'Asia/Tokyo', 'JPY')`.execute(
      db,
    )
  })
})
