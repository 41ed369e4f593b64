import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Closing } from '../../app/boot/closing.ts'
import { startPostgres } from '../../app/platform/postgres/embedded.ts'
import { root } from '../lib/server.ts'
import { type Launch, launch } from './launch.ts'

const npmStart = ['npm', 'start', '--silent'] as const
const bareServer = `require('node:http').createServer((_, reply) => reply.end('<h1>here</h1>')).listen(process.env.PORT, '127.0.0.1')`

/** What is timed, in the order in which it is done and shown. */
export const kinds = {
  node: 'Node with a bare HTTP server',
  npm: 'the same by npm start',
  newDatabase: 'embedded PostgreSQL, new folder',
  oldDatabase: 'embedded PostgreSQL, second start',
  first: 'Banso, empty data folder',
  second: 'Banso, second start',
  large: 'Banso, data folder with many accounts',
} as const
export type Kind = keyof typeof kinds

export type Times = Readonly<Record<Kind, number>>

/** One start of each kind, one after the other, in seconds; and what Banso said at its second start. */
export async function startEachOnce(
  closing: Closing,
  { folder, large }: { folder: string; large: string },
): Promise<{ readonly times: Times; readonly said: Launch['said'] }> {
  const bare = join(folder, 'bare')
  mkdirSync(bare, { recursive: true })
  writeFileSync(join(bare, 'server.js'), bareServer)
  writeFileSync(join(bare, 'package.json'), JSON.stringify({ scripts: { start: 'exec node server.js' } }))
  const database = join(folder, 'database')
  const banso = join(folder, 'banso')
  const time = async (command: readonly string[], at: string, dataDir = '') => {
    const started = await launch(closing, command, { folder: at, env: dataDir ? { BANSO_DATA_DIR: dataDir } : {} })
    await started.stop()
    return started
  }
  const node = await time([process.execPath, 'server.js'], bare)
  const npm = await time(npmStart, bare)
  const newDatabase = await timePostgres(database)
  const oldDatabase = await timePostgres(database)
  const first = await time(npmStart, root, banso)
  const second = await time(npmStart, root, banso)
  const full = await time(npmStart, root, large)
  for (const made of [database, banso]) rmSync(made, { recursive: true, force: true })
  const times = { node, npm, first, second, large: full }
  const seconds = Object.fromEntries(Object.entries(times).map(([kind, { seconds: took }]) => [kind, took]))
  return { times: { ...seconds, newDatabase, oldDatabase } as Times, said: second.said }
}

async function timePostgres(folder: string): Promise<number> {
  mkdirSync(folder, { recursive: true, mode: 0o711 })
  const begun = performance.now()
  const postgres = await startPostgres(folder)
  const seconds = (performance.now() - begun) / 1000
  await postgres.stop()
  return seconds
}
