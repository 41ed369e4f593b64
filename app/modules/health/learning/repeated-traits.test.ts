import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { seededRandom } from '../../../platform/random.ts'
import { system } from '../../activity/index.ts'
import { type AccountMessage, cancelAccounts, type TraitValue, takeAccounts } from '../../customers/index.ts'
import { trainings } from './queries.ts'
import { requestTraining, trainJob } from './training.ts'

const { services } = await openStage()
const { db } = services
const now = Temporal.Instant.from('2026-11-22T03:00:00Z')
const dayLength = 86_400_000
const accounts = 800

afterAll(() => setClock(undefined))
beforeEach(async () => {
  setClock(now)
  await sql`truncate customers.account, customers.trait, health.risk_model, health.risk_day
    restart identity cascade`.execute(db)
})

/**
 * A company where every login sends all traits: first said at the beginning, and last within 150 days before leaving, or
 * before now. A quarter left, some time within 400 days, more of them of the basic tier; the other traits say nothing.
 */
async function company(draw: (random: () => number) => Record<string, TraitValue>, anew: boolean): Promise<void> {
  const random = seededRandom(18)
  const first: AccountMessage[] = []
  const last: AccountMessage[] = []
  const left = new Map<string, Date>()
  for (let i = 0; i < accounts; i++) {
    const groupId = `a${i}`
    const end = now.epochMilliseconds - (i % 4 === 0 ? Math.floor(random() * 400) * dayLength : 0)
    if (i % 4 === 0) left.set(groupId, new Date(end))
    const tier = random() < (i % 4 === 0 ? 0.5 : 0.2) ? 'basic' : 'pro'
    const traits = { tier, ...draw(random) }
    first.push({ groupId, traits, at: new Date('2025-01-05T00:00:00Z') })
    const at = new Date(end - Math.floor(random() * 150) * dayLength)
    last.push({ groupId, traits: { ...traits, ...(anew ? draw(random) : {}) }, at })
  }
  await transact(db, async tx => {
    await takeAccounts(tx, first)
    const { ids } = await takeAccounts(tx, last)
    const leaving = [...left].map(([groupId, at]) => ({ accountId: ids.get(groupId) ?? 0, at }))
    await cancelAccounts(tx, system, 'import', leaving)
  })
}

async function trained() {
  const id = await transact(db, tx => requestTraining(tx, services, system))
  await trainJob.run(services, { id }, new AbortController().signal)
  const { last } = await trainings(db)
  const { rows } = await sql<{ mean: number | null }>`select avg(probability) as mean from health.risk`.execute(db)
  return { last, mean: rows[0]?.mean ?? null }
}

function expectNear(mean: number | null, baseRate = 0): void {
  expect(mean).toBeGreaterThan(0.7 * baseRate)
  expect(mean).toBeLessThan(1.3 * baseRate)
}

const noise = (random: () => number) => ({
  seats: Math.floor(random() * 100),
  region: ['east', 'west', 'north'][Math.floor(random() * 3)] ?? '',
  newsletter: random() < 0.5,
})

describe('traits that are sent again at each login', () => {
  it('tell nothing by being sent: what means nothing predicts nothing, and nobody is made riskier by it', async () => {
    await company(noise, false)
    const { last, mean } = await trained()
    expect(last).toMatchObject({ kind: 'dated', status: 'ready', active: true })
    expect(last?.model?.metrics.auc).toBeLessThan(0.7)
    expect(last?.model?.importance[0]?.key).toBe('trait:tier')
    expect(last?.model?.encodings.filter(encoding => encoding.missing)).toEqual([])
    expectNear(mean, last?.model?.baseRate)
  }, 60_000)

  it('are not used when their values of then are lost, because they were changed since', async () => {
    await company(noise, true)
    const { last, mean } = await trained()
    const lost = last?.model?.refusedInputs.filter(input => input.reason === 'changed_later')
    expect(lost?.map(input => input.key)).toEqual(['trait:newsletter', 'trait:region', 'trait:seats'])
    expect(last?.model?.metrics.auc).toBeLessThan(0.7)
    expectNear(mean, last?.model?.baseRate)
  }, 60_000)
})
