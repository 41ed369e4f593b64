import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, it } from 'vitest'
import { cast, open, openStage, signInAs } from '../../../../test/cast.ts'
import { telco } from '../../../../test/support/telco.ts'
import { paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { system } from '../../activity/index.ts'
import { cancelAccounts, type TraitValue, takeAccounts } from '../../customers/index.ts'
import { trainings } from './queries.ts'
import { requestTraining, trainJob } from './training.ts'

const numbers = ['tenure', 'MonthlyCharges', 'TotalCharges']

const stage = await openStage()
const { services } = stage
const { db } = services

describe.skipIf(telco.absent)(`risk learned from telco.csv as accounts with traits${telco.skipped}`, () => {
  const records: Record<string, string>[] = parse(telco.read(), { columns: true })

  beforeAll(async () => {
    const at = new Date('2026-11-20T00:00:00Z')
    const messages = records.map(record => ({ groupId: record.customerID ?? '', traits: traitsOf(record), at }))
    await transact(db, async tx => {
      const { ids } = await takeAccounts(tx, messages)
      const left = records.filter(record => record.Churn === 'Yes').map(record => ids.get(record.customerID ?? '') ?? 0)
      await cancelAccounts(tx, system, 'import', left.map(accountId => ({ accountId }))) // biome-ignore format: one call
    })
    const id = await transact(db, tx => requestTraining(tx, services, { kind: 'staff', id: cast.csm.id }))
    await trainJob.run(services, { id }, new AbortController().signal)
  }, 300_000)

  it('is as good on customers it has not seen as others have found, and not better', async () => {
    const { active } = await trainings(db)
    expect(active).toMatchObject({ status: 'ready', kind: 'undated', horizonDays: null })
    expect(active?.model?.counts).toMatchObject({ rows: 7043, churned: 1869 })
    expect(active?.model?.metrics.auc).toBeGreaterThan(0.83)
    expect(active?.model?.metrics.auc).toBeLessThan(0.86)
    expect(active?.model?.metrics.brier).toBeLessThan(0.15)
    expect(active?.model?.calibration.observed.slope).toBeCloseTo(1, 0)
  })

  it('predicts for those who are still there, and for nobody else', async () => {
    const { rows } = await services.database.pool.query(`
      select count(*) as predicted, count(*) filter (where a.cancelled) as gone, avg(r.probability) as mean
      from health.risk r join customers.account_fact a on a.account_id = r.account_id`)
    expect(rows[0]).toMatchObject({ predicted: 5174, gone: 0 })
    // Those who stayed look less like leaving than everybody together (26.5 %).
    expect(rows[0].mean).toBeLessThan(0.265)
  })

  it('gives reasons that raise the risk, strongest first, with what is usual', async () => {
    const riskiest = await db.selectFrom('health.risk').selectAll().orderBy('probability', 'desc').limit(20).execute()
    for (const { probability, reasons } of riskiest) {
      expect(probability).toBeGreaterThan(0.6)
      const contributions = (reasons as { contribution: number }[]).map(one => one.contribution)
      expect(contributions.length).toBeGreaterThan(1)
      expect(contributions.every(one => one > 0)).toBe(true)
      expect(contributions).toEqual(contributions.toSorted((a, b) => b - a))
    }
    const keys = riskiest.flatMap(({ reasons }) => (reasons as { key: string }[]).map(one => one.key))
    expect(keys).toContain('trait:Contract')
  })

  it('shows them in words, to everybody who is signed in', async () => {
    const reply = await open(stage, paths.risk, { cookie: await signInAs(stage, 'legal') })
    const html = await reply.text()
    expect(reply.status).toBe(200)
    expect(html).toContain('Contractが「Month-to-month」')
    expect(html).toContain('解約日がわからないため')
    expect(html).not.toContain('学習し直す')
  })
})

function traitsOf(record: Record<string, string>): Record<string, TraitValue> {
  const pairs = Object.entries(record).filter(([key]) => key !== 'customerID' && key !== 'Churn')
  return Object.fromEntries(
    pairs.map(([key, value]) => [key, numbers.includes(key) ? Number(value.trim() || 0) : value]),
  )
}
