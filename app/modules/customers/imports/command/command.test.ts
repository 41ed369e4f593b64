import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import iconv from 'iconv-lite'
import { sql } from 'kysely'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openStage } from '../../../../../test/cast.ts'
import { importFromCommandLine } from './command.ts'
import { readOptions } from './options.ts'

const { services } = await openStage()
const { db, database } = services
const folder = mkdtempSync(join(tmpdir(), 'banso-import-'))
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(async () => {
  await sql`truncate customers.account, customers.import cascade`.execute(db)
})

function collector() {
  let text = ''
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk
      done()
    },
  })
  return { stream, text: () => text }
}

async function run(args: string[], signal = new AbortController().signal) {
  const [output, complaints] = [collector(), collector()]
  const t = services.words('en')
  const code = await importFromCommandLine({
    database,
    args,
    calledFrom: folder,
    t,
    signal,
    output: output.stream,
    complaints: complaints.stream,
  })
  return { code, output: output.text(), complaints: complaints.text() }
}

const file = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content)
const accounts = () =>
  db
    .selectFrom('customers.account')
    .select(['external_id', 'name', 'monthly_amount', 'currency', 'traits'])
    .orderBy('id')
    .execute()

describe('bin/import', () => {
  test('imports a file with the guessed mapping, says what it does, and ends with 0', async () => {
    file('a.csv', iconv.encode('顧客ID;会社名;月額\n1;みなと;500\n2;海;\n', 'windows-31j'))
    const { code, output, complaints } = await run(['accounts', 'a.csv'])
    expect([code, complaints]).toEqual([0, ''])
    expect(output).toContain('a.csv: 2 rows, Shift_JIS, divided by semicolon')
    expect(output).toContain('月額 → monthly_amount,number:月額')
    expect(output).toContain('Done: 2 new, 0 updated. Rows left out: 0, warnings: 0')
    expect(await accounts()).toMatchObject([{ external_id: '1', monthly_amount: 500 }, { external_id: '2' }])
    const row = await db.selectFrom('customers.import').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({ status: 'done', staff_id: null, file_name: 'a.csv', created_count: 2 })
  })

  test('takes a mapping, money and dates as they are typed', async () => {
    file('b.csv', 'a,b,c\nx,12,03/04/2024\n')
    const map = ['--map', 'a=external_id,text:code;b=monthly_amount', '--map', 'c=customer_since']
    expect(
      (
        await run([
          'accounts',
          'b.csv',
          ...map,
          '--currency',
          'usd',
          '--unit',
          'thousand',
          '--per',
          'year',
          '--dates',
          'day',
        ])
      ).code,
    ).toBe(0)
    expect(await accounts()).toMatchObject([
      { external_id: 'x', monthly_amount: 100_000, currency: 'USD', traits: { code: 'x' } },
    ])
    const { rows } = await sql`select customer_since from customers.account`.execute(db)
    expect(rows).toEqual([{ customer_since: '2024-04-03' }])
  })

  test('takes decimals after a comma where they are seen, or said', async () => {
    file('e.csv', 'id;月額;数\nx;1.234,50;1.000\n')
    expect((await run(['accounts', 'e.csv'])).code).toBe(0)
    expect(await accounts()).toMatchObject([{ monthly_amount: 123_450, currency: 'EUR', traits: { 数: 1000 } }])
    file('f.csv', 'id,月額,数\nx,"10,5","1.000"\n')
    const map = ['--map', '月額=number:月額;数=number:数']
    expect((await run(['accounts', 'f.csv', ...map, '--decimal', 'comma'])).code).toBe(0)
    expect(await accounts()).toMatchObject([{ traits: { 月額: 10.5, 数: 1000 } }])
    expect((await run(['accounts', 'f.csv', '--decimal', 'dot'])).code).toBe(1)
  })

  test('--dry-run writes nothing and leaves no record', async () => {
    file('c.csv', 'id,name\n1,a\n,b\n')
    const { code, output } = await run(['accounts', 'c.csv', '--dry-run'])
    expect(code).toBe(0)
    expect(output).toContain('It would make 1 new and update 0. Rows left out: 1, warnings: 0')
    expect(await accounts()).toEqual([])
    expect(await db.selectFrom('customers.import').selectAll().execute()).toEqual([])
  })

  test('tells problems on standard error and writes them to a file, safe for spreadsheets', async () => {
    file('d.csv', `id,n\n1,5\n2,=1+1\n3,\u001b[31mred\n`)
    const { code, complaints } = await run(['accounts', 'd.csv', '--map', 'n=number:n', '--errors', 'out.csv'])
    expect(code).toBe(0)
    expect(complaints).toContain('row 3 n =1+1 Not a number.')
    expect(complaints).not.toContain('\u001b')
    const written = readFileSync(join(folder, 'out.csv'), 'utf8')
    expect(written.startsWith('\ufeffRow,Kind,Column,Value,What is wrong\r\n')).toBe(true)
    expect(written).toContain(`3,Left out,n,'=1+1,Not a number.`)
  })

  test('a zone that there is, but that cannot be chosen, is not said to be none', async () => {
    file('zone.csv', 'id,zone\n1,Etc/GMT-9\n')
    const { complaints } = await run(['accounts', 'zone.csv', '--map', 'zone=time_zone'])
    expect(complaints).toContain('Etc/GMT-9 Choose a time zone by its place, such as Asia/Tokyo.')
  })

  test.each<[string, string[], string]>([
    ['no file named', ['accounts'], 'Usage: bin/import'],
    ['an unknown subject', ['users', 'x.csv'], 'Usage: bin/import'],
    ['an unknown option', ['accounts', 'e.csv', '--wat'], 'Usage: bin/import'],
    ['an unknown encoding', ['accounts', 'e.csv', '--encoding', 'klingon'], 'Usage: bin/import'],
    ['no such file', ['accounts', 'missing.csv'], 'The file cannot be opened: ENOENT'],
    ['a spreadsheet', ['accounts', 'book.xlsx'], 'This is a spreadsheet file.'],
    [
      'an unknown column',
      ['accounts', 'e.csv', '--map', 'zzz=name'],
      '--map: the file has no column of this name: zzz=name',
    ],
    ['an unknown target', ['accounts', 'e.csv', '--map', 'name=colour'], '--map: unknown target: colour'],
    ['no id', ['accounts', 'e.csv', '--map', 'id=ignore;name=ignore'], 'Choose a column for the ID.'],
    ['no good row', ['accounts', 'bad.csv'], 'No row could be imported.'],
  ])('%s: says so and ends with 1', async (_, args, said) => {
    file('e.csv', 'id,name\n1,a\n')
    file('bad.csv', 'id,name\n,a\n')
    file('book.xlsx', 'PK\x03\x04…')
    const { code, complaints } = await run(args)
    expect(code).toBe(1)
    expect(complaints).toContain(said)
    expect(await accounts()).toEqual([])
  })

  test('asked to stop, it keeps nothing and ends with 1', async () => {
    file('f.csv', 'id,name\n1,a\n')
    const { code, complaints } = await run(['accounts', 'f.csv'], AbortSignal.abort())
    expect([code, complaints]).toEqual([1, 'Stopped. Nothing was written.\n'])
    expect(await accounts()).toEqual([])
    const rows = await db.selectFrom('customers.import').select('status').execute()
    expect(rows).toEqual([{ status: 'stopped' }])
  })

  test('encodings and delimiters go by many names', () => {
    const reading = (...args: string[]) => readOptions(['accounts', 'x', ...args], '/')?.reading
    expect(reading('--encoding', 'Shift-JIS', '--delimiter', 'tab')).toEqual({ encoding: 'shift_jis', delimiter: '\t' })
    expect(reading('--encoding', 'utf8', '--delimiter', ';')).toEqual({ encoding: 'utf-8', delimiter: ';' })
  })
})
