import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { href, paths } from '../../app/paths.ts'
import { cast, cookiesAfter, open, openStage, send, signInAs } from '../cast.ts'
import { formsOf, type PageForm } from '../support/forms.ts'
import { furnish, htmlAt, pages, routeAt } from './world.ts'

const stage = await openStage()
const { db } = stage.services
const admin = await signInAs(stage, 'admin')
await furnish(stage, admin)

const words = '<script>hostile()</script> 長い電話の\nメモ & "引用"'
const shown = '&lt;script&gt;hostile()&lt;/script&gt; 長い電話の\nメモ'
const task = { accountId: '1', title: words, minutes: '10', assigneeId: '', dueOn: '2027-01-04', reason: '' }

/** What is left in the browser of somebody who was signed in: no session, but who it was. */
async function signedOut(role: keyof typeof cast): Promise<string> {
  const cookie = await signInAs(stage, role)
  const all = cookiesAfter(await open(stage, paths.tasks, { cookie }), cookie)
  const gone = cookiesAfter(await send(stage, paths.signOut, {}, { cookie: all }), all)
  expect(gone).not.toContain('session')
  return gone
}

/** What the page that keeps words would send again, and where. */
async function kept(reply: Response): Promise<PageForm | undefined> {
  return formsOf(await reply.text(), '/').find(form => form.action.includes('typed-by='))
}

function fieldsOf(form: PageForm): Record<string, string[]> {
  const fields: Record<string, string[]> = {}
  for (const { name, value = '' } of form.fields) fields[name] = [...(fields[name] ?? []), value]
  return fields
}

/** Sends a file; tells the reply, and whether all of it was read. */
async function upload(headers: Readonly<Record<string, string>>) {
  let ended = false
  const piece = new TextEncoder().encode('x'.repeat(1000))
  const pieces = function* () {
    for (let sent = 0; sent < 1000; sent++) yield piece
    ended = true
  }
  const { origin } = new URL(stage.services.config.baseUrl)
  const type = 'multipart/form-data; boundary=b'
  const request = { 'content-type': type, 'content-length': String(1000 * piece.length), origin, ...headers }
  const body = Readable.toWeb(Readable.from(pieces()))
  const init = { method: 'POST', body, duplex: 'half', headers: request }
  const reply = await stage.app.request(paths.imports, init as RequestInit)
  return { reply, read: () => ended }
}

const titles = async () => (await db.selectFrom('tasks.task').select('title').execute()).map(({ title }) => title)

describe('a form that is sent when nobody is signed in any more', () => {
  it('is not taken, and what was typed is there to copy and to send again', async () => {
    const reply = await send(stage, paths.tasks, task, { cookie: await signedOut('csm') })
    expect([reply.status, reply.headers.get('cache-control')]).toEqual([422, 'no-store'])
    const page = await reply.clone().text()
    expect(page).toContain('まだ保存されていません')
    expect(page).toContain(shown)
    expect(page).not.toContain('<script>hostile')
    const form = await kept(reply)
    expect(form && fieldsOf(form)).toMatchObject({ accountId: ['1'], title: [words], dueOn: ['2027-01-04'] })
    expect(await titles()).not.toContain(words)
  })

  it('is taken when the same person sends it again after signing in, and not before', async () => {
    const cookie = await signedOut('csm')
    const first = await kept(await send(stage, paths.tasks, task, { cookie }))
    const still = await send(stage, first?.action ?? '', first ? fieldsOf(first) : {}, { cookie })
    expect([still.status, await still.clone().text()]).toEqual([
      422,
      expect.stringContaining('まだサインインしていない'),
    ])
    const form = await kept(still)
    const again = `${cookie}; ${await signInAs(stage, 'csm')}`
    const taken = await send(stage, form?.action ?? '', form ? fieldsOf(form) : {}, { cookie: again })
    expect(taken.status).toBe(303)
    expect(await titles()).toContain(words.replaceAll('\r\n', '\n').trim())
  })

  it('is not taken in the name of another person, nor from another site', async () => {
    const form = await kept(
      await send(stage, paths.tasks, { ...task, title: '別の人' }, { cookie: await signedOut('csm') }),
    )
    const fields = form ? fieldsOf(form) : {}
    const other = await send(stage, form?.action ?? '', fields, { cookie: await signInAs(stage, 'manager') })
    expect(other.status).toBe(409)
    expect(await other.clone().text()).toContain(`${cast.manager.name}さんとしてサインインしています`)
    expect(await kept(other)).toBeUndefined()
    const foreign = { cookie: await signInAs(stage, 'csm'), headers: { origin: 'https://evil.example' } }
    expect((await send(stage, form?.action ?? '', fields, foreign)).status).toBe(403)
    expect(await titles()).not.toContain('別の人')
  })

  it('of a removed person is shown to copy; there is no way back in', async () => {
    const cookie = await signInAs(stage, 'legal')
    const before = cookiesAfter(await open(stage, paths.tasks, { cookie }), cookie)
    await send(stage, href(paths.staffMemberRemoval, { id: cast.legal.id }), {}, { cookie: admin })
    const reply = await send(stage, paths.tasks, task, { cookie: before })
    expect([reply.status, (await reply.clone().text()).includes(shown)]).toEqual([422, true])
    const form = await kept(reply)
    expect((await send(stage, form?.action ?? '', form ? fieldsOf(form) : {}, { cookie: before })).status).toBe(422)
  })

  it('of somebody who may not do it any more is shown to copy', async () => {
    const cookie = await signInAs(stage, 'product')
    const reply = await send(stage, href(paths.accountEdit, { id: 1 }), { name: words, version: '1' }, { cookie })
    expect([reply.status, (await reply.text()).includes(shown)]).toEqual([404, true])
  })

  it('of somebody unknown is shown to copy, but cannot be sent again in the name of whoever comes', async () => {
    const reply = await send(stage, paths.tasks, task)
    expect([reply.status, (await reply.clone().text()).includes(shown)]).toEqual([422, true])
    expect(await kept(reply)).toBeUndefined()
    const odd = await send(stage, paths.tasks, task, { cookie: 'banso_person="><script>' })
    expect(await kept(odd)).toBeUndefined()
  })

  it('is not kept when it is too much or empty; that is told', async () => {
    const cookie = await signedOut('csm')
    const long = await send(stage, paths.tasks, { ...task, reason: 'ん'.repeat(200_001) }, { cookie })
    const page = await long.text()
    expect([long.status, page.length < 50_000, page.includes('長すぎるため')]).toEqual([422, true, true])
    expect((await send(stage, paths.signOut, {}, { cookie })).status).toBe(303)
  })

  it('with a file says that it has to be chosen again, and where, after signing in', async () => {
    const { reply, read } = await upload({ cookie: await signedOut('csm') })
    expect([reply.status, reply.headers.get('cache-control')]).toEqual([422, 'no-store'])
    const page = await reply.text()
    expect(page).toContain('もう一度ファイルを選んでください')
    expect(page).toContain(`href="${href(paths.signIn, {}, { back: paths.importNew })}"`)
    // A browser shows an answer only once it could send everything.
    expect(read()).toBe(true)
  })

  it('with a file of somebody unknown, or of any size, is not read', async () => {
    const unknown = await upload({})
    expect([unknown.reply.status, unknown.read()]).toEqual([422, false])
    const endless = await upload({ cookie: await signedOut('csm'), 'content-length': String(1024 ** 4) })
    expect([endless.reply.status, endless.read()]).toEqual([422, false])
  })

  it('holds every form there is, and none with a password or a code', { timeout: 60_000 }, async () => {
    const cookie = await signedOut('admin')
    const lost: string[] = []
    const secrets = new Set<string>()
    for (const page of pages) {
      const html = await htmlAt(stage, page)
      for (const form of formsOf(html, page)) {
        const route = form.method === 'post' ? routeAt('POST', form.action) : undefined
        if (!route || route.access.kind === 'public' || form.fields.length === 0) continue
        const told = await send(stage, form.action, fieldsOf(form), { cookie })
        const again = await kept(told)
        const held = again && JSON.stringify(fieldsOf(again)) === JSON.stringify(fieldsOf(form))
        if (again && isSecret(html, form)) secrets.add(route.path)
        if (!held && !isSecret(html, form)) lost.push(route.path)
      }
    }
    // A file is chosen anew; light or dark, in the menu.
    expect(new Set(lost)).toEqual(new Set([paths.imports, paths.experiments, paths.preferences]))
    expect([...secrets]).toEqual([])
  })
})

function isSecret(html: string, form: PageForm): boolean {
  return form.fields.some(({ name }) => new RegExp(`name="${name}"[^>]*type="password"`).test(html))
}
