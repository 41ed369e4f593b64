import { sql } from 'kysely'
import { afterEach, describe, expect, test } from 'vitest'
import { openStage, send, signInAs } from '../../test/cast.ts'
import { createApp } from '../app.tsx'
import { paths } from '../paths.ts'
import { connect } from '../platform/db.ts'

const stage = await openStage()
const { db } = stage.services

async function failWith(code: string): Promise<void> {
  await sql`
    create function public.fail() returns trigger language plpgsql as $$ begin
      raise exception using errcode = ${sql.lit(code)}; end $$`.execute(db)
  await sql`create trigger fail before insert on customers.saved_view for each row execute function public.fail()`.execute(
    db,
  )
}

afterEach(() => sql`drop function if exists public.fail cascade`.execute(db))

describe('what goes wrong while something is saved', () => {
  test.each([
    ['40P01', 409, '同時に変更'],
    ['23503', 409, '同時に変更'],
    ['22012', 500, '問題が起きました'],
  ] as const)('%s of the database is answered with %i and what to do', async (code, status, says) => {
    await failWith(code)
    const reply = await send(
      stage,
      paths.savedViews,
      { name: '大口', query: '' },
      { cookie: await signInAs(stage, 'csm') },
    )
    expect(reply.status).toBe(status)
    expect(await reply.text()).toContain(says)
    expect(await db.selectFrom('customers.saved_view').selectAll().execute()).toEqual([])
  })
})

describe('before it is known who asks', () => {
  test.each([
    ['ja', 'アドレスが設定と違います'],
    ['en', 'This address is not the one set'],
  ])('a form under another address than BASE_URL is told so, and which one to open (%s)', async (locale, says) => {
    const headers = { origin: 'http://192.0.2.7:3000', host: '192.0.2.7:3000', 'accept-language': locale }
    const reply = await send(stage, paths.signIn, { email: 'x@minato.example', password: 'x' }, { headers })
    expect([reply.status, reply.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8'])
    const html = await reply.text()
    expect(html).toContain(`<html lang="${locale}">`)
    expect(html).toContain(says)
    expect(html).toContain('BASE_URL')
    expect(html).toContain('href="http://localhost:3000/"')
    const nonce = /nonce-([\w+/=-]+)/.exec(reply.headers.get('content-security-policy') ?? '')?.[1]
    expect(html).toContain(`content="${nonce}"`)
  })

  test.each([
    ['ja', 'データベースが使えません'],
    ['en', 'The database is not available'],
  ])('while the database is away, pages and forms say so (%s)', async (locale, says) => {
    const away = connect('postgres://nobody@127.0.0.1:1/nothing')
    const app = createApp({ ...stage.services, db: away.db })
    const headers = { 'accept-language': locale, origin: 'http://localhost:3000' }
    for (const method of ['GET', 'POST']) {
      const reply = await app.request(paths.signIn, { method, headers })
      expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '10'])
      expect(await reply.text()).toContain(says)
    }
    await away.close()
  })
})
