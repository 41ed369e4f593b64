import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from, to } from 'pg-copy-streams'

/** Rows as COPY text, in the pieces in which they are sent. */
export type Rows = readonly Buffer[]

const columns =
  'account_id, contact_id, occurred_at, received_at, message, write_key_id, type, name, anonymous_id, properties, context'

/** The stored events in the order in which they arrived, as a file that somebody would load by hand. */
export async function exportRows(url: string, limit: number): Promise<{ readonly rows: Rows; readonly count: number }> {
  return withClient(url, async client => {
    const source = client.query(
      to(`copy (select ${columns} from events.event order by received_at limit ${limit}) to stdout`),
    )
    const pieces: Buffer[] = []
    for await (const piece of source) pieces.push(piece as Buffer)
    return { rows: [Buffer.concat(pieces)], count: source.rowCount ?? limit }
  })
}

/** How rows are loaded by hand. */
export interface HandLoad {
  readonly connections: number
  /** Into how many transactions, one after another, each connection divides its rows. */
  readonly transactions: number
}

/**
 * The best load of the same rows into the same tables that we could write by hand: COPY into a temporary table, then
 * receipts, events, days and signs of life by one statement, then the commit. Seconds it took.
 */
export async function loadByHand(url: string, rows: Rows, { connections, transactions }: HandLoad): Promise<number> {
  await withClient(url, client =>
    client.query('truncate events.receipt, events.event, events.usage_day, events.sign_of_life'),
  )
  const parts = split(Buffer.concat(rows as Buffer[]), connections).map(part => split(part, transactions))
  await withClient(url, client => client.query('checkpoint'))
  const begun = performance.now()
  await Promise.all(parts.map(part => withClient(url, client => loadPart(client, part))))
  return (performance.now() - begun) / 1000
}

async function loadPart(client: pg.Client, pieces: readonly Buffer[]): Promise<void> {
  await client.query(`create temporary table staging (account_id bigint, contact_id bigint, occurred_at timestamptz,
    received_at timestamptz, message uuid, write_key_id bigint, type text, name text, anonymous_id text, properties jsonb,
    context jsonb) on commit delete rows`)
  for (const piece of pieces) await loadPiece(client, piece)
}

async function loadPiece(client: pg.Client, piece: Buffer): Promise<void> {
  await client.query('begin')
  await pipeline(Readable.from([piece]), client.query(from('copy staging from stdin')))
  await client.query(`
    with fresh as (
      insert into events.receipt select message, (received_at at time zone 'UTC')::date from staging
      order by message on conflict do nothing returning message
    ),
    kept as materialized (select s.* from staging s join fresh using (message)),
    stored as (insert into events.event (${columns}) select ${columns} from kept),
    alive as (
      insert into events.sign_of_life as s select account_id, min(occurred_at), max(occurred_at),
        (max(occurred_at) at time zone 'Asia/Tokyo')::date from kept where account_id > 0 group by 1 order by 1
      on conflict (account_id) do update set first_at = least(s.first_at, excluded.first_at),
        last_at = greatest(s.last_at, excluded.last_at), last_day = greatest(s.last_day, excluded.last_day)
    )
    insert into events.usage_day as u
    select account_id, (occurred_at at time zone 'Asia/Tokyo')::date as day, contact_id, name, count(*), max(occurred_at)
    from kept group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (account_id, day, contact_id, name)
    do update set count = u.count + excluded.count, last_at = greatest(u.last_at, excluded.last_at)`)
  await client.query('commit')
}

function split(all: Buffer, parts: number): Buffer[] {
  const pieces: Buffer[] = []
  let start = 0
  for (let index = 1; index <= parts; index++) {
    const near = Math.floor((all.length * index) / parts)
    const end = index === parts ? all.length : all.indexOf(10, near) + 1
    pieces.push(all.subarray(start, end))
    start = end
  }
  return pieces
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
