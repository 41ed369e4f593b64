import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { openStage } from '../../../../test/cast.ts'
import { putUsedAccounts } from '../../../../test/support/health.ts'
import { setClock } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { system } from '../../activity/index.ts'
import { cancelAccounts } from '../../customers/index.ts'
import { removeSampleHealth } from '../moves.ts'
import { trainings } from './queries.ts'
import { requestTraining, trainJob } from './training.ts'

const { services } = await openStage()
const { db } = services

afterAll(() => setClock(undefined))
beforeEach(async () => {
  setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
  await sql`truncate customers.account, customers.trait, health.risk_model restart identity cascade`.execute(db)
})

/** Eighty accounts, of which those with few seats mostly left. */
async function company(prefix: string, sample: boolean): Promise<void> {
  const drafts = Array.from({ length: 80 }, (_, i) => ({ name: `${prefix}${i}`, traits: { seats: i } }))
  const ids = await putUsedAccounts(db, { today: '2026-11-22' }, ...drafts)
  await sql`update customers.account set sample = ${sample} where id = any(${[...ids]}::bigint[])`.execute(db)
  await sql`insert into customers.trait (subject, key, type) values ('account', 'seats', 'number')
    on conflict do nothing`.execute(db)
  const left = ids.filter((_, i) => (i < 40 ? i % 10 !== 0 : i % 10 === 0))
  await transact(db, tx => cancelAccounts(tx, system, 'import', left.map(accountId => ({ accountId })))) // biome-ignore format: one call
}

const request = () => transact(db, tx => requestTraining(tx, services, system))
const run = (id: number) => trainJob.run(services, { id }, new AbortController().signal)
const removeSample = () => transact(db, tx => removeSampleHealth(tx))

describe('when the sample company is removed', () => {
  it('what was learned from real accounts stays, what was learned from the sample goes', async () => {
    await company('made up ', true)
    const first = await request()
    await run(first)
    expect((await trainings(db)).active).toMatchObject({ id: first, status: 'ready' })
    await company('real ', false)
    const second = await request()
    await run(second)
    await removeSample()
    expect((await trainings(db)).active).toMatchObject({ id: second, status: 'ready' })
    expect(await db.selectFrom('health.risk_model').select('id').execute()).toEqual([{ id: second }])
    const { rows } = await sql<{ count: number }>`select count(*) as count from health.risk`.execute(db)
    expect(rows[0]?.count).toBeGreaterThan(30)
  })

  it('a training of it that is under way comes to nothing, and takes no other model away', async () => {
    await company('made up ', true)
    const asked = await request()
    await company('real ', false)
    await sql`update health.risk_model set status = 'failed'`.execute(db)
    const real = await request()
    await run(real)
    // Asked for while there was only the sample, and removed with it before it ended.
    await removeSample()
    await run(asked)
    expect((await trainings(db)).active).toMatchObject({ id: real })
  })
})
