import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { openStage, signInAs } from '../../../../../test/cast.ts'
import { imported, importRow, runJob, uploaded } from '../../../../../test/support/imports.ts'
import { href, paths } from '../../../../paths.ts'
import { receiveFile } from '../upload/receive.ts'

const stage = await openStage()
const { services, app } = stage
const { db } = services
const origin = new URL(services.config.baseUrl).origin
const [csm, product, english] = await Promise.all([
  signInAs(stage, 'csm'),
  signInAs(stage, 'product'),
  signInAs(stage, 'manager'),
])
await db.updateTable('identity.staff').set({ locale: 'en' }).where('id', '=', 'staff-manager').execute()

beforeEach(async () => {
  await sql`truncate customers.account, customers.import cascade`.execute(db)
  await sql`delete from graphile_worker._private_jobs`.execute(db)
})

const get = (path: string, cookie = csm) => app.request(path, { headers: { cookie } })
const page = async (path: string, cookie = csm) => (await get(path, cookie)).text()

function post(path: string, fields: Record<string, string | File> = {}, cookie = csm) {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.set(name, value)
  return app.request(path, { method: 'POST', body, headers: { cookie, origin } })
}

const upload = (content: string, fields: Record<string, string> = {}, name = '顧客 "一覧".csv') =>
  post(paths.imports, { ...fields, file: new File([content], name) })
const idOf = (reply: Response) => Number(reply.headers.get('location')?.split('/').at(-1))
const left = async () => {
  const rows = await sql<{ imports: number; chunks: number }>`
    select (select count(*) from customers.import) as imports, (select count(*) from customers.import_chunk) as chunks`.execute(
    db,
  )
  return rows.rows[0]
}

describe('uploading', () => {
  test('is not for people of the product', async () => {
    for (const path of [paths.imports, paths.importNew]) expect((await get(path, product)).status).toBe(404)
    expect((await post(paths.imports, { file: new File(['a'], 'a.csv') }, product)).status).toBe(404)
  })

  test('keeps the file, and goes to the page that waits for it being looked at', async () => {
    const reply = await upload('id,name\n1,a\n', { subject: 'contacts' })
    expect(reply.status).toBe(303)
    const id = idOf(reply)
    expect(await importRow(services, id)).toMatchObject({
      subject: 'contacts',
      file_name: '顧客 "一覧".csv',
      status: 'checking',
      bytes: 12,
    })
    const waiting = await page(href(paths.import, { id }))
    expect(waiting).toContain('ファイルを調べています')
    expect(waiting).not.toContain('http-equiv="refresh"')
    const headers = { cookie: csm, 'sec-fetch-dest': 'document' }
    const plain = await app.request(href(paths.import, { id }), { headers })
    expect(await plain.text()).toContain('<noscript><meta http-equiv="refresh"')
    expect(waiting).toContain(href(paths.importLive, { id }))
  })

  test('of no file, of too much, of something that breaks off: says so and keeps nothing', async () => {
    const none = await post(paths.imports, { subject: 'contacts' })
    expect(none.status).toBe(422)
    expect(await none.text()).toContain('ファイルを選んでください。')
    // As browsers send a field in which nothing was chosen.
    const empty = '--b\r\ncontent-disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--b--\r\n'
    const headers = { cookie: csm, origin, 'content-type': 'multipart/form-data; boundary=b' }
    expect((await app.request(paths.imports, { method: 'POST', body: empty, headers })).status).toBe(422)
    const broken = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nid,name\n1,'
    const reply = await app.request(paths.imports, { method: 'POST', body: broken, headers })
    expect(reply.status).toBe(422)
    expect(await reply.text()).toContain('最後まで受け取れませんでした')
    expect(await left()).toEqual({ imports: 0, chunks: 0 })
  })

  test('beyond the limit is refused once all of it has come, so that a browser can show why', async () => {
    const form = new FormData()
    form.set('file', new File(['x'.repeat(5000)], 'big.csv'))
    let discarded = 0
    const received = await receiveFile(
      db,
      new Request('http://x', { method: 'POST', body: form }),
      {
        open: async () => 1,
        discard: async () => {
          discarded++
        },
      },
      4999,
    )
    expect(received).toEqual({ fault: 'too_large', subject: 'accounts' })
    expect(discarded).toBe(1)
  })

  test('that says beforehand to be beyond 200 MB is refused in the person’s language, and nothing of it is kept', async () => {
    const headers = { origin, 'content-type': 'multipart/form-data; boundary=b', 'content-length': String(201 << 20) }
    const send = (cookie: string) =>
      app.request(paths.imports, { method: 'POST', body: 'x'.repeat(100), headers: { ...headers, cookie } })
    const reply = await send(csm)
    expect(reply.status).toBe(413)
    expect(await reply.text()).toContain('ファイルが大きすぎます。200 MBまでです。')
    expect(await (await send(english)).text()).toContain('The file is too large. The limit is 200 MB')
    expect(await left()).toEqual({ imports: 0, chunks: 0 })
  })

  test('of more than any other form may have is taken', async () => {
    const [line, lines] = [`${'x'.repeat(63)}\n`, 1 << 20]
    const piece = Buffer.from(line.repeat(1024))
    const [head, foot] = [
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nid\n',
      '\r\n--b--\r\n',
    ]
    const body = function* () {
      yield Buffer.from(head)
      for (let sent = 0; sent < lines; sent += 1024) yield piece
      yield Buffer.from(foot)
    }
    const size = head.length + lines * line.length + foot.length
    expect(size).toBeGreaterThan(64 * 1024 * 1024)
    const request = {
      method: 'POST',
      body: Readable.toWeb(Readable.from(body())),
      duplex: 'half',
      headers: {
        cookie: csm,
        origin,
        'content-type': 'multipart/form-data; boundary=b',
        'content-length': String(size),
      },
    }
    const reply = await app.request(paths.imports, request as RequestInit)
    expect(reply.status).toBe(303)
    expect(await importRow(services, idOf(reply))).toMatchObject({ bytes: 3 + lines * line.length, status: 'checking' })
    const { rows } = await sql<{ bytes: number }>`
      select sum(length(bytes))::bigint as bytes from customers.import_chunk`.execute(db)
    expect(rows[0]?.bytes).toBe(3 + lines * line.length)
  })

  test('a large file arrives in pieces, whole', async () => {
    const text = `id,name\n${Array.from({ length: 150_000 }, (_, i) => `${i},name ${i}`).join('\n')}\n`
    const form = new FormData()
    form.set('file', new File([text], 'large.csv'))
    const whole = new Response(form)
    const [bytes, type] = [Buffer.from(await whole.arrayBuffer()), whole.headers.get('content-type') ?? '']
    const pieces = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, i) =>
      bytes.subarray(i * 65_536, (i + 1) * 65_536),
    )
    const request = {
      method: 'POST',
      body: Readable.toWeb(Readable.from(pieces)),
      duplex: 'half',
      headers: { cookie: csm, origin, 'content-type': type, 'content-length': String(bytes.length) },
    }
    const id = idOf(await app.request(paths.imports, request as RequestInit))
    const chunks = await db
      .selectFrom('customers.import_chunk')
      .selectAll()
      .where('import_id', '=', id)
      .orderBy('position')
      .execute()
    expect(chunks.length).toBeGreaterThan(2)
    expect(Buffer.concat(chunks.map(chunk => chunk.bytes)).equals(Buffer.from(text))).toBe(true)
  })

  test('a request from elsewhere is refused', async () => {
    const body = new FormData()
    body.set('file', new File(['id\n1\n'], 'a.csv'))
    const reply = await app.request(paths.imports, {
      method: 'POST',
      body,
      headers: { cookie: csm, origin: 'https://evil.example' },
    })
    expect(reply.status).toBe(403)
    expect(await left()).toEqual({ imports: 0, chunks: 0 })
  })
})

describe('the page of a file', () => {
  test('shows what will happen, in words, with the mapping to change', async () => {
    await imported(services, 'id,name\nC-1,古い名前\n')
    const id = await uploaded(
      services,
      'id,会社名,月額,解約,メモ\nC-1,みなと,"12,000",いいえ,<b>&\nC-2,海,500,2026-01-31,\n,誰,1,,\n',
    )
    const html = await page(href(paths.import, { id }))
    expect(html).toContain('2行を取り込む')
    expect(html).toMatch(/[¥￥]12,000/)
    expect(html).toContain('2026年1月31日')
    expect(html).toContain('&lt;b&gt;&amp;')
    expect(html).not.toContain('<b>&')
    expect(html).toMatch(/>更新<[\s\S]*>新規<[\s\S]*>取り込みません<[\s\S]*IDがありません。/)
    expect(html).toMatch(/<option value="JPY" selected/)
    const inEnglish = await page(href(paths.import, { id }), english)
    expect(inEnglish).toContain('Import 2 rows')
    expect(inEnglish).toContain('There is no ID.')
  })

  test('a mapping that lacks something is shown again with what is wrong and as it was chosen', async () => {
    const id = await uploaded(services, 'id,name\n1,a\n')
    const reply = await post(href(paths.importRun, { id }), {
      'field-0': '',
      'type-0': 'number',
      'key-0': 'kept',
      'field-1': '',
      'type-1': '',
    })
    expect(reply.status).toBe(422)
    const html = await reply.text()
    expect(html).toContain('IDの列を1つ選んでください')
    expect(html).toMatch(/<option value="number" selected/)
    expect((await importRow(services, id)).status).toBe('ready')
  })

  test('a changed mapping is counted again, then imported as it is in the form', async () => {
    const id = await uploaded(services, 'id,name,size\n1,a,x\n2,b,5\n')
    const fields = {
      'field-0': 'external_id',
      'type-0': '',
      'field-1': 'name',
      'type-1': '',
      'field-2': '',
      'type-2': 'number',
      'key-2': 'Size',
    }
    expect((await post(href(paths.importPlan, { id }), fields)).status).toBe(303)
    expect(await page(href(paths.import, { id }))).toContain('すべての行を確認しています')
    await runJob(services, 'imports.check', { importId: id, version: 2 })
    expect(await importRow(services, id)).toMatchObject({ status: 'ready', created_count: 1, failed_count: 1 })
    const reply = await post(href(paths.importRun, { id }), { ...fields, 'type-2': 'text' })
    expect(reply.headers.get('location')).toBe(href(paths.import, { id }))
    expect(await page(href(paths.import, { id }))).toContain('順番を待っています')
    await runJob(services, 'imports.run', { importId: id })
    const rows = await db.selectFrom('customers.account').select(['external_id', 'traits']).orderBy('id').execute()
    expect(rows).toEqual([
      { external_id: '1', traits: { Size: 'x' } },
      { external_id: '2', traits: { Size: '5' } },
    ])
    expect(await page(href(paths.import, { id }))).toContain('取り込みが終わりました')
  })

  test('decimals after a comma are shown as they are read, can be read the other way, and come in as chosen', async () => {
    const id = await uploaded(services, 'id;name;Lent\n1;a;10,5\n2;b;1.000\n')
    const html = await page(href(paths.import, { id }))
    expect(html).toMatch(/<option value="comma" selected[^>]*>小数点はコンマ/)
    expect(html).toMatch(/>\s*10\.5\s*</)
    expect(html).toMatch(/>\s*1,000\s*</)
    expect((await post(href(paths.importPlan, { id }), { decimal: 'point' })).status).toBe(303)
    await runJob(services, 'imports.check', { importId: id, version: 2 })
    expect(await importRow(services, id)).toMatchObject({ created_count: 1, failed_count: 1 })
    expect((await post(href(paths.importRun, { id }), { decimal: 'comma' })).status).toBe(303)
    await runJob(services, 'imports.run', { importId: id })
    const rows = await db.selectFrom('customers.account').select('traits').orderBy('id').execute()
    expect(rows).toEqual([{ traits: { Lent: 10.5 } }, { traits: { Lent: 1000 } }])
    const plain = await uploaded(services, 'id;name;Lent\n3;c;12\n')
    expect(await page(href(paths.import, { id: plain }))).not.toContain('name="decimal"')
  })

  test('a file that is no table says what to do; a wrong encoding can be changed', async () => {
    const book = await uploaded(services, 'PK\x03\x04xlsx')
    const html = await page(href(paths.import, { id: book }))
    expect(html).toContain('「CSV（UTF-8）」を選んで保存')
    expect(html).not.toContain('読み直す')
    const id = await uploaded(services, 'id,name\n1,みなと\n')
    expect((await post(href(paths.importReading, { id }), { encoding: 'shift_jis', delimiter: '' })).status).toBe(303)
    const row = await importRow(services, id)
    expect(row).toMatchObject({ status: 'checking', reading: { encoding: 'shift_jis' }, plan: null })
    await runJob(services, 'imports.check', { importId: id, version: row.version })
    expect((await importRow(services, id)).reading).toEqual({ encoding: 'shift_jis', delimiter: ',' })
  })

  test('what is over is over: pressing twice, in a second tab, imports once and says so', async () => {
    const id = await uploaded(services, 'id,name\n1,a\n')
    const fields = { 'field-0': 'external_id', 'type-0': '', 'field-1': 'name', 'type-1': '' }
    for (let press = 0; press < 2; press++) expect((await post(href(paths.importRun, { id }), fields)).status).toBe(303)
    const { rows } = await sql<{ jobs: number }>`
      select count(*) as jobs from graphile_worker.jobs where task_identifier = 'imports.run'`.execute(db)
    expect(rows[0]?.jobs).toBe(1)
    await runJob(services, 'imports.run', { importId: id })
    const late = await post(href(paths.importPlan, { id }), fields)
    expect([late.status, late.headers.get('set-cookie')]).toEqual([303, expect.stringContaining('banso_flash')])
    expect((await post(href(paths.importStop, { id }))).status).toBe(303)
  })

  test('500 columns are still a page, with at most 300 traits', async () => {
    const wide = Array.from({ length: 499 }, (_, i) => `列${i}`)
    const id = await uploaded(services, `id,${wide.join()}\n1,${wide.map((_, i) => i).join()}\n`)
    const reply = await get(href(paths.import, { id }))
    expect(reply.status).toBe(200)
    expect((await reply.text()).match(/name="field-\d+"/g)).toHaveLength(500)
  })

  test('one that is not there, or is still arriving, is not found', async () => {
    expect((await get(href(paths.import, { id: 999_999 }))).status).toBe(404)
    expect((await get('/imports/x')).status).toBe(404)
    const { id } = await db
      .insertInto('customers.import')
      .values({ subject: 'accounts', file_name: 'a', staff_id: null })
      .returning('id')
      .executeTakeFirstOrThrow()
    expect((await get(href(paths.import, { id }))).status).toBe(404)
  })
})

describe('what came of it', () => {
  test('leads to the accounts it was about, and to no others', async () => {
    await imported(services, 'id,name\n1,before\n2,known\n')
    const accounts = await imported(services, 'id,name\n2,known\n3,new\n,refused\n')
    const people = await imported(services, 'id,name,accountid\nu1,Kai,1\n', { subject: 'contacts' })
    expect([accounts, people].map(row => row.status)).toEqual(['done', 'done'])
    const shown = async (id: number) => {
      const link = `${paths.accounts}?import=${id}`
      expect(await page(href(paths.import, { id }))).toContain(`href="${link}"`)
      const html = await page(link)
      return ['before', 'known', 'new'].filter(name => html.includes(`>${name}<`))
    }
    expect(await shown(accounts.id)).toEqual(['known', 'new'])
    expect(await shown(people.id)).toEqual(['before'])
    expect(await page(`${paths.accounts}?import=${accounts.id}`)).toContain('取り込んだファイル：customers.csv')
  })

  test('shows the first problems and gives all of them as a file that spreadsheets open safely', async () => {
    const bad = Array.from({ length: 120 }, (_, i) => `${i + 1},"=cmd|' /C calc'!A0"`)
    const row = await imported(services, `id,n\nx,5\n${bad.join('\n')}\n`, { map: 'n=number:n' })
    const html = await page(href(paths.import, { id: row.id }))
    expect(html).toContain('最初の100件を表示しています。')
    const reply = await get(href(paths.importErrors, { id: row.id }))
    expect(reply.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(reply.headers.get('content-disposition')).toContain("filename*=UTF-8''")
    const bytes = Buffer.from(await reply.arrayBuffer())
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from('\ufeff'))
    const lines = bytes.toString().trim().split('\r\n')
    expect(lines).toHaveLength(121)
    expect(lines[1]).toBe(`3,取り込まない,n,'=cmd|' /C calc'!A0,数値として読めません。`)
    expect(await (await get(href(paths.importErrors, { id: row.id }), english)).text()).toContain('Not a number.')
  })

  test('the list shows who imported what, page by page', async () => {
    expect(await page(paths.imports)).toContain('ここに取り込みの記録が並びます')
    await imported(services, 'id,name\n1,a\n')
    await sql`insert into customers.import (subject, file_name, status) select 'accounts', 'old ' || n, 'done' from generate_series(1, 60) n`.execute(
      db,
    )
    const first = await page(paths.imports)
    expect(first).toContain('old 60')
    expect(first).not.toContain('customers.csv')
    const next = /href="([^"]*before=[^"]*)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const second = await page(next)
    expect(second).toContain('customers.csv')
    expect(second).toContain('佐藤 春')
    expect(second).toContain('コマンド')
  })

  test('what failed says why, also when it was at the command line', async () => {
    const failed = (failure: object) =>
      db
        .insertInto('customers.import')
        .values({
          subject: 'accounts',
          file_name: 'x',
          staff_id: null,
          status: 'failed',
          failure: JSON.stringify(failure),
        })
        .returning('id')
        .executeTakeFirstOrThrow()
    const unread = await failed({ reason: 'open_quote', values: { row: 7 } })
    expect(await page(href(paths.import, { id: unread.id }))).toContain('7行目で始まる引用符')
    const unexpected = await failed({ reason: 'unexpected', values: { at: '2026-11-22T00:00:00Z' } })
    expect(await page(href(paths.import, { id: unexpected.id }))).toContain('予期しない問題が起きました')
  })

  test('a record can be removed; what was imported stays', async () => {
    const row = await imported(services, 'id,name\n1,a\n')
    expect((await post(href(paths.importRemoval, { id: row.id }))).status).toBe(303)
    expect(await left()).toEqual({ imports: 0, chunks: 0 })
    expect(await db.selectFrom('customers.account').select('id').execute()).toHaveLength(1)
  })
})

describe('the sample files', () => {
  test.each(['accounts.csv', 'contacts.csv'])('%s imports as it is, in both languages', async name => {
    for (const cookie of [csm, english]) {
      const sample = Buffer.from(await (await get(href(paths.importSample, { name }), cookie)).arrayBuffer())
      const subject = name === 'accounts.csv' ? 'accounts' : 'contacts'
      if (subject === 'contacts') await imported(services, 'id,name\nC-1,x\nC-001,a\nC-002,b\n')
      const row = await imported(services, sample, { subject })
      expect([row.status, row.created_count + row.updated_count, row.failed_count]).toEqual(['done', 3, 0])
    }
    expect((await get(href(paths.importSample, { name: 'x.csv' }))).status).toBe(404)
  })
})

describe('an open page', () => {
  test('is told how far it is, and gets the next page when that is ready', async () => {
    const id = idOf(await upload('id,name\n1,a\n'))
    const reply = await get(href(paths.importLive, { id }))
    const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader()
    const next = async (word: string) => {
      for (let text = ''; ; ) {
        const { value, done } = (await reader?.read()) ?? { done: true }
        text += value ?? ''
        if (text.includes(word)) return text
        if (done) throw new Error(`ended without ${word}: ${text}`)
      }
    }
    expect(await next('ファイルを調べています')).toContain('target="import-waiting"')
    await runJob(services, 'imports.check', { importId: id, version: 1 })
    expect(await next('1行を取り込む')).toContain('target="import-waiting"')
    await reader?.cancel()
  })
})
