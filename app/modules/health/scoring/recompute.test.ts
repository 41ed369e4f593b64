import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import {
  every,
  expectSound,
  percentile,
  putUse,
  putUsedAccounts,
  scoresById,
  threshold,
} from '../../../../test/support/health.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { createModel, currentModels, ensureDefaultModel, publishModel } from '../models.ts'
import { endOverride, expireOverrides, overrideScore } from '../overrides.ts'
import { noteSentiment } from '../sentiments.ts'
import { defaultDefinition, type ModelDefinition } from './definition.ts'
import { refreshPercentiles } from './percentiles.ts'
import { forgetRemoved, recomputeScores } from './recompute.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const day = { today: '2026-11-22' }
const csm = { kind: 'staff', id: cast.csm.id } as const
const system = { kind: 'system' } as const
const bands = { good: 70, care: 40 }

const recompute = (...ids: readonly number[]) =>
  transact(db, tx => recomputeScores(tx, services, ids.length > 0 ? sql`select unnest(${[...ids]}::bigint[])` : 'all'))
const score = async (id: number) => (await scoresById(db)).get(id)

afterAll(() => setClock(undefined))
beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
  await sql`truncate health.model, customers.account, segments.segment, events.usage_day, events.sign_of_life,
    health.score_day, health.risk_day restart identity cascade`.execute(db)
})

/** Publishes a definition for everybody. */
async function everybody(definition: ModelDefinition): Promise<void> {
  await transact(db, async tx => {
    await ensureDefaultModel(tx, system, 'すべての顧客')
    const [model] = await currentModels(tx)
    if (model)
      await publishModel(tx, system, model, { name: model.name, definition, note: null, basedOn: model.number })
  })
}

async function segmentOf(name: string, ...accounts: readonly number[]): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into segments.segment (name, condition) values (${name}, '{}') returning id`.execute(db)
  const id = rows[0]?.id ?? 0
  await sql`insert into segments.membership (segment_id, account_id, entered_at)
    select ${id}, unnest(${accounts}::bigint[]), now()`.execute(db)
  return id
}

describe('the model that is there without configuration', () => {
  it('scores what lives high, what fell silent low, and says when nothing is known', async () => {
    const [steady = 0, silent = 0, unknown = 0] = await putUsedAccounts(
      db,
      day,
      { name: 'steady', used: every(0, 56), people: 3 },
      { name: 'silent', used: every(30, 56), people: 3 },
      { name: 'unknown' },
    )
    await recompute()
    await transact(db, tx => refreshPercentiles(tx, services))
    await recompute()
    expect(await score(steady)).toMatchObject({ band: 'good' })
    expect(await score(silent)).toMatchObject({ band: 'bad', score: 0 })
    expect(await score(unknown)).toMatchObject({ band: 'unknown', score: null, confidence: 0 })
    for (const row of (await scoresById(db)).values()) expectSound(row)
  })

  it('is made once, however many ask for it at the same time', async () => {
    await Promise.all(every(0, 4).map(() => recompute()))
    const models = await currentModels(db)
    expect(models).toMatchObject([{ segmentId: null, number: 1, definition: defaultDefinition }])
  })
})

describe('points', () => {
  it('hand the weight of a measure without data to the others, and say how much was known', async () => {
    await everybody({
      measures: [
        threshold('events.days_active', 0, 20, { window: 28, weight: 30 }),
        threshold('health.sentiment', 0, 100, { weight: 10 }),
      ],
      bands,
    })
    const [id = 0] = await putUsedAccounts(db, day, { name: 'half', used: every(0, 10) })
    await recompute()
    expect(await score(id)).toMatchObject({ computed: 50, confidence: 0.75, contributions: [50, null] })
    await transact(db, tx => noteSentiment(tx, csm, id, { value: 100, note: null }))
    await recompute(id)
    expect(await score(id)).toMatchObject({ computed: 62.5, confidence: 1, contributions: [37.5, 25] })
  })

  it('count lower values as better where the thresholds say so, and end at 0 and 100', async () => {
    await everybody({ measures: [threshold('events.silence_days', 28, 3)], bands })
    const ids = await putUsedAccounts(
      db,
      day,
      ...[0, 3, 8, 28, 90].map(last => ({ name: `silent ${last}`, used: [last] })),
    )
    await recompute()
    const scores = await scoresById(db)
    expect(ids.map(id => scores.get(id)?.score)).toEqual([100, 100, 80, 0, 0])
  })

  it('by rank are none for nothing, all for the best, and the middle of their places for those between', async () => {
    await everybody({ measures: [percentile('events.days_active')], bands })
    // Ten were used long ago only: 0 days in the window. Then ten with 5 days, and one with 20.
    const idle = every(0, 10).map(i => ({ name: `idle ${i}`, used: [60] }))
    const ids = await putUsedAccounts(
      db,
      day,
      ...idle,
      ...every(0, 10).map(i => ({ name: `some ${i}`, used: every(0, 5) })),
      { name: 'most', used: every(0, 20) },
    )
    await recompute()
    await transact(db, tx => refreshPercentiles(tx, services))
    await recompute()
    const scores = await scoresById(db)
    expect(new Set(ids.slice(0, 10).map(id => scores.get(id)?.score))).toEqual(new Set([0]))
    expect(new Set(ids.slice(10, 20).map(id => scores.get(id)?.score))).toEqual(new Set([72.5]))
    expect(scores.get(ids[20] ?? 0)?.score).toBe(100)
  })

  it('by rank of a measure of which less is better are higher for less', async () => {
    await everybody({ measures: [percentile('events.days_since_active', { window: 365 })], bands })
    const ids = await putUsedAccounts(db, day, ...every(0, 21).map(last => ({ name: `last ${last}`, used: [last] })))
    await recompute()
    await transact(db, tx => refreshPercentiles(tx, services))
    await recompute()
    const scores = await scoresById(db)
    expect(ids.map(id => scores.get(id)?.score)).toEqual(every(0, 21).map(last => 100 - last * 5))
  })

  it('are in the middle while there is nobody to compare with', async () => {
    await everybody({ measures: [percentile('events.days_active')], bands })
    const [id = 0] = await putUsedAccounts(db, day, { name: 'first', used: every(0, 5) })
    await recompute()
    expect((await score(id))?.score).toBe(50)
  })

  it('of a measure that nobody offers any more are no data', async () => {
    await everybody({
      measures: [threshold('events.days_active', 0, 10, { window: 28 }), threshold('gone.measure', 0, 1)],
      bands,
    })
    const [id = 0] = await putUsedAccounts(db, day, { name: 'a', used: every(0, 10) })
    await recompute()
    expect(await score(id)).toMatchObject({ computed: 100, confidence: 0.5, points: [100, null] })
  })
})

describe('several models', () => {
  const only = (full: number): ModelDefinition => ({
    measures: [threshold('events.days_active', 0, full, { window: 28 })],
    bands,
  })

  it('score each account by the first whose segment holds it', async () => {
    const [both = 0, small = 0, other = 0] = await putUsedAccounts(
      db,
      day,
      ...['both', 'small', 'other'].map(name => ({ name, used: every(0, 5) })),
    )
    await everybody(only(20))
    const first = await segmentOf('first', both)
    const second = await segmentOf('second', both, small)
    for (const [segmentId, full] of [
      [first, 5],
      [second, 10],
    ] as const) {
      await transact(db, tx => createModel(tx, system, { name: `m${full}`, segmentId, definition: only(full) }))
    }
    await recompute()
    expect((await score(both))?.score).toBe(100)
    expect((await score(small))?.score).toBe(50)
    expect((await score(other))?.score).toBe(25)
    const versions = new Set([...(await scoresById(db)).values()].map(row => row.version_id))
    expect(versions.size).toBe(3)
  })

  it('compare by rank among their own accounts only', async () => {
    const [a = 0, b = 0, c = 0] = await putUsedAccounts(
      db,
      day,
      { name: 'a', used: every(0, 2) },
      { name: 'b', used: every(0, 4) },
      { name: 'c', used: every(0, 28) },
    )
    const definition = { measures: [percentile('events.days_active')], bands }
    await everybody(definition)
    const segmentId = await segmentOf('small', a, b)
    await transact(db, tx => createModel(tx, system, { name: 'small', segmentId, definition }))
    await transact(db, tx => refreshPercentiles(tx, services))
    await recompute()
    expect((await score(b))?.score).toBe(100)
    expect((await score(c))?.score).toBe(50)
  })
})

describe('what people say', () => {
  beforeEach(() => everybody({ measures: [threshold('events.days_active', 0, 20, { window: 28 })], bands }))

  it('counts in place of what was computed, until it is ended', async () => {
    const [id = 0] = await putUsedAccounts(db, day, { name: 'a', used: every(0, 18) })
    await recompute()
    const expiresAt = new Date('2026-12-01T00:00:00Z')
    await transact(db, tx => overrideScore(tx, csm, id, { score: 20, reason: '異動を聞いた', expiresAt }))
    await recompute(id)
    expect(await score(id)).toMatchObject({ score: 20, computed: 90, band: 'bad', overridden: true })
    await transact(db, tx => endOverride(tx, csm, id))
    await recompute(id)
    expect(await score(id)).toMatchObject({ score: 90, band: 'good', overridden: false })
  })

  it('no longer counts after its expiry, and the account is computed again', async () => {
    const [id = 0] = await putUsedAccounts(db, day, { name: 'a', used: every(0, 18) })
    const expiresAt = new Date('2026-11-23T15:00:00Z')
    await transact(db, tx => overrideScore(tx, csm, id, { score: 20, reason: '異動を聞いた', expiresAt }))
    await recompute(id)
    await sql`truncate customers.account_change`.execute(db)
    expect(await transact(db, tx => expireOverrides(tx))).toBe(0)
    setClock(Temporal.Instant.from('2026-11-23T15:00:00Z'))
    expect(await transact(db, tx => expireOverrides(tx))).toBe(1)
    expect((await sql`select account_id from customers.account_change`.execute(db)).rows).toEqual([{ account_id: id }])
    await recompute(id)
    expect(await score(id)).toMatchObject({ score: 90, overridden: false })
  })

  it('of two overrides at once one counts, and neither fails', async () => {
    const [id = 0] = await putUsedAccounts(db, day, { name: 'a', used: every(0, 18) })
    const expiresAt = new Date('2026-12-01T00:00:00Z')
    const set = (value: number) =>
      transact(db, tx => overrideScore(tx, csm, id, { score: value, reason: '理由', expiresAt }))
    await Promise.all([set(10), set(30)])
    await recompute(id)
    expect([10, 30]).toContain((await score(id))?.score)
  })

  it('fades as a feeling: after its days the measure has no data', async () => {
    await everybody({
      measures: [threshold('events.days_active', 0, 20, { window: 28 }), threshold('health.sentiment', 0, 100)],
      bands,
    })
    const [id = 0] = await putUsedAccounts(db, day, { name: 'a', used: every(0, 20) })
    await recompute()
    await transact(db, tx => noteSentiment(tx, csm, id, { value: 0, note: null }))
    await recompute(id)
    expect(await score(id)).toMatchObject({ score: 50, confidence: 1 })
    const felt = await db.selectFrom('health.sentiment').selectAll().executeTakeFirstOrThrow()
    expect(felt).toMatchObject({ computed: 100, day: '2026-11-22' })
    await sql`update health.sentiment set expires_at = now() - interval '1 minute'`.execute(db)
    await recompute(id)
    expect(await score(id)).toMatchObject({ score: 100, confidence: 0.5 })
  })
})

describe('history', () => {
  const at = (instant: string) => setClock(Temporal.Instant.from(instant))

  it('keeps a row per day on which the score was another, and compares with the one a week ago', async () => {
    await everybody({ measures: [threshold('events.silence_days', 20, 0)], bands })
    const [id = 0] = await putUsedAccounts(db, { today: '2026-11-01' }, { name: 'a', used: [0] })
    for (const date of ['2026-11-02', '2026-11-05', '2026-11-09', '2026-11-11']) {
      at(`${date}T03:00:00Z`)
      await recompute()
    }
    const days = await db.selectFrom('health.score_course').select(['day', 'score']).orderBy('day').execute()
    expect(days).toEqual([
      { day: '2026-11-02', score: 95 },
      { day: '2026-11-05', score: 80 },
      { day: '2026-11-09', score: 60 },
      { day: '2026-11-11', score: 50 },
    ])
    // On the 11th a week ago is the 4th, when the score of the 2nd still held.
    expect(await score(id)).toMatchObject({ score: 50, week_ago: 95 })
  })

  it('compares with the later of two scores of one day', async () => {
    await everybody({ measures: [threshold('events.silence_days', 20, 0)], bands })
    const [id = 0] = await putUsedAccounts(db, { today: '2026-11-09' }, { name: 'a', used: [0] })
    at('2026-11-09T03:00:00Z')
    await recompute()
    await sql`insert into health.score_day (account_id, day, version_id, score, band, confidence, values, points,
        contributions, at)
      select account_id, day, version_id, 7, 'bad', confidence, values, points, contributions, since - interval '1 hour'
      from health.score`.execute(db)
    at('2026-11-16T03:00:00Z')
    await recompute()
    expect(await score(id)).toMatchObject({ score: 65, week_ago: 100 })
  })

  it('begins when something is known, and tells when nothing is known any more', async () => {
    await everybody({ measures: [threshold('health.sentiment', 0, 100)], bands })
    const [id = 0] = await putUsedAccounts(db, day, { name: 'a' })
    await recompute()
    expect(await db.selectFrom('health.score_course').selectAll().execute()).toEqual([])
    await transact(db, tx => noteSentiment(tx, csm, id, { value: 75, note: null }))
    await recompute(id)
    at('2026-11-23T03:00:00Z')
    await sql`update health.sentiment set expires_at = now() - interval '1 minute'`.execute(db)
    await recompute(id)
    const days = await db.selectFrom('health.score_course').select(['day', 'score', 'band']).orderBy('day').execute()
    expect(days).toEqual([
      { day: '2026-11-22', score: 75, band: 'good' },
      { day: '2026-11-23', score: null, band: 'unknown' },
    ])
  })
})

describe('computing again', () => {
  it('writes nothing when nothing changed', async () => {
    await putUsedAccounts(db, day, { name: 'a', used: every(0, 9) }, { name: 'b' })
    await recompute()
    expect(await recompute()).toEqual({ moved: [], touched: [] })
  })

  it('touches only the accounts it is asked for', async () => {
    const [a = 0, b = 0] = await putUsedAccounts(db, day, { name: 'a', used: [40] }, { name: 'b', used: [40] })
    await recompute()
    await putUse(db, day, a, [0])
    await putUse(db, day, b, [0])
    const before = await score(b)
    expect((await recompute(a)).moved).toEqual([a])
    expect(await score(b)).toEqual(before)
  })

  it('forgets at night what is left of accounts and versions that are no more', async () => {
    const [id = 0, other = 0] = await putUsedAccounts(db, day, { name: 'a', used: [0] }, { name: 'b', used: [0] })
    await recompute()
    const nobody = 999_999
    await sql`insert into health.score_day (account_id, day, version_id, score, band, confidence, values, points,
        contributions, at)
      select a, d::date, version_id + case when d = '2026-11-01' then 0 else 500 end, score, band, confidence, values, points,
        contributions, now()
      from health.score, unnest(array[${id}, ${nobody}]::bigint[]) a, unnest(array['2026-11-01', '2026-11-02']) d
      where account_id = ${id}`.execute(db)
    await sql`insert into health.risk_day (account_id, day, risk_model_id, probability, at)
      select a, '2026-11-01', 1, 0.5, now() from unnest(array[${id}, ${nobody}]::bigint[]) a`.execute(db)
    await sql`update health.score set version_id = version_id + 500 where account_id = ${other}`.execute(db)
    await sql`insert into health.score (account_id, version_id, band, confidence, values, points, contributions)
      select ${nobody}, version_id, 'unknown', 0, '{}', '{}', '{}' from health.score where account_id = ${id}`.execute(
      db,
    )
    await forgetRemoved(db)
    const days = await db.selectFrom('health.score_day').select(['account_id', 'day']).execute()
    expect(days).toEqual([{ account_id: id, day: '2026-11-01' }])
    expect(await db.selectFrom('health.risk_day').select('account_id').execute()).toEqual([{ account_id: id }])
    expect([...(await scoresById(db)).keys()]).toEqual([id])
  })

  it('takes the present score from accounts that left; their history stays', async () => {
    const [id = 0] = await putUsedAccounts(db, day, { name: 'a', used: every(0, 9) })
    await recompute()
    await sql`insert into customers.cancellation (account_id, source) values (${id}, 'staff')`.execute(db)
    await recompute(id)
    expect(await score(id)).toBeUndefined()
    expect(await db.selectFrom('health.score_course').select('account_id').execute()).toEqual([{ account_id: id }])
  })
})
