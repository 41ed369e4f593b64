import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { putUsedAccounts } from '../../../../test/support/health.ts'
import { transact } from '../../../platform/db.ts'
import type { RiskModel } from '../risk/train.ts'
import { predictRisks } from './predictions.ts'

const stage = await openStage()
const { services } = stage
const { db } = services

test('a risk that is next to nothing, or next to certain, can be stored', async () => {
  const ids = await putUsedAccounts(
    db,
    { today: '2026-11-22' },
    { name: 'far', traits: { n: 1e9 } },
    { name: 'near', traits: { n: 0 } },
    { name: 'out', traits: { n: -1e9 } },
  )
  // Of a model that learned from numbers close to each other, such as a company whose customers are all alike.
  const model = {
    encodings: [{ kind: 'number', key: 'trait:n', mean: 0, sd: 1, missing: false }],
    means: [0],
    weights: [-60],
    intercept: 0,
    calibration: { applied: { intercept: 0, slope: 1 } },
  } as unknown as RiskModel
  const { rows } = await sql<{ id: number }>`
    insert into health.risk_model (status, active) values ('ready', true) returning id`.execute(db)
  const active = { id: rows[0]?.id ?? 0, kind: 'undated' as const, horizonDays: null, model }
  await transact(db, tx => predictRisks(tx, services, active, sql`select unnest(${[...ids]}::bigint[])`))
  const stored = await db.selectFrom('health.risk').select('probability').orderBy('account_id').execute()
  expect(stored.map(row => row.probability)).toEqual([
    expect.closeTo(1e-6, 9),
    expect.closeTo(0.5, 6),
    expect.closeTo(1, 5),
  ])
})
