import type pg from 'pg'
import type { Statement } from './statement-hook.ts'

/** A place in a plan that reads much of a large table. */
export interface Offence {
  readonly kind: string
  readonly statement: string
  /** For example `Seq Scan on customers.account`. */
  readonly scan: string
  /** Rows that it looked at, thrown away ones included. */
  readonly rows: number
  /** It began to read the table from its beginning, but a limit ended that early. */
  readonly limited: boolean
  /** Of the whole statement. */
  readonly milliseconds: number
}

const large = 10_000
/** Counting up to 10,000 is meant to be seen by people, so only what is clearly more is an offence. */
const much = 2 * large

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly Schema?: string
  readonly 'Index Name'?: string
  readonly 'Actual Rows'?: number
  readonly 'Actual Loops'?: number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: readonly PlanNode[]
}

interface Explained {
  readonly Plan: PlanNode
  readonly 'Execution Time': number
}

/**
 * Explains what a kind of page asks the database, with the values it asked with, and finds sequential scans of tables over
 * 10,000 rows, and other scans that looked at more than 20,000 rows. Nothing of it is kept.
 */
export async function findOffences(
  client: pg.PoolClient,
  kind: string,
  statements: readonly Statement[],
): Promise<readonly Offence[]> {
  const sizes = await tableSizes(client)
  const found = new Map<string, Offence>()
  for (const statement of distinct(statements)) {
    const { Plan, 'Execution Time': milliseconds } = await explain(client, statement)
    for (const node of nodesOf(Plan)) {
      const offence = judge(node, sizes)
      if (!offence) continue
      const one = { kind, statement: oneLine(statement.text), milliseconds, ...offence }
      const key = `${one.statement} ${one.scan}`
      if ((found.get(key)?.rows ?? -1) < one.rows) found.set(key, one)
    }
  }
  return [...found.values()]
}

async function explain(client: pg.PoolClient, { text, values }: Statement): Promise<Explained> {
  await client.query('begin')
  try {
    const { rows } = await client.query<{ 'QUERY PLAN': readonly Explained[] }>(
      `explain (analyze, verbose, buffers, format json) ${text}`,
      [...values],
    )
    const explained = rows[0]?.['QUERY PLAN'][0]
    if (!explained) throw new Error('no plan')
    return explained
  } finally {
    await client.query('rollback')
  }
}

function judge(
  node: PlanNode,
  sizes: ReadonlyMap<string, number>,
): Pick<Offence, 'scan' | 'rows' | 'limited'> | undefined {
  const relation = node['Relation Name'] && `${node.Schema}.${node['Relation Name']}`
  if (!relation || !node['Node Type'].includes('Scan')) return undefined
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
  const rows = Math.round(((node['Actual Rows'] ?? 0) + removed) * (node['Actual Loops'] ?? 0))
  const sequential = node['Node Type'].includes('Seq Scan') && (sizes.get(relation) ?? 0) > large
  if (!sequential && rows <= much) return undefined
  const index = node['Index Name'] ? ` using ${node['Index Name']}` : ''
  return { scan: `${node['Node Type']} on ${relation}${index}`, rows, limited: rows <= large }
}

function nodesOf(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)]
}

async function tableSizes(client: pg.PoolClient): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ name: string; tuples: number }>(
    `select n.nspname || '.' || c.relname as name, c.reltuples as tuples
     from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'm')`,
  )
  return new Map(rows.map(({ name, tuples }) => [name, tuples]))
}

function distinct(statements: readonly Statement[]): readonly Statement[] {
  return [...new Map(statements.map(one => [JSON.stringify([one.text, one.values]), one])).values()]
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
