import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Banso, connectTo, installedFolder, postgresProcesses, startBanso, temporaryFolder } from './banso.ts'

/** One clear line, exit code 1, nothing left running. */
async function expectRefusal(banso: Banso, dataDir: string, line: RegExp): Promise<void> {
  expect(await banso.exited).toBe(1)
  expect(banso.errors()).toMatch(line)
  expect(banso.errors().trimEnd().split('\n')).toHaveLength(1)
  expect(postgresProcesses(dataDir)).toEqual([])
}

test('a port that is taken, before anything is touched', async () => {
  const dataDir = join(temporaryFolder(), 'data')
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const address = other.address()
  const port = typeof address === 'object' ? String(address?.port) : ''
  await expectRefusal(startBanso({ dataDir, env: { PORT: port } }), dataDir, new RegExp(`^Port ${port} is in use`))
  const japanese = startBanso({ dataDir, env: { PORT: port, BANSO_LOCALE: 'ja' } })
  await expectRefusal(japanese, dataDir, new RegExp(`^ポート ${port} は別のプログラムが使っています`))
  expect(existsSync(dataDir)).toBe(false)
})

test('a data folder that another Banso uses, which goes on', async () => {
  const dataDir = installedFolder()
  const first = startBanso({ dataDir })
  const url = await first.ready()
  const second = startBanso({ dataDir })
  expect(await second.exited).toBe(1)
  expect(second.errors()).toMatch(new RegExp(`^The data folder is in use by another Banso: .*pid ${first.pid}`))
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
})

test('of two that start at once in a new folder, one serves and one is refused', async () => {
  const dataDir = temporaryFolder()
  const both = [startBanso({ dataDir }), startBanso({ dataDir })]
  const results = await Promise.allSettled(both.map(banso => banso.ready()))
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const refused = both[results.findIndex(({ status }) => status === 'rejected')]
  expect(await refused?.exited).toBe(1)
  expect(refused?.errors()).toContain('in use by another Banso')
})

test('a database that cannot be reached, or that does not let us in', async () => {
  const dataDir = installedFolder()
  const nowhere = startBanso({ dataDir, env: { DATABASE_URL: 'postgres://someone:hidden@127.0.0.1:9/banso' } })
  await expectRefusal(nowhere, dataDir, /^Cannot reach the database: 127\.0\.0\.1:9 \(.*ECONNREFUSED/)
  expect(nowhere.errors()).not.toContain('hidden')

  const running = startBanso({ dataDir })
  await running.ready()
  const { port } = await connectTo(dataDir)
  const stranger = `postgres://banso:wrong@127.0.0.1:${port}/banso`
  const refused = startBanso({ dataDir: join(dataDir, 'other'), env: { DATABASE_URL: stranger } })
  expect(await refused.exited).toBe(1)
  expect(refused.errors()).toMatch(/^The database refused the connection: .*password authentication failed/)
})

test('a database made by a newer Banso, which is left as it was', async () => {
  const dataDir = installedFolder()
  const first = startBanso({ dataDir })
  await first.ready()
  const client = await connectTo(dataDir)
  await client.query(`insert into platform.migration values ('9999_from_the_future', now()::text)`)
  first.child.kill('SIGTERM')
  expect(await first.exited).toBe(0)
  await expectRefusal(
    startBanso({ dataDir }),
    dataDir,
    /^The database was made by a newer Banso \(9999_from_the_future\)/,
  )
  await expectRefusal(startBanso({ dataDir }), dataDir, /^The database was made by a newer Banso/)
})

test('a data folder of another PostgreSQL version', async () => {
  const dataDir = temporaryFolder()
  mkdirSync(join(dataDir, 'postgres'))
  writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '17\n')
  await expectRefusal(startBanso({ dataDir }), dataDir, /^The data folder is of PostgreSQL 17 /)
  expect(readFileSync(join(dataDir, 'postgres', 'PG_VERSION'), 'utf8')).toBe('17\n')
})

test('a data folder that is no folder', async () => {
  const dataDir = join(temporaryFolder(), 'data')
  writeFileSync(dataDir, '')
  await expectRefusal(startBanso({ dataDir }), dataDir, /^Cannot write to the data folder/)
})

test('a data folder that cannot be made: behind a link that leads nowhere, or among processes', async context => {
  const dataDir = join(temporaryFolder(), 'data')
  symlinkSync(join(dataDir, '..', 'gone', 'away'), dataDir)
  await expectRefusal(startBanso({ dataDir }), dataDir, /^The data folder cannot be made: .*leads nowhere/)
  const below = join(dataDir, 'below')
  await expectRefusal(startBanso({ dataDir: below }), below, /^The data folder cannot be made: /)
  if (process.platform !== 'linux') return context.skip('the rest needs /proc')
  for (const place of ['/proc/banso', '/proc/banso/data']) {
    const banso = startBanso({ dataDir: place, env: { BANSO_LOCALE: 'ja' } })
    await expectRefusal(banso, place, /^データフォルダーを作れません：/)
  }
})

test('an address with something behind it, under which nothing would be found', async () => {
  const dataDir = join(temporaryFolder(), 'data')
  for (const address of ['https://us.example/banso', 'https://us.example/?a=1', 'https://me:secret@us.example']) {
    const banso = startBanso({ dataDir, env: { BASE_URL: address } })
    await expectRefusal(banso, dataDir, /^BASE_URL must be an address without .* such as https:\/\/us\.example\. /)
    expect(banso.errors()).not.toContain('secret')
  }
  expect(existsSync(dataDir)).toBe(false)
})

test('settings that are wrong, named', async () => {
  const dataDir = temporaryFolder()
  const banso = startBanso({ dataDir, env: { PORT: 'many', DATABASE_URL: 'mysql://x' } })
  await expectRefusal(banso, dataDir, /^Something is wrong in the settings: PORT: .*DATABASE_URL: /)
})

test('a disk that is full', async context => {
  const dataDir = temporaryFolder()
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', dataDir]).status === 0
  if (!mounted) return context.skip('needs the right to mount a small disk')
  onTestFinished(() => void spawnSync('umount', ['-l', dataDir]))
  await expectRefusal(startBanso({ dataDir }), dataDir, /^Not enough room on the disk/)

  spawnSync('mount', ['-o', 'remount,size=400m', dataDir])
  const running = startBanso({ dataDir })
  await running.ready()
  running.child.kill('SIGTERM')
  expect(await running.exited).toBe(0)
  const fill = join(dataDir, 'fill')
  spawnSync('dd', ['if=/dev/zero', `of=${fill}`, 'bs=1M'])
  await expectRefusal(startBanso({ dataDir }), dataDir, /^Not enough room on the disk/)
  rmSync(fill)
  await startBanso({ dataDir }).ready()
})
