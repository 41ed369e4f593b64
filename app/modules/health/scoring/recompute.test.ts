import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { transact } from '../../../platform/db.ts'
import { takeAccounts } from '../../customers/index.ts'
import { ensureDefaultModel } from '../models.ts'
import { refreshPercentiles } from './percentiles.ts'
import { recomputeScores } from './recompute.ts'

const stage = await openStage()
const { db } = stage.services

async function account(name: string): Promise<number> {
  const taken = await transact(db, tx => takeAccounts(tx, [{ groupId: name, traits: { name }, at: new Date() }]))
  return taken.ids.get(name) ?? 0
}

/** Puts use of an event on days counted back from today, by `people` contacts. */
async function use(accountId: number, daysAgo: readonly number[], people: number): Promise<void> {
  await sql`
    insert into events.usage_day (account_id, day, contact_id, name, count, last_at)
    select ${accountId}, current_date - d, ${accountId * 100} + p, '給餌を記録', 3, now() - make_interval(days => d)
    from unnest(${[...daysAgo]}::int[]) d, generate_series(1, ${people}) p`.execute(db)
  await sql`
    insert into events.sign_of_life (account_id, first_at, last_at, last_day)
    select account_id, min(last_at), max(last_at), max(day) from events.usage_day where account_id = ${accountId} group by 1
    on conflict (account_id) do update set last_at = excluded.last_at, last_day = excluded.last_day`.execute(db)
}

const every = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

describe('scores', async () => {
  const steady = await account('steady')
  const silent = await account('silent')
  const unknown = await account('unknown')
  await sql`create table if not exists events.usage_test partition of events.usage_day default`.execute(db)
  await use(steady, every(0, 56), 3)
  await use(silent, every(30, 56), 3)
  await transact(db, tx => ensureDefaultModel(tx, { kind: 'system' }, 'すべての顧客'))
  await transact(db, tx => refreshPercentiles(tx, stage.services))

  it('scores what lives high, what fell silent low, and says when nothing is known', async () => {
    const { moved } = await transact(db, tx => recomputeScores(tx, stage.services, 'all'))
    expect(new Set(moved)).toEqual(new Set([steady, silent, unknown]))
    const rows = await db.selectFrom('health.score').selectAll().execute()
    const by = new Map(rows.map(row => [row.account_id, row]))
    expect(by.get(steady)).toMatchObject({ band: 'good' })
    expect(by.get(silent)).toMatchObject({ band: 'bad', score: 0 })
    expect(by.get(unknown)).toMatchObject({ band: 'unknown', score: null, confidence: 0 })
  })

  it('has contributions that add up to the score, and stays within 0 and 100', async () => {
    const rows = await db.selectFrom('health.score').selectAll().where('score', 'is not', null).execute()
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) {
      const sum = row.contributions.reduce<number>((total, part) => total + (part ?? 0), 0)
      expect(sum).toBeCloseTo(Number(row.computed), 2)
      expect(row.computed).toBeGreaterThanOrEqual(0)
      expect(row.computed).toBeLessThanOrEqual(100)
    }
  })

  it('writes nothing when nothing changed', async () => {
    const again = await transact(db, tx => recomputeScores(tx, stage.services, 'all'))
    expect(again).toEqual({ moved: [], touched: [] })
  })

  it('computes only the accounts it is asked for, when they are heard of again', async () => {
    await use(silent, [0], 1)
    await use(steady, [60], 1)
    const { moved } = await transact(db, tx => recomputeScores(tx, stage.services, sql`select ${silent}::bigint`))
    expect(moved).toEqual([silent])
    const row = await db
      .selectFrom('health.score')
      .selectAll()
      .where('account_id', '=', silent)
      .executeTakeFirstOrThrow()
    expect(row.score).toBeGreaterThan(0)
    const days = await db.selectFrom('health.score_day').select('day').where('account_id', '=', silent).execute()
    expect(days).toHaveLength(1)
  })
})
