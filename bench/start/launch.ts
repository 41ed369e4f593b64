import { type ChildProcess, spawn } from 'node:child_process'
import { get as request } from 'node:http'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Closing } from '../../app/boot/closing.ts'
import { surroundings } from '../lib/server.ts'

/** A start that was timed. */
export interface Launch {
  /** From the command until the first page was there. */
  readonly seconds: number
  /** What it said, with the seconds after which it said so. */
  readonly said: readonly (readonly [seconds: number, line: string])[]
  stop(): Promise<void>
}

const patience = 120_000

/** Runs the command with `PORT` set to a free port and asks there until a page comes. Throws when it ends before. */
export async function launch(
  closing: Closing,
  [command = '', ...args]: readonly string[],
  { folder, env = {} }: { folder: string; env?: Readonly<Record<string, string>> },
): Promise<Launch> {
  const port = await freePort()
  const begun = performance.now()
  // In a group of its own: npm, the shell and the server end together whatever happens.
  const child = spawn(command, args, {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...surroundings(), PORT: String(port), ...env },
  })
  const said: [number, string][] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      const after = (performance.now() - begun) / 1000
      for (const line of text.split('\n').filter(Boolean)) said.push([after, line])
    })
  }
  const exited = new Promise<void>(resolve => child.once('close', () => resolve()))
  await closing.add(command, () => end(child, exited))
  await firstPage(port, child).catch(error => {
    throw new Error(`${error.message}: ${said.map(([, line]) => line).join('\n')}`)
  })
  return { seconds: (performance.now() - begun) / 1000, said, stop: () => end(child, exited) }
}

async function firstPage(port: number, child: ChildProcess): Promise<void> {
  for (let path = '/', tries = 0; tries < patience / 5; tries++) {
    if (child.exitCode !== null) throw new Error('it ended before the first page')
    const reply = await ask(port, path)
    if (reply?.status === 200) return
    if (reply?.location) path = reply.location
    else await wait(5)
  }
  throw new Error('there was no page')
}

function ask(port: number, path: string): Promise<{ status: number; location: string | undefined } | undefined> {
  return new Promise(resolve => {
    const asking = request({ host: '127.0.0.1', port, path, timeout: patience, agent: false }, response => {
      response.resume()
      response.on('end', () => resolve({ status: response.statusCode ?? 0, location: response.headers.location }))
    })
    asking.on('error', () => resolve(undefined))
  })
}

/** In order, and by force when that takes long. */
async function end(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
  const ended = await Promise.race([exited.then(() => true), wait(20_000, false, { ref: false })])
  if (ended) return
  try {
    process.kill(-(child.pid ?? 0), 'SIGKILL')
  } catch {
    // It ended meanwhile.
  }
  await exited
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
