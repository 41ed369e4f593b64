import { readdirSync, readFileSync } from 'node:fs'
import { sql } from 'kysely'
import type { Db } from '../../app/platform/db.ts'

// The kernel counts in hundredths of a second on every Linux there is today.
const ticksPerSecond = 100

/** Seconds of processor time of a process and all below it, ended children included; 0 where there is no /proc. */
export function processorSeconds(pid: number): number {
  try {
    const all = readdirSync('/proc').filter(name => /^\d+$/.test(name))
    const stats = new Map(all.flatMap(name => readStat(Number(name))))
    const below = (parent: number): number[] => [
      parent,
      ...[...stats].filter(([, stat]) => stat.parent === parent).flatMap(([child]) => below(child)),
    ]
    return below(pid).reduce((sum, one) => sum + (stats.get(one)?.ticks ?? 0), 0) / ticksPerSecond
  } catch {
    return 0
  }
}

/** The first process of the database server, if it runs on this machine; else 0. */
export async function databaseProcess(db: Db): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  const pid = rows[0]?.pid ?? 0
  try {
    const isPostgres = readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres')
    return isPostgres ? (readStat(pid)[0]?.[1].parent ?? 0) : 0
  } catch {
    return 0
  }
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: 4 parent, 14 to 17 times of itself and of ended children. */
function readStat(pid: number): [number, { parent: number; ticks: number }][] {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0)
    return [[pid, { parent: Number(fields[1]), ticks }]]
  } catch {
    return []
  }
}
