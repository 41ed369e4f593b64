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
  const first = await firstDrawn(tx, version.playId, step.id, accounts)
  const drawn = new Map(
    accounts.map(account => {
      const stays = step.paths.find(path => path.id === first.get(account) && path.share > 0)
      return [account, stays ?? drawnPath(version.salt, step, account)]
    }),
  )
  await keepDrawn(tx, stop, step, new Map([...drawn].filter(([account, path]) => path && !first.has(account))))
  for (const one of travellers) take(one, node, drawn.get(one.due.account_id) ?? { id: '', name: '' })
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

/** In the order of accounts, so that two who draw at once do not wait for each other. */
async function keepDrawn(
  tx: Tx,
  { version }: Stop,
  step: Split,
  drawn: ReadonlyMap<number, { readonly id: string } | undefined>,
): Promise<void> {
  if (drawn.size === 0) return
  await sql`
    insert into plays.drawn_path (play_id, step, account_id, path, version_number, taken_at)
    select ${version.playId}, ${step.id}, n.account_id, n.path, ${version.number}, ${nowDate()}
    from unnest(${[...drawn.keys()]}::bigint[], ${[...drawn.values()].map(path => path?.id ?? '')}::text[])
      as n (account_id, path)
    on conflict do nothing`.execute(tx)
}
