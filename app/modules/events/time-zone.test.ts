import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { company, openStage, send, signInAs } from '../../../test/cast.ts'
import { openTracking } from '../../../test/support/tracking.ts'
import { paths } from '../../paths.ts'
import { jobs } from './jobs.ts'

const stage = await openStage()
const { services } = stage
const { db } = services
const { batch } = await openTracking(stage)

async function run(name: string): Promise<void> {
  await jobs.find(job => job.name === name)?.run(services, {}, new AbortController().signal)
}

async function waiting(): Promise<number> {
  const { rows } = await sql`select from graphile_worker.jobs where task_identifier = 'events.recount'`.execute(db)
  return rows.length
}

async function days(): Promise<readonly string[]> {
  const rows = await db.selectFrom('events.usage_day').select('day').orderBy('day').execute()
  return rows.map(row => row.day)
}

it('the company’s other time zone is noticed within a minute and all days are counted anew, once', async () => {
  await batch(
    { type: 'group', userId: 'a', groupId: 'farm' },
    { type: 'track', userId: 'a', event: 'Fed', timestamp: '2026-03-31T16:00:00Z' },
  )
  expect(await days()).toEqual(['2026-04-01'])
  await run('events.settle')
  expect(await waiting()).toBe(0)

  const settings = { company: company.name, locale: 'ja', timeZone: 'America/New_York', currency: 'JPY' }
  const cookie = await signInAs(stage, 'admin')
  expect((await send(stage, paths.company, settings, { cookie })).status).toBe(303)
  expect(jobs.find(job => job.name === 'events.settle')?.cron).toBe('* * * * *')
  await run('events.settle')
  await run('events.settle')
  expect(await waiting()).toBe(1)

  await db.deleteFrom('customers.account_bulk_change').execute()
  await run('events.recount')
  expect(await db.selectFrom('customers.account_bulk_change').select('account_id').execute()).toHaveLength(1)
  expect(await days()).toEqual(['2026-03-31'])
  await batch({ type: 'track', userId: 'a', event: 'Fed', timestamp: '2026-05-01T02:00:00Z' })
  expect(await days()).toEqual(['2026-03-31', '2026-04-30'])
})
