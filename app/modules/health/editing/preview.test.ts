import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { cast, openStage } from '../../../../test/cast.ts'
import { every, percentile, putUsedAccounts, scoresById, threshold } from '../../../../test/support/health.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { createModel, currentModels } from '../models.ts'
import { overrideScore } from '../overrides.ts'
import type { ModelDefinition } from '../scoring/definition.ts'
import { recomputeAll } from '../scoring/recompute-all.ts'
import { previewDefinition } from './preview.ts'

const { services } = await openStage()
const { db, offers } = services
const day = { today: '2026-11-22' }
const bands = { good: 70, care: 40 }
const active = (full: number): ModelDefinition => ({
  measures: [threshold('events.days_active', 0, full, { window: 28 })],
  bands,
})
const everybody = { segmentId: null, earlier: [] }
const look = (
  definition: ModelDefinition,
  scope: Parameters<typeof previewDefinition>[2]['scope'] = everybody,
  most?: number,
) => previewDefinition(db, offers, { definition, scope, day: day.today }, most)

afterAll(() => setClock(undefined))
beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
  await sql`truncate health.model, customers.account, segments.segment, events.usage_day, events.sign_of_life,
    health.score_day restart identity cascade`.execute(db)
})

/** Ten accounts used on 2, 4, … 20 days, one of which nothing is known; scored by how many of 20 days. */
async function company(): Promise<readonly number[]> {
  await transact(db, tx =>
    createModel(tx, { kind: 'system' }, { name: 'すべて', segmentId: null, definition: active(20) }),
  )
  const ids = await putUsedAccounts(
    db,
    day,
    ...every(1, 11).map(i => ({ name: `used ${2 * i}`, used: every(0, 2 * i) })),
    { name: 'unknown' },
  )
  await recomputeAll(services)
  return ids
}

describe('a preview', () => {
  it('says what publishing does, and stores nothing', async () => {
    await company()
    const before = await scoresById(db)
    const preview = await look(active(10))
    expect(await scoresById(db)).toEqual(before)
    expect(preview).toMatchObject({
      total: 11,
      looked: 11,
      before: [0, 1, 1, 1, 1, 1, 1, 1, 1, 2],
      after: [0, 0, 1, 0, 1, 0, 1, 0, 1, 6],
      confidence: { before: 1, after: 1 },
    })
    const moves = preview?.bands.map(({ from, to, accounts }) => `${from} ${to} ${accounts}`).sort()
    // 10–30 bad, 40–60 care, 70–100 good become 20 bad, 40 and 60 care, 80–100 good.
    expect(moves).toEqual(['bad bad 1', 'bad care 2', 'care good 3', 'good good 4', 'unknown unknown 1'])
    const [model] = await currentModels(db)
    await transact(db, async tx => {
      await sql`update health.model_version set definition = ${JSON.stringify(active(10))} where model_id = ${model?.id}`.execute(
        tx,
      )
    })
    await recomputeAll(services)
    const published = await scoresById(db)
    for (const { accountId, after } of preview?.examples ?? []) expect(published.get(accountId)?.score).toBe(after)
  })

  it('shows the accounts that change most, with what does it', async () => {
    const ids = await company()
    const { examples = [] } = (await look(active(10))) ?? {}
    expect(examples[0]).toMatchObject({ accountId: ids[4], name: 'used 10', before: 50, after: 100 })
    expect(examples[0]?.moves[0]).toMatchObject({ change: 50, measure: { measure: 'events.days_active' } })
    expect(examples.map(one => one.after - one.before)).toEqual([50, 40, 40, 30, 30, 20])
  })

  it('ranks by the accounts that the model would score', async () => {
    await company()
    const preview = await look({ measures: [percentile('events.days_active')], bands })

    expect(preview?.after.reduce((sum, count) => sum + count, 0)).toBe(10)
    expect(preview?.after[0]).toBeGreaterThan(0)
    expect(preview?.after[9]).toBeGreaterThan(0)
  })

  it('says how much less is known with a measure that has no data', async () => {
    await company()
    const preview = await look({ measures: [...active(20).measures, threshold('health.sentiment', 0, 100)], bands })
    expect(preview?.confidence).toEqual({ before: 1, after: 0.5 })
    expect(preview?.bands.every(({ from, to }) => from === to)).toBe(true)
  })

  it('lets an override count before and after', async () => {
    const [, , , , id = 0] = await company()
    const csm = { kind: 'staff', id: cast.csm.id } as const
    const expiresAt = new Date('2026-12-01T00:00:00Z')
    await transact(db, tx => overrideScore(tx, csm, id, { score: 1, reason: '理由', expiresAt }))
    await recomputeAll(services)
    const { examples = [] } = (await look(active(10))) ?? {}
    expect(examples.some(one => one.accountId === id)).toBe(false)
  })

  it('is of the segment alone, without accounts that an earlier model takes', async () => {
    const ids = await company()
    const segment = async (...members: readonly number[]) => {
      const { rows } = await sql<{ id: number }>`
        insert into segments.segment (name, condition) values ('s', '{}') returning id`.execute(db)
      await sql`insert into segments.membership (segment_id, account_id, entered_at)
        select ${rows[0]?.id}, unnest(${members}::bigint[]), now()`.execute(db)
      return rows[0]?.id ?? 0
    }
    const first = await segment(...ids.slice(0, 2))
    const second = await segment(...ids.slice(0, 5))
    expect(await look(active(10), { segmentId: second, earlier: [] })).toMatchObject({ total: 5 })
    expect(await look(active(10), { segmentId: second, earlier: [{ segmentId: first }] })).toMatchObject({ total: 3 })
    expect(await look(active(10), { segmentId: 999, earlier: [] })).toMatchObject({ total: 0, looked: 0, examples: [] })
  })

  it('of many accounts is of a sample, the same each time', async () => {
    await company()
    const one = await look(active(10), everybody, 4)
    expect(one).toMatchObject({ total: 11, looked: 4 })
    expect(await look(active(10), everybody, 4)).toEqual(one)
  })

  it('that takes too long is given up', async () => {
    await company()
    await sql`create view health.slow as select account_id, pg_sleep(0.4)::text as words from customers.account_fact`.execute(
      db,
    )
    const slow = new Map(offers.measures).set('health.slow', {
      key: 'health.slow',
      label: 'health:measure.sentiment',
      unit: 'count',
      better: 'more',
      relation: 'health.slow',
      value: { take: 'different', column: 'words' },
      empty: 0,
    })
    const definition = { measures: [threshold('health.slow', 0, 1)], bands }
    const options = { definition, scope: everybody, day: day.today }
    expect(await previewDefinition(db, { ...offers, measures: slow }, options, 11, 0.5)).toBeUndefined()
    // The connection is as before.
    expect((await look(active(10)))?.total).toBe(11)
  })
})
