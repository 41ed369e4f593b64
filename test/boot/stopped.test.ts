import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { connectTo, installedFolder, postgresProcesses, runCommand, startBanso, until } from './banso.ts'

test('Ctrl-C lets a request that is being answered finish, then ends everything in order', async () => {
  const dataDir = installedFolder()
  const banso = startBanso({ dataDir })
  const url = await banso.ready()
  const client = await connectTo(dataDir)
  await client.query('begin; lock table identity.company in access exclusive mode')
  const answer = fetch(url, { redirect: 'manual' })
  await waitForLock(client)

  // From the terminal, and once more passed on by npm.
  banso.child.kill('SIGINT')
  banso.child.kill('SIGINT')
  await wait(300)
  await expect(fetch(url)).rejects.toThrow()
  expect(banso.child.exitCode).toBeNull()
  await client.query('rollback')

  expect((await answer).status).toBeLessThan(400)
  expect(await banso.exited).toBe(0)
  expect(banso.errors()).toBe('')
  expect(postgresProcesses(dataDir)).toEqual([])
})

test('a second Ctrl-C after a second does not wait, and the database still ends in order', async () => {
  const dataDir = installedFolder()
  const banso = startBanso({ dataDir })
  const url = await banso.ready()
  const client = await connectTo(dataDir)
  await client.query('begin; lock table identity.company in access exclusive mode')
  const answer = fetch(url).catch(() => 'cut off')
  await waitForLock(client)
  banso.child.kill('SIGINT')
  await wait(1100)
  banso.child.kill('SIGINT')
  expect(await banso.exited).toBe(130)
  expect(await answer).toBe('cut off')
  await until(() => postgresProcesses(dataDir).length === 0)
})

test('a start right after Ctrl-C waits until the one before has ended', async () => {
  const dataDir = installedFolder()
  const first = startBanso({ dataDir })
  const url = await first.ready()
  const client = await connectTo(dataDir)
  await client.query('begin; lock table identity.company in access exclusive mode')
  const answer = fetch(url, { redirect: 'manual' })
  await waitForLock(client)
  first.child.kill('SIGINT')
  await until(() => first.output().includes('Stopping'))

  const second = startBanso({ dataDir })
  await until(() => second.output().includes('waiting for it'))
  expect(second.child.exitCode).toBeNull()
  await client.query('rollback')
  expect((await answer).status).toBeLessThan(400)
  expect(await first.exited).toBe(0)
  await second.ready()
  expect(second.output()).not.toContain('Created')
  expect(second.errors()).toBe('')
})

test('the end can be asked for while it is still starting', async () => {
  const dataDir = installedFolder()
  const banso = startBanso({ dataDir })
  await until(() => banso.output() !== '')
  banso.child.kill('SIGTERM')
  expect(await banso.exited).toBe(0)
  await until(() => postgresProcesses(dataDir).length === 0)
  await startBanso({ dataDir }).ready()
})

test('web and worker run as processes of their own, on a given database and on the embedded one', async () => {
  const dataDir = installedFolder()
  const web = startBanso({ dataDir, env: { BANSO_PROCESS: 'web' } })
  await web.ready()
  const { port, password } = await connectTo(dataDir)
  const env = { DATABASE_URL: `postgres://banso:${password}@127.0.0.1:${port}/banso` }
  const elsewhere = join(dataDir, 'elsewhere')
  const given = startBanso({ dataDir: elsewhere, env: { ...env, BANSO_PROCESS: 'web' } })
  const workers = [
    startBanso({ dataDir, env: { BANSO_PROCESS: 'worker' } }),
    startBanso({ dataDir: elsewhere, env: { ...env, BANSO_PROCESS: 'worker' } }),
  ]
  expect((await fetch(`${await given.ready()}/readyz`)).status).toBe(200)
  await until(() => workers.every(worker => worker.output().includes('works off jobs')))
  for (const banso of [given, ...workers]) banso.child.kill('SIGTERM')
  expect(await Promise.all([given, ...workers].map(({ exited }) => exited))).toEqual([0, 0, 0])
  expect((await fetch(`${await web.ready()}/readyz`)).status).toBe(200)
})

test('a command works beside a running Banso, and alone', async () => {
  const dataDir = installedFolder()
  const alone = await runCommand('migrate', { dataDir })
  expect(alone).toMatchObject({ status: 0, said: expect.stringContaining('(0 steps)') })
  expect(postgresProcesses(dataDir)).toEqual([])

  const banso = startBanso({ dataDir })
  const url = await banso.ready()
  expect(await runCommand('migrate', { dataDir })).toMatchObject({ status: 0 })
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
})

type Client = Awaited<ReturnType<typeof connectTo>>

async function waitForLock(client: Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query(`select 1 from pg_locks where not granted`)
    if (rows.length > 0) return
    await wait(20)
  }
}
