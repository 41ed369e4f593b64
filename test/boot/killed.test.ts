import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  connectTo,
  installedFolder,
  isAlive,
  killAtOnce,
  postgresProcesses,
  startBanso,
  until,
  watcherOf,
} from './banso.ts'

test('what was acknowledged before everything was killed is there after the next start', async () => {
  const dataDir = installedFolder()
  const first = startBanso({ dataDir })
  await first.ready()
  const client = await connectTo(dataDir)
  await client.query('create table acknowledged (n int)')
  let acknowledged = 0
  const writing = (async () => {
    for (;;) {
      await client.query('insert into acknowledged values ($1)', [acknowledged + 1])
      acknowledged += 1
    }
  })().catch(() => undefined)
  await until(() => acknowledged > 50)
  killAtOnce([first.pid, ...postgresProcesses(dataDir)])
  await writing

  const second = startBanso({ dataDir })
  await second.ready()
  const { rows } = await (await connectTo(dataDir)).query(
    'select max(n) as last, count(*)::int as count from acknowledged',
  )
  expect(rows[0].last).toBeGreaterThanOrEqual(acknowledged)
  expect(rows[0].count).toBe(rows[0].last)
})

test('the database ends by itself, in order, when only Banso is killed', async () => {
  const dataDir = installedFolder()
  const banso = startBanso({ dataDir })
  await banso.ready()
  const processes = postgresProcesses(dataDir)
  expect(processes.length).toBeGreaterThan(1)
  banso.child.kill('SIGKILL')
  await until(() => !processes.some(isAlive))
  expect(readFileSync(join(dataDir, 'postgres.log'), 'utf8')).toContain('database system is shut down')
})

test.runIf(process.platform === 'linux')(
  'a database that was left running is ended and started again, with what it had',
  async () => {
    const dataDir = installedFolder()
    const first = startBanso({ dataDir })
    await first.ready()
    await (await connectTo(dataDir)).query('create table kept as select 7 as n')
    const [postmaster = 0] = postgresProcesses(dataDir)
    const watcher = watcherOf(postmaster)
    expect(watcher).toHaveLength(1)
    // The watcher first, so that nobody tells the database.
    killAtOnce([...watcher, first.pid])
    await first.exited
    expect(isAlive(postmaster)).toBe(true)

    const second = startBanso({ dataDir })
    await second.ready()
    await until(() => !isAlive(postmaster))
    expect((await (await connectTo(dataDir)).query('select n from kept')).rows).toEqual([{ n: 7 }])
  },
)

test('a process id that now belongs to another program does not keep the database from starting', async () => {
  const dataDir = installedFolder()
  const first = startBanso({ dataDir })
  await first.ready()
  const file = join(dataDir, 'postgres', 'postmaster.pid')
  const written = readFileSync(file, 'utf8')
  first.child.kill('SIGTERM')
  expect(await first.exited).toBe(0)
  writeFileSync(file, written.replace(/^\d+/, String(process.pid)))

  await startBanso({ dataDir }).ready()
})

test('Banso ends with a clear line when its database is killed, and starts again', async () => {
  const dataDir = installedFolder()
  const first = startBanso({ dataDir })
  await first.ready()
  killAtOnce(postgresProcesses(dataDir).slice(0, 1))
  expect(await first.exited).toBe(1)
  expect(first.errors()).toContain('The database ended unexpectedly')
  await startBanso({ dataDir }).ready()
})
