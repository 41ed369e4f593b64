import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import { expect, test } from 'vitest'
import { connectTo, installedFolder, killAtOnce, postgresProcesses, startBanso } from './banso.ts'

const env = {
  BANSO_SAMPLE: '1',
  BANSO_COMPANY: '海の帳面',
  BANSO_ADMIN_EMAIL: 'owner@example.com',
  BANSO_ADMIN_PASSWORD: 'correct horse battery staple',
}

// A worker that was killed is known to be dead after about half a minute.
test('a sample company that was stopped twice while it came in is there once', { timeout: 240_000 }, async () => {
  const dataDir = installedFolder()
  const first = startBanso({ dataDir, env })
  await first.ready()
  await loading(await connectTo(dataDir), 'running')
  first.child.kill('SIGINT')
  expect(await first.exited).toBe(0)

  const second = startBanso({ dataDir, env })
  await second.ready()
  await loading(await connectTo(dataDir), 'running')
  killAtOnce([second.pid, ...postgresProcesses(dataDir)])
  await second.exited

  const third = startBanso({ dataDir, env })
  await third.ready()
  const client = await connectTo(dataDir)
  await loading(client, 'done')
  const { rows } = await client.query(`
    select (select count(*)::int from customers.account where sample) as accounts,
      (select count(*)::int from customers.account where owner_id is null) as unowned,
      (select count(*)::int from customers.contact where not sample) as strangers,
      (select max(running)::int from (
        select count(*) as running from customers.subscription where current group by account_id) each) as contracts_each,
      (select count(*)::int from identity.staff where sample and removed_at is null) as colleagues,
      (select count(*)::int from segments.segment) as segments,
      (select count(*)::int from plays.play) as plays,
      (select count(*)::int from tasks.task) as tasks,
      (select count(distinct (account_id, title, created_at))::int from tasks.task) as different_tasks`)
  expect(rows[0]).toMatchObject({
    accounts: 240,
    strangers: 0,
    contracts_each: 1,
    colleagues: 2,
    segments: 6,
    plays: 5,
  })
  expect(rows[0].unowned).toBeLessThan(60)
  // How many there are goes by the day on which the sample is loaded.
  expect(rows[0].tasks).toBeGreaterThan(50)
  expect(rows[0].different_tasks).toBe(rows[0].tasks)
})

/** Waits until the loading is in this state; of one that runs, until it has begun by itself and something is there. */
async function loading(client: pg.Client, status: 'running' | 'done'): Promise<void> {
  let begun = status === 'done'
  for (let waited = 0; waited < 120_000; waited += 20) {
    const { rows } = await client.query('select status, progress, error from sample.loading')
    const { progress = 0, error } = rows[0] ?? {}
    if (error) throw new Error(error)
    begun ||= progress < 0.1
    if (begun && rows[0]?.status === status && (status === 'done' || progress > 0.1)) return
    await wait(20)
  }
  throw new Error(`the sample company is still not ${status}`)
}
