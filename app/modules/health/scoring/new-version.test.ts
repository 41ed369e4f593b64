import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { every, putUsedAccounts, threshold } from '../../../../test/support/health.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { system } from '../../activity/index.ts'
import { explainAccounts } from '../explain-accounts.ts'
import { currentModels, ensureDefaultModel, publishModel } from '../models.ts'
import type { ModelDefinition } from './definition.ts'
import { recomputeScores } from './recompute.ts'

const { services } = await openStage()
const { db } = services
const bands = { good: 70, care: 40 }
const scoredTo = (full: number, limits = bands): ModelDefinition => ({
  measures: [threshold('events.days_active', 0, full, { window: 28 })],
  bands: limits,
})
let account = 0

async function publish(definition: ModelDefinition): Promise<void> {
  await transact(db, async tx => {
    await ensureDefaultModel(tx, system, 'すべて')
    const [model] = await currentModels(tx)
    if (!model) throw new Error('no model')
    await publishModel(tx, system, model, { name: model.name, definition, note: null, basedOn: model.number })
  })
}

async function recomputeOn(day: string): Promise<void> {
  setClock(Temporal.Instant.from(`${day}T03:00:00Z`))
  await transact(db, tx => recomputeScores(tx, services, 'all'))
}

async function told() {
  const row = await db.selectFrom('health.account_health').selectAll().executeTakeFirstOrThrow()
  const why = (await explainAccounts(db, [account])).get(account)
  return { score: row.score, change: row.change, explained: why?.change, otherMeasures: why?.otherMeasures }
}

afterAll(() => setClock(undefined))
beforeEach(async () => {
  await sql`truncate health.model, customers.account, events.usage_day, events.sign_of_life, health.score_day
    restart identity cascade`.execute(db)
  ;[account = 0] = await putUsedAccounts(db, { today: '2026-11-22' }, { name: 'a', used: every(0, 40) })
  await publish(scoredTo(10))
  await recomputeOn('2026-11-10')
})

describe('a new version of the model', () => {
  it('makes nobody fall: what another version said a week ago is not compared, and that is said', async () => {
    await publish(scoredTo(40))
    await recomputeOn('2026-11-22')
    expect(await told()).toEqual({ score: 70, change: null, explained: undefined, otherMeasures: true })
    await recomputeOn('2026-11-29')
    expect(await told()).toMatchObject({ change: expect.any(Number), otherMeasures: false })
    expect((await told()).change).toBe((await told()).explained)
  })

  it('that only draws other bands compares as before', async () => {
    await publish(scoredTo(10, { good: 90, care: 50 }))
    await recomputeOn('2026-11-22')
    expect(await told()).toEqual({ score: 100, change: 0, explained: 0, otherMeasures: false })
  })
})
