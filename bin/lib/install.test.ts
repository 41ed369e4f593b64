import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

type Packages = Record<string, { version?: string; optional?: boolean; dev?: boolean }>

const lock = {
  '': {},
  'node_modules/a': { version: '1.0.0' },
  'node_modules/fits-elsewhere': { version: '1.0.0', optional: true },
}

/** A checkout with this lock file, these packages installed, and an npm that does what the script says. */
function checkout({ installed, npm }: { installed?: Packages; npm: string }): string {
  const folder = mkdtempSync(join(tmpdir(), 'banso install '))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  write(join(folder, 'package-lock.json'), JSON.stringify({ packages: lock }))
  write(join(folder, 'right.json'), JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }))
  if (installed) {
    write(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }))
    write(join(folder, 'node_modules/.bin/node'), '')
  }
  write(join(folder, 'programs/npm'), `#!/bin/sh\necho "$@" >> calls\n${npm}`)
  chmodSync(join(folder, 'programs/npm'), 0o755)
  return folder
}

const installs =
  'sleep 0.3; mkdir -p node_modules/.bin; cp right.json node_modules/.package-lock.json; touch node_modules/.bin/node'

async function install(folder: string, args: string[] = []): Promise<{ status: number | null; said: string }> {
  const env = { PATH: `${join(folder, 'programs')}:/usr/bin:/bin`, LANG: 'C' }
  const child = spawn(process.execPath, [resolve('bin/lib/install.js'), ...args], { cwd: folder, env })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      said += chunk
    })
  }
  const status = await new Promise<number | null>(done => child.once('close', done))
  return { status, said }
}

function calls(folder: string): string[] {
  const file = join(folder, 'calls')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

test('says and does nothing when what is installed is what the lock file wants', async () => {
  const folder = checkout({ installed: { 'node_modules/a': { version: '1.0.0' } }, npm: 'exit 1' })
  expect(await install(folder)).toEqual({ status: 0, said: '' })
  expect(calls(folder)).toEqual([])
})

test('installs what is missing or of another version', async () => {
  const wrong: (Packages | undefined)[] = [undefined, {}, { 'node_modules/a': { version: '0.9.0' } }]
  for (const installed of wrong) {
    const folder = checkout({ ...(installed ? { installed } : {}), npm: installs })
    const { status, said } = await install(folder)
    expect(status).toBe(0)
    expect(said).toMatch(/^Installing packages .*\nInstalled \(\d+ s\)\.\n$/)
    expect(calls(folder)).toEqual([expect.stringMatching(/^ci /)])
  }
})

test('of two starts at once one installs and the other waits for it', async () => {
  const folder = checkout({ npm: installs })
  const both = await Promise.all([install(folder), install(folder)])
  expect(both.map(({ status }) => status)).toEqual([0, 0])
  expect(calls(folder)).toHaveLength(1)
})

test('tells in one line what to do when npm fails, after what npm said', async () => {
  const offline = await install(checkout({ npm: 'echo getaddrinfo ENOTFOUND >&2; exit 1' }))
  expect(offline.status).toBe(1)
  expect(offline.said).toMatch(/ENOTFOUND\nThe packages could not be installed\. Check the network/)
  const full = await install(checkout({ npm: 'echo ENOSPC >&2; exit 1' }))
  expect(full.said).toMatch(/The disk is full\.\n$/)
})

test('does not believe an npm that reports success and has installed nothing', async () => {
  expect((await install(checkout({ npm: 'exit 0' }))).status).toBe(1)
})
