import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { Unable } from '../errors.ts'
import type { Binaries } from './binaries.ts'
import { type Cluster, explain } from './cluster.ts'
import { readPostmaster } from './postmaster.ts'
import { serverSettings } from './settings.ts'
import { serverEnvironment } from './user.ts'

/** The database server as a child of this process. */
export interface Server {
  readonly port: number
  readonly died: Promise<void>
  stop(): Promise<void>
}

interface Files {
  /** Where the server's messages go. */
  readonly log: string
  readonly durable: boolean
}

/**
 * Becomes the server, after leaving a watcher that asks it to end in order once our end of the pipe is closed, by us or
 * by the kernel because we are gone. The watcher is nobody's child: PostgreSQL takes the end of a child it does not know
 * for a crash of its own.
 */
const launch = `
pg=$$
exec 3<&0
( { while read -r _; do :; done; kill -INT "$pg"; } <&3 >/dev/null 2>&1 & )
exec "$@" </dev/null 3<&-
`

const largestLog = 16 * 1024 * 1024

/** Starts the server and waits until it takes connections, however long its recovery takes. Throws Unable when it gives up. */
export async function startServer(binaries: Binaries, cluster: Cluster, files: Files): Promise<Server> {
  const deadline = performance.now() + 15_000
  for (;;) {
    const port = await freePort()
    const started = openLog(files.log)
    const child = spawnServer(binaries, cluster, { port, log: started.descriptor, durable: files.durable })
    closeSync(started.descriptor)
    if (await isReady(child, cluster.folder)) return { port, ...watch(child) }
    const output = readFileSync(files.log).subarray(started.position).toString('utf8')
    if (!isPassing(output) || performance.now() > deadline) throw explain(output, cluster.folder)
    await wait(250)
  }
}

function spawnServer(
  binaries: Binaries,
  cluster: Cluster,
  { port, log, durable }: { port: number; log: number; durable: boolean },
): ChildProcess {
  const server = [binaries.postgres, '-D', cluster.folder, ...serverSettings({ port, durable })]
  const [command = '/bin/sh', ...args] = [...cluster.user.prefix, '/bin/sh', '-c', launch, 'banso-postgres', ...server]
  // A session of its own: Ctrl-C in the terminal is for Banso, which ends requests first and the database last.
  return spawn(command, args, {
    ...cluster.user.options,
    cwd: '/',
    env: serverEnvironment,
    detached: true,
    stdio: ['pipe', log, log],
  })
}

async function isReady(child: ChildProcess, folder: string): Promise<boolean> {
  let ended = false
  child.once('exit', () => {
    ended = true
  })
  child.once('error', () => {
    ended = true
  })
  while (!ended) {
    const written = readPostmaster(folder)
    if (written?.ready && written.pid === child.pid) return true
    await wait(10)
  }
  return false
}

function watch(child: ChildProcess): Pick<Server, 'died' | 'stop'> {
  let stopping = false
  const exited = new Promise<void>(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })
  const died = new Promise<void>(resolve => {
    exited.then(() => stopping || resolve())
  })
  child.stdin?.on('error', () => undefined)
  // The watcher has nobody to ask any more; let it go.
  exited.then(() => child.stdin?.destroy())
  return {
    died,
    async stop() {
      stopping = true
      child.stdin?.end()
      const late = new AbortController()
      const patience = wait(20_000, undefined, { signal: late.signal }).then(
        () => child.kill('SIGQUIT'),
        () => undefined,
      )
      await exited
      late.abort()
      await patience
    },
  }
}

/** What passes by itself: a port taken in the meantime; processes of a killed server that have not noticed yet. */
function isPassing(output: string): boolean {
  return /could not bind|could not create any TCP\/IP sockets|pre-existing shared memory block|shared memory block \(key/.test(
    output,
  )
}

function openLog(path: string): { descriptor: number; position: number } {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > largestLog) renameSync(path, `${path}.old`)
  return { descriptor: openSync(path, 'a', 0o600), position: statSync(path).size }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' ? address?.port : undefined
      probe.close(() => (port ? resolve(port) : reject(new Unable('database_failed:no free port'))))
    })
  })
}
