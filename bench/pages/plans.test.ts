import { expect, test } from 'vitest'
import { emptyDatabase } from '../../test/support/postgres.ts'
import { findOffences } from './plans.ts'

const { pool } = await emptyDatabase()
await pool.query(`
  create table few as select n as id, n % 7 as day from generate_series(1, 9000) n;
  create table many as select n as id, n % 7 as day, 'note ' || n as note from generate_series(1, 30000) n;
  create unique index many_id on many (id);
  create index many_day on many (day, id);
  analyze few;
  analyze many`)

async function offences(text: string, ...values: unknown[]) {
  const client = await pool.connect()
  try {
    return (await findOffences(client, 'page', [{ text, values }])).map(({ scan, rows, limited }) => ({
      scan,
      rows,
      limited,
    }))
  } finally {
    client.release()
  }
}

test('a sequential scan of a large table is found, whatever it returns; one of a small table is not', async () => {
  expect(await offences('select id from many where note = $1', 'note 3')).toEqual([
    { scan: 'Seq Scan on public.many', rows: 30_000, limited: false },
  ])
  expect(await offences('select id from few where day = $1', 3)).toEqual([])
})

test('a scan that a limit ends early is told apart', async () => {
  expect(await offences('select id from many limit 5')).toEqual([
    { scan: 'Seq Scan on public.many', rows: 5, limited: true },
  ])
})

test('a few rows by an index are no offence; reading all of a large table by one is', async () => {
  expect(await offences('select note from many where id = any($1::int[])', [5, 6])).toEqual([])
  const all = 'select count(*) from (select id from many where day >= $1 order by day, id offset 0) page'
  const [found] = await offences(all, 0)
  expect(found?.rows).toBe(30_000)
})

test('what a statement would write is not kept', async () => {
  await offences('delete from many where id = any($1::int[])', [5, 6])
  expect((await pool.query('select 1 from many where id in (5, 6)')).rowCount).toBe(2)
})
