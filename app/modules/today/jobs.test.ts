import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { openStage } from '../../../test/cast.ts'
import { publishedPlay } from '../../../test/support/effects.ts'
import { clear, putAccounts } from '../../../test/support/today.ts'
import { openTracking } from '../../../test/support/tracking.ts'
import { refreshAccounts } from '../customers/index.ts'
import { todayJobs } from './jobs.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const running = new AbortController().signal

beforeEach(() => clear(db))

function renew(): Promise<void> | undefined {
  return todayJobs.find(job => job.name === 'today.renew')?.run(services, { force: true }, running)
}

async function candidates(): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select a.name from today.candidate c join customers.account a on a.id = c.account_id order by a.name`.execute(db)
  return rows.map(row => row.name)
}

test('an account last heard of in 1970, or waited for since 1900, keeps nobody else from being judged, nor itself', async () => {
  const tracker = await openTracking(stage)
  await putAccounts(db, [
    { name: '沈んだ顧客', score: 20, days: ['2026-11-20'] },
    { name: '待っている顧客', stage: 'onboarding', since: '1900-01-01' },
  ])
  const { accepted } = await tracker.batch(
    { type: 'group', userId: 'u', groupId: 'old', traits: { name: '時計の止まった顧客' } },
    { type: 'track', userId: 'u', event: 'ping', timestamp: '1970-01-01T00:00:10Z', context: { groupId: 'old' } },
  )
  expect(accepted).toBe(2)
  await refreshAccounts(services)
  expect(await db.selectFrom('customers.refresh_failure').selectAll().execute()).toEqual([])
  await renew()
  expect(await candidates()).toEqual(['待っている顧客', '時計の止まった顧客', '沈んだ顧客'].sort())
})

test('an account that cannot be judged keeps nobody else from it, and is set aside', async () => {
  const [bad = 0] = await putAccounts(db, [
    { name: 'a', stage: 'onboarding', since: '2026-01-01' },
    { name: 'b', stage: 'onboarding', since: '2026-01-01' },
    { name: 'heard', days: ['2026-11-22'] },
  ])
  await sql`alter table today.candidate add constraint never check (account_id <> ${sql.lit(bad)})`.execute(db)
  try {
    await sql`truncate customers.account_change`.execute(db)
    await renew()
    await refreshAccounts(services)
    expect(await candidates()).toContain('b')
    const failed = await db.selectFrom('customers.refresh_failure').select('account_id').execute()
    expect(failed).toEqual([{ account_id: bad }])
  } finally {
    await sql`alter table today.candidate drop constraint never`.execute(db)
  }
})

test('all stand on the list by one effect of contact, soon after it was measured', async () => {
  const waiting = async () => {
    const { rows } = await sql`select from graphile_worker.jobs where key = 'today.renew'`.execute(db)
    return rows.length > 0
  }
  const refer = () => todayJobs.find(job => job.name === 'today.refer')?.run(services, {}, running)
  await putAccounts(db, [
    { name: 'a', stage: 'onboarding', since: '2026-01-01' },
    { name: 'heard', days: ['2026-11-22'] },
  ])
  await renew()
  await refer()
  await sql`select graphile_worker.remove_job('today.renew')`.execute(db)
  await refer()
  expect(await waiting()).toBe(false)
  const playId = await publishedPlay(db, { kind: 'subscription', state: 'retained', days: 90 })
  await sql`
    insert into effects.play_result (play_id, verdict, kind, better, treated, held_out, treated_mean, held_out_mean, difference,
      error, low, high, p, minutes)
    values (${playId}, 'works', 'share', 'more', 900, 900, 0.88, 0.8, 0.08, 0.004, 0.06, 0.1, 0.01, 300)`.execute(db)
  await refer()
  expect(await waiting()).toBe(true)
  await renew()
  await sql`select graphile_worker.remove_job('today.renew')`.execute(db)
  await refer()
  expect(await waiting()).toBe(false)
})
