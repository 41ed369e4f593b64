import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Split } from '../definition/definition.ts'
import { drawnPath } from '../draw.ts'
import { type Stop, take } from './structure.ts'

/**
 * Chance, but always the same for one account: so all of its people see the same, and it can be drawn again. Where it was drawn into
 * when it came here first it stays while the path is there and not at 0, so that shares that are changed move nobody.
 */
export async function split(tx: Tx, stop: Stop, step: Split): Promise<void> {
  const { version, node, travellers } = stop
  const accounts = [...new Set(travellers.map(one => one.due.account_id))].sort((a, b) => a - b)
  const known = await firstDrawn(tx, version.playId, step.id, accounts)
  const first = new Map([
    ...known,
    ...(await drawFirst(
      tx,
      stop,
      step,
      accounts.filter(account => !known.has(account)),
    )),
  ])
  for (const one of travellers) {
    const { account_id: account } = one.due
    const stays = step.paths.find(path => path.id === first.get(account) && path.share > 0)
    take(one, node, stays ?? drawnPath(version.salt, step, account) ?? { id: '', name: '' })
  }
}

/** Draws these accounts. Where somebody else drew one at the same time, by other shares, that is where it stays. */
async function drawFirst(
  tx: Tx,
  stop: Stop,
  step: Split,
  accounts: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const { playId, salt } = stop.version
  const drawn = new Map(
    accounts.flatMap(account => {
      const path = drawnPath(salt, step, account)
      return path ? [[account, path.id] as const] : []
    }),
  )
  const kept = await keepDrawn(tx, stop, step, drawn)
  const others = [...drawn.keys()].filter(account => !kept.has(account))
  return others.length === 0 ? drawn : new Map([...drawn, ...(await firstDrawn(tx, playId, step.id, others))])
}

async function firstDrawn(
  tx: Tx,
  playId: number,
  step: string,
  accounts: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const { rows } = await sql<{ account_id: number; path: string }>`
    select account_id, path from plays.drawn_path
    where play_id = ${playId} and step = ${step} and account_id = any(${accounts}::bigint[])`.execute(tx)
  return new Map(rows.map(row => [row.account_id, row.path]))
}

/** In the order of accounts, so that two who draw at once do not wait for each other. Returns those that nobody else drew. */
async function keepDrawn(
  tx: Tx,
  { version }: Stop,
  step: Split,
  drawn: ReadonlyMap<number, string>,
): Promise<ReadonlySet<number>> {
  if (drawn.size === 0) return new Set()
  const { rows } = await sql<{ account_id: number }>`
    insert into plays.drawn_path (play_id, step, account_id, path, version_number, taken_at)
    select ${version.playId}, ${step.id}, n.account_id, n.path, ${version.number}, ${nowDate()}
    from unnest(${[...drawn.keys()]}::bigint[], ${[...drawn.values()]}::text[]) as n (account_id, path)
    on conflict do nothing returning account_id`.execute(tx)
  return new Set(rows.map(row => row.account_id))
}
