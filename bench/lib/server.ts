import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Closing } from '../../app/boot/closing.ts'

/** A Banso that runs as its users run it: the built server as a process of its own. */
export interface BansoServer {
  /** Where pages are asked for. */
  readonly origin: string
  /** What its pages must come from, to be accepted as coming from it. */
  readonly baseUrl: string
  readonly child: ChildProcess
  stop(): Promise<void>
}

// The same in every run, so that a database that was kept can be used again; it listens on this machine only.
export const owner = { email: 'bench@example.com', password: 'q7Vd-Lm2x-Wz9p-Ht4k' }
export const root = join(import.meta.dirname, '../..')

/**
 * Starts dist/server.js on a free port and waits until it is ready. `part` is what it does (BANSO_PROCESS), `preload` a
 * module that Node loads first. Throws with what it said when it ends before.
 */
export async function startServer(
  closing: Closing,
  { databaseUrl, part = 'all', preload }: { databaseUrl: string; part?: 'all' | 'web'; preload?: string },
): Promise<BansoServer> {
  const child = spawn(process.execPath, [...(preload ? ['--import', preload] : []), 'dist/server.js'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe', ...(preload ? (['ipc'] as const) : [])],
    serialization: 'advanced',
    env: {
      ...surroundings(),
      PORT: '0',
      DATABASE_URL: databaseUrl,
      BANSO_PROCESS: part,
      BANSO_LOCALE: 'ja',
      BANSO_ADMIN_EMAIL: owner.email,
      BANSO_ADMIN_PASSWORD: owner.password,
      BANSO_COMPANY: 'ベンチ水産クラウド',
    },
  })
  const exited = new Promise<void>(resolve => child.once('close', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await exited
  }
  await closing.add('server', stop)
  const baseUrl = await addressOf(child)
  return { origin: `http://127.0.0.1:${new URL(baseUrl).port}`, baseUrl, child, stop }
}

/** Our environment without settings that are meant for another Banso. */
export function surroundings(): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR } = process.env
  return { PATH, HOME, LANG: 'C', ...(TMPDIR && { TMPDIR }) }
}

function addressOf(child: ChildProcess): Promise<string> {
  let said = ''
  return new Promise((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      said += chunk
      const [url] = /http:\/\/[\w.-]+:\d+/.exec(said) ?? []
      if (url) resolve(url)
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', chunk => {
      said += chunk
      // What goes wrong while it is measured must be seen.
      process.stderr.write(chunk)
    })
    child.once('close', () => reject(new Error(`the server ended before it was ready: ${said}`)))
  })
}
