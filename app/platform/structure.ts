import { sql } from 'kysely'
import type { Db, Tx } from './db.ts'
import { withoutNeedlessNames } from './view-text.ts'

/**
 * The schema as the database has it, as text for people and for comparing: `db/structure.sql`. The same schema gives the
 * same text on every supported PostgreSQL. Of partitioned tables only the parent is told; tables of the job library and
 * of PostgreSQL itself are left out.
 */
export async function describeStructure(db: Db | Tx): Promise<string> {
  const kinds = [types, sequences, functions, tables, views, triggers]
  const parts: Part[] = []
  for (const read of kinds) parts.push(...(await read(db)))
  const extensions = await extensionNames(db)
  const head = '-- Written by bin/structure from a migrated database; a test compares it. Do not edit.'
  return `${[head, ...extensions, ...parts.sort(byPlace).map(part => part.text)].join('\n\n')}\n`
}

interface Part {
  readonly schema: string
  /** Within a schema: types, sequences, functions, tables, views, triggers. */
  readonly order: number
  readonly name: string
  readonly text: string
}

function byPlace(a: Part, b: Part): number {
  return compare(a.schema, b.schema) || a.order - b.order || compare(a.name, b.name)
}

// Not by a locale, which differs between machines.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

const ours = sql`n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'graphile_worker')`

function notOfExtension(oid: string) {
  return sql`not exists (select from pg_depend e where e.objid = ${sql.ref(oid)} and e.deptype = 'e')`
}

async function extensionNames(db: Db | Tx): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select extname as name from pg_extension where extname <> 'plpgsql' order by extname collate "C"`.execute(db)
  return rows.map(({ name }) => `create extension ${name};`)
}

async function types(db: Db | Tx): Promise<Part[]> {
  const { rows } = await sql<Omit<Part, 'order'>>`
    select n.nspname as schema, t.typname as name,
      format('create type %s as enum (%s);', t.oid::regtype,
        string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)) as text
    from pg_type t join pg_namespace n on n.oid = t.typnamespace join pg_enum e on e.enumtypid = t.oid
    where ${ours}
    group by n.nspname, t.typname, t.oid`.execute(db)
  return rows.map(row => ({ ...row, order: 1 }))
}

// Those of identity columns are told with the column.
async function sequences(db: Db | Tx): Promise<Part[]> {
  const { rows } = await sql<Omit<Part, 'order'>>`
    select n.nspname as schema, c.relname as name, format('create sequence %I.%I;', n.nspname, c.relname) as text
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where ${ours} and c.relkind = 'S'
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('i', 'e'))`.execute(db)
  return rows.map(row => ({ ...row, order: 2 }))
}

async function functions(db: Db | Tx): Promise<Part[]> {
  const { rows } = await sql<Omit<Part, 'order'>>`
    select n.nspname as schema, p.oid::regprocedure::text as name, pg_get_functiondef(p.oid) as text
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where ${ours} and p.prokind in ('f', 'p') and ${notOfExtension('p.oid')}`.execute(db)
  return rows.map(row => ({ ...row, order: 3, text: `${row.text.trimEnd()};` }))
}

interface TableRow {
  readonly schema: string
  readonly name: string
  readonly kind: string
  readonly partitioned: string | null
  readonly options: readonly string[] | null
  readonly columns: readonly string[]
  readonly constraints: readonly string[]
  readonly indexes: readonly string[]
}

async function tables(db: Db | Tx): Promise<Part[]> {
  const { rows } = await sql<TableRow>`
    select n.nspname as schema, c.relname as name,
      case c.relpersistence when 'u' then 'unlogged table' else 'table' end as kind,
      case c.relkind when 'p' then pg_get_partkeydef(c.oid) end as partitioned,
      c.reloptions as options,
      ${columns} as columns, ${constraints} as constraints, ${indexes} as indexes
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where ${ours} and c.relkind in ('r', 'p') and not c.relispartition and ${notOfExtension('c.oid')}`.execute(db)
  return rows.map(row => ({ schema: row.schema, name: row.name, order: 4, text: tableText(row) }))
}

function tableText({ schema, name, kind, partitioned, options, columns, constraints, indexes }: TableRow): string {
  const lines = [...columns, ...constraints].map(line => `  ${line}`).join(',\n')
  const ending = `${partitioned ? ` partition by ${partitioned}` : ''}${options ? ` with (${options.join(', ')})` : ''};`
  return [`create ${kind} ${schema}.${name} (\n${lines}\n)${ending}`, ...indexes.map(line => `${line};`)].join('\n')
}

const columns = sql`array(
  select concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
    case when a.attcollation not in (0, t.typcollation) then 'collate ' || a.attcollation::regcollation end,
    case when a.attnotnull then 'not null' end,
    case a.attidentity when 'a' then 'generated always as identity' when 'd' then 'generated by default as identity' end,
    case a.attgenerated when 's' then 'generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
      when '' then 'default ' || pg_get_expr(d.adbin, d.adrelid) end)
  from pg_attribute a join pg_type t on t.oid = a.atttypid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  order by a.attnum)`

// Since version 18 a column's "not null" is a constraint too; it is told with the column.
const constraints = sql`array(
  select format('constraint %I %s', k.conname, pg_get_constraintdef(k.oid))
  from pg_constraint k
  where k.conrelid = c.oid and k.contype <> 'n'
  order by k.contype = 'p' desc, k.conname collate "C")`

// Those that belong to a constraint are told by it.
const indexes = sql`array(
  select replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
  from pg_index i join pg_class x on x.oid = i.indexrelid
  where i.indrelid = c.oid and not exists (
    select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
  order by x.relname collate "C")`

async function views(db: Db | Tx): Promise<Part[]> {
  const { rows } = await sql<Omit<Part, 'order'> & { kind: string }>`
    select n.nspname as schema, c.relname as name, pg_get_viewdef(c.oid) as text,
      case c.relkind when 'v' then 'view' else 'materialized view' end as kind
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where ${ours} and c.relkind in ('v', 'm') and ${notOfExtension('c.oid')}`.execute(db)
  return rows.map(({ schema, name, kind, text }) => {
    return { schema, name, order: 5, text: `create ${kind} ${schema}.${name} as\n${withoutNeedlessNames(text)}` }
  })
}

async function triggers(db: Db | Tx): Promise<Part[]> {
  const { rows } = await sql<Omit<Part, 'order'>>`
    select n.nspname as schema, c.relname || '.' || t.tgname as name, pg_get_triggerdef(t.oid) || ';' as text
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where ${ours} and not t.tgisinternal and not c.relispartition`.execute(db)
  return rows.map(row => ({ ...row, order: 6 }))
}
