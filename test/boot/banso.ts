import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject, onTestFinished } from 'vitest'
import { readPassword } from '../../app/platform/postgres/cluster.ts'
import { readPostmaster } from '../../app/platform/postgres/postmaster.ts'

/** A Banso process under test. */
export interface Banso {
  readonly pid: number
  readonly child: ChildProcess
  readonly exited: Promise<number | null>
  /** What it has said so far. */
  output(): string
  errors(): string
  /** Resolves with the address once it says it is ready; rejects when it ends before. */
  ready(): Promise<string>
}

interface Start {
  readonly dataDir: string
  readonly env?: Readonly<Record<string, string>>
  /** The checkout to run in; this one unless given. */
  readonly root?: string
  readonly uid?: number
}

/** Runs a built command to its end; from a folder that has nothing to do with Banso. */
export async function runCommand(
  name: string,
  { dataDir, env = {}, root = process.cwd() }: Start,
  args: readonly string[] = [],
): Promise<Ended> {
  const { PATH = '' } = process.env
  const program = join(root, 'node_modules/.bin/node')
  const child = spawn(program, [join(root, 'dist/commands', `${name}.js`), ...args], {
    cwd: tmpdir(),
    env: { PATH, LANG: 'C', BANSO_DATA_DIR: dataDir, ...env },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      said += chunk
    })
  }
  const [status] = await once(child, 'close')
  return { status, said }
}

interface Ended {
  readonly status: number | null
  readonly said: string
}

/** Starts the built server with nothing of our own environment but what it needs; ended with the test at the latest. */
export function startBanso({ dataDir, env = {}, root = process.cwd(), uid }: Start): Banso {
  const { PATH = '' } = process.env
  const child = spawn(join(root, 'node_modules/.bin/node'), ['dist/server.js'], {
    cwd: root,
    env: { PATH, LANG: 'C', PORT: '0', BANSO_DATA_DIR: dataDir, ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', chunk => {
    said.out += chunk
  })
  child.stderr.on('data', chunk => {
    said.err += chunk
  })
  const exited = new Promise<number | null>(resolve => child.once('close', resolve))
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await exited
  })
  const ready = async () => {
    let ended = false
    void exited.then(() => {
      ended = true
    })
    for (;;) {
      const url = /http:\/\/[\w.-]+:\d+/.exec(said.out)?.[0]
      if (url) return url
      if (ended) throw new Error(`ended before it was ready: ${said.out}${said.err}`)
      await pause(20)
    }
  }
  return { pid: child.pid ?? 0, child, exited, output: () => said.out, errors: () => said.err, ready }
}

/** An empty folder for one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), `banso-test-${process.pid}- boot `))
  chmodSync(folder, 0o755)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A data folder in which Banso has been started before, and ended in order. */
export function installedFolder(): string {
  const folder = temporaryFolder()
  cpSync(inject('installed'), folder, { recursive: true })
  return folder
}

/** A connection of our own to the embedded database that runs in the folder. */
export async function connectTo(dataDir: string): Promise<pg.Client> {
  const cluster = join(dataDir, 'postgres')
  const port = readPostmaster(cluster)?.port
  const client = new pg.Client(`postgres://banso:${readPassword(cluster)}@127.0.0.1:${port}/banso`)
  client.on('error', () => undefined)
  await client.connect()
  onTestFinished(() => client.end().catch(() => undefined))
  return client
}

/** The server and all its processes, as the system knows them now. */
export function postgresProcesses(dataDir: string): number[] {
  const postmaster = readPostmaster(join(dataDir, 'postgres'))?.pid
  if (!postmaster || !isAlive(postmaster)) return []
  return [postmaster, ...childrenOf(postmaster)]
}

/** Linux only: who waits beside the server to end it when Banso is gone. */
export function watcherOf(postmaster: number): number[] {
  return everyProcess().filter(pid => groupOf(pid) === postmaster && pid !== postmaster)
}

function childrenOf(pid: number): number[] {
  return everyProcess().filter(other => parentOf(other) === pid)
}

function everyProcess(): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').flatMap(name => (/^\d+$/.test(name) ? Number(name) : []))
}

function parentOf(pid: number): number {
  return Number(statusOf(pid)[1])
}

function groupOf(pid: number): number {
  return Number(statusOf(pid)[2])
}

/** State, parent, group …; the program's name before them, in parentheses, may contain anything. */
function statusOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  } catch {
    return []
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // Dead, and kept by the system until its parent asks how it ended.
    return statusOf(pid)[0] !== 'Z'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

export function killAtOnce(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // Gone with its parent.
    }
  }
}

/** Waits until it holds, at most 20 s. */
export async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 20) {
    if (waited > 20_000) throw new Error('waited 20 s in vain')
    await pause(20)
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}
