import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { every, percentile, putUse, putUsedAccounts, scoresById, threshold } from '../../../../test/support/health.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { createModel } from '../models.ts'
import { refreshPercentiles } from './percentiles.ts'
import { recomputeScores } from './recompute.ts'
import { recomputeAll } from './recompute-all.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const day = { today: '2026-11-22' }
const system = { kind: 'system' } as const

afterAll(() => setClock(undefined))
beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
  await sql`truncate health.model, customers.account, segments.segment, events.usage_day, events.sign_of_life,
    health.score_day restart identity cascade`.execute(db)
})

/** Twenty accounts used in twenty ways, some of them in a segment with a model of its own. */
async function company(): Promise<readonly number[]> {
  const ids = await putUsedAccounts(
    db,
    day,
    ...every(0, 20).map(i => ({ name: `a${i}`, used: every(i, 20 + 2 * i), people: 1 + (i % 3) })),
    { name: 'silent' },
  )
  const { rows } = await sql<{ id: number }>`
    insert into segments.segment (name, condition) values ('some', '{}') returning id`.execute(db)
  const segmentId = rows[0]?.id ?? 0
  await sql`insert into segments.membership (segment_id, account_id, entered_at)
    select ${segmentId}, unnest(${ids.slice(0, 6)}::bigint[]), now()`.execute(db)
  const definition = {
    measures: [
      percentile('events.people'),
      threshold('events.days_active', 0, 20, { window: 28 }),
      threshold('events.count', -0.5, 0, { window: 14, compare: 'previous' }),
    ],
    bands: { good: 60, care: 30 },
  }
  await transact(db, tx => createModel(tx, system, { name: 'some', segmentId, definition }))
  return ids
}

describe('recomputeAll', () => {
  it('says the same as computing account by account with the same percentiles', async () => {
    await company()
    expect(await recomputeAll(services)).toEqual({ accounts: 21, moved: 21 })
    const together = await scoresById(db)
    expect(new Set([...together.values()].map(row => row.band)).size).toBeGreaterThan(2)
    await sql`truncate health.score, health.score_day, health.percentile`.execute(db)
    await transact(db, tx => refreshPercentiles(tx, services))
    await transact(db, tx => recomputeScores(tx, services, 'all'))
    expect(await scoresById(db)).toEqual(together)
  })

  it('writes nothing when nothing changed, and leaves no table behind', async () => {
    await company()
    await recomputeAll(services)
    expect(await recomputeAll(services)).toEqual({ accounts: 21, moved: 0 })
    const { rows } = await sql`select relname from pg_class where relname = 'health_values'`.execute(db)
    expect(rows).toEqual([])
  })

  it('leaves alone what somebody computed from newer facts meanwhile', async () => {
    const [first = 0] = await company()
    await recomputeAll(services)
    await putUse(db, day, first, every(0, 28), 9)
    setClock(Temporal.Instant.from('2026-11-22T03:00:05Z'))
    await transact(db, tx => recomputeScores(tx, services, sql`select ${first}::bigint`))
    const newer = (await scoresById(db)).get(first)
    // The round began before that and saw the account as it was.
    await sql`delete from events.usage_day where account_id = ${first} and contact_id > ${first * 100 + 1}`.execute(db)
    setClock(Temporal.Instant.from('2026-11-22T03:00:01Z'))
    await recomputeAll(services)
    expect((await scoresById(db)).get(first)).toEqual(newer)
  })

  it('tells how far it is, and who moved, in the transaction that stores it', async () => {
    const ids = await company()
    const shares: number[] = []
    const moved: number[] = []
    await recomputeAll(services, {
      onProgress: share => {
        shares.push(share)
      },
      onMoved: async (tx, some) => {
        const { rows } = await sql<{ count: number }>`select count(*) as count from health.score`.execute(tx)
        moved.push(...some)
        expect(rows[0]?.count).toBe(moved.length)
      },
    })
    expect(new Set(moved)).toEqual(new Set(ids))
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(shares.at(-1)).toBe(1)
  })

  it('that fails while it measures spoils the connection for no other round', async () => {
    await company()
    const { measures } = services.offers
    const byZero = { take: 'last', column: 'account_id', places: 0 } as const
    const failing = [...measures].map(([key, one]) => [key, { ...one, value: byZero }] as const)
    const broken = { ...services, offers: { ...services.offers, measures: new Map(failing) } }
    await expect(recomputeAll(broken)).rejects.toThrow('division by zero')
    for (let round = 0; round < 3; round++) expect(await recomputeAll(services)).toMatchObject({ accounts: 21 })
  })

  it('stops between two batches when it is told to, and can be begun again', async () => {
    await company()
    const stopped = AbortSignal.abort(new Error('stopped'))
    await expect(recomputeAll(services, { signal: stopped })).rejects.toThrow('stopped')
    expect(await recomputeAll(services)).toEqual({ accounts: 21, moved: 21 })
  })
})
