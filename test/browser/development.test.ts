import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { launchChromium } from './gallery/browser.ts'

// `npm run dev` in a copy of the sources, so that this checkout stays as it is.
const root = mkdtempSync(join(tmpdir(), `banso-test-${process.pid}-dev-`))
const node = resolve('node_modules/.bin/node')
const { PATH = '' } = process.env
const env = { PATH, LANG: 'C', BANSO_LOCALE: 'en', BANSO_DATA_DIR: join(root, 'data') }
let running: ChildProcess | undefined

beforeAll(() => {
  for (const name of ['app', 'client', 'db', 'bin', 'package.json', 'package-lock.json', 'tsconfig.json']) {
    cpSync(name, join(root, name), { recursive: true })
  }
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'))
})
afterAll(async () => {
  if (running?.exitCode === null) {
    running.kill('SIGTERM')
    await once(running, 'exit')
  }
  rmSync(root, { recursive: true, force: true })
})

test('a page that is open shows a change of its source by itself, and a start without dev builds without that', async () => {
  const port = await freePort()
  running = spawn(node, ['bin/lib/dev.ts'], { cwd: root, env: { ...env, PORT: String(port) }, stdio: 'ignore' })
  const browser = await launchChromium()
  onTestFinished(() => browser.close())
  const page = await browser.newPage({ locale: 'en-US' })
  const problems: string[] = []
  page.on('console', message => void (/Content Security/.test(message.text()) && problems.push(message.text())))
  await expect.poll(() => answers(port), { timeout: 40_000, interval: 200 }).toBe(true)
  await page.goto(`http://localhost:${port}/first-run`)
  const heading = page.getByRole('heading', { level: 1 })
  const before = (await heading.textContent()) ?? ''
  expect(before).not.toBe('')

  const words = join(root, 'app/modules/identity/locales/en.json')
  writeFileSync(words, readFileSync(words, 'utf8').replaceAll(before, 'Changed by hand'))
  await expect.poll(() => heading.textContent().catch(() => ''), { timeout: 40_000 }).toBe('Changed by hand')
  expect(problems).toEqual([])

  const second = spawnSync(node, ['bin/lib/dev.ts'], { cwd: root, env, encoding: 'utf8' })
  expect([second.status, second.stdout]).toEqual([1, ''])
  expect(second.stderr).toMatch(/^The data folder is in use by another Banso: .*\n$/)
  const wrong = spawnSync(node, ['bin/lib/dev.ts'], { cwd: root, env: { ...env, PORT: 'many' }, encoding: 'utf8' })
  expect([wrong.status, wrong.stderr]).toEqual([
    1,
    expect.stringMatching(/^Something is wrong in the settings: PORT.*\n$/),
  ])

  const script = () => JSON.parse(readFileSync(join(root, 'dist/assets.json'), 'utf8')).script as string
  const text = () => readFileSync(join(root, 'dist/public', script()), 'utf8')
  expect(text()).toContain('process_start_time_seconds')
  spawnSync(node, ['bin/lib/build.ts', '--when-changed'], { cwd: root, env })
  expect(text()).not.toContain('process_start_time_seconds')
})

async function answers(port: number): Promise<boolean> {
  return fetch(`http://localhost:${port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  )
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}
