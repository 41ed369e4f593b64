import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cast, cookiesAfter, open, openStage, send, signInAs } from '../../../test/cast.ts'
import { listenForMail, wordsOf } from '../../../test/support/mail-server.ts'
import { paths } from '../../paths.ts'
import { transact } from '../../platform/db.ts'
import { jobs } from './jobs.ts'
import { hashNewPassword } from './password.ts'
import { setPasswordHash } from './people.ts'
import { removePerson } from './staff.ts'

const mail = await listenForMail()
afterAll(() => mail.close())
const stage = await openStage({ settings: { BANSO_MAIL_URL: `smtp://127.0.0.1:${mail.port}?ignoreTLS=true` } })
const { db } = stage.services
const old = 'kaze ga fuku asa no minato'
const fresh = 'yoru no minato ni hi ga tomoru'

beforeAll(async () => {
  const hash = await hashNewPassword(old)
  await transact(db, tx => setPasswordHash(tx, cast.csm.id, hash))
})
beforeEach(async () => {
  mail.taken.length = 0
  await sql`truncate identity.attempt, identity.session, identity.password_reset`.execute(db)
  await sql`delete from graphile_worker._private_jobs`.execute(db)
})

const ask = (email: string) => send(stage, paths.forgotten, { email })
const signIn = (password: string) => send(stage, paths.signIn, { email: cast.csm.email, password })

/** Works off what was enqueued, as the worker does; returns the links that were mailed. */
async function mailed(): Promise<string[]> {
  const { rows } = await sql<{
    payload: object
  }>`select payload from graphile_worker._private_jobs order by id`.execute(db)
  await sql`delete from graphile_worker._private_jobs`.execute(db)
  const job = jobs.find(one => one.name === 'identity.mail_reset')
  for (const { payload } of rows) await job?.run(stage.services, payload, new AbortController().signal)
  return mail.taken.map(text => /\/sign-in\/reset\/[\w-]+/.exec(wordsOf(text))?.[0] ?? '')
}

async function deeds(): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from activity.entry where subject_id = ${cast.csm.id} and name like '%reset%' order by id`.execute(db)
  return rows.map(row => row.name)
}

describe('a new password by mail', () => {
  it('answers who asks with a page, which only a form that goes without Turbo shows', async () => {
    const html = await (await open(stage, paths.forgotten)).text()
    const reply = await ask(cast.csm.email)
    expect([reply.status, await reply.text()]).toEqual([200, expect.stringContaining('メールをご確認ください')])
    expect(html).toMatch(/<form[^>]*data-turbo="false"/)
  })

  it('is asked for on the sign-in page, mailed to the person, set once, and ends every session', async () => {
    expect(await (await open(stage, paths.signIn)).text()).toContain(`href="${paths.forgotten}"`)
    const before = await signInAs(stage, 'csm')
    await ask(cast.csm.email.toUpperCase())
    const [link = ''] = await mailed()
    expect(mail.taken[0]).toContain(`To: ${cast.csm.email}`)
    expect(await (await open(stage, link)).text()).toContain(cast.csm.email)
    const reply = await send(stage, link, { password: fresh })
    expect([reply.status, reply.headers.get('location')]).toEqual([303, paths.today])
    expect((await open(stage, paths.profile, { cookie: cookiesAfter(reply) })).status).toBe(200)
    expect((await open(stage, paths.profile, { cookie: before })).status).toBe(303)
    expect([(await signIn(old)).status, (await signIn(fresh)).status]).toEqual([422, 303])
    expect((await send(stage, link, { password: old })).status).toBe(404)
    expect(await deeds()).toEqual(['identity.reset_requested', 'identity.password_reset'])
  })

  it('does not tell who is here: the same reply and the same work, but no mail', async () => {
    const blank = async (reply: Response) =>
      (await reply.text())
        .replaceAll(/[\w.]+@minato.example/g, '')
        .replaceAll(/nonce="[^"]*"|content="[\w+/=-]{20,}"/g, '')
    const [known, unknown] = [await ask(cast.csm.email), await ask('nobody@minato.example')]
    expect([known.status, unknown.status]).toEqual([200, 200])
    expect(await blank(unknown)).toBe(await blank(known))
    const { rows } = await sql`select from graphile_worker._private_jobs`.execute(db)
    expect(rows).toHaveLength(2)
    expect(await mailed()).toHaveLength(1)
  })

  it('works for an hour, and only the latest link does', async () => {
    await ask(cast.csm.email)
    await ask(cast.csm.email)
    const [first = '', second = ''] = await mailed()
    expect([(await open(stage, first)).status, (await open(stage, second)).status]).toEqual([404, 200])
    await sql`update identity.password_reset set expires_at = now()`.execute(db)
    expect((await open(stage, second)).status).toBe(404)
    expect((await send(stage, second, { password: fresh })).status).toBe(404)
    await jobs.find(job => job.name === 'identity.sweep')?.run(stage.services, {}, new AbortController().signal)
    expect(await db.selectFrom('identity.password_reset').select('id').execute()).toEqual([])
  })

  it('is asked for three times an hour at most, whoever the address belongs to', async () => {
    for (const email of [cast.csm.email, 'nobody@minato.example']) {
      const statuses = []
      for (let time = 0; time < 4; time++) statuses.push((await ask(email)).status)
      expect(statuses).toEqual([200, 200, 200, 429])
    }
  })

  it('must be a good one', async () => {
    await ask(cast.csm.email)
    const [link = ''] = await mailed()
    for (const password of ['', 'short', 'password1234', cast.csm.email]) {
      expect((await send(stage, link, { password })).status).toBe(422)
    }
    expect((await open(stage, link)).status).toBe(200)
  })

  it('does not get past the second factor', async () => {
    await sql`
      insert into identity.two_factor (id, secret, backup_codes, user_id) values ('t', 's', 'b', ${cast.csm.id})`.execute(
      db,
    )
    await db.updateTable('identity.staff').set({ two_factor_enabled: true }).where('id', '=', cast.csm.id).execute()
    await ask(cast.csm.email)
    const [link = ''] = await mailed()
    const reply = await send(stage, link, { password: fresh })
    expect(reply.headers.get('location')).toBe(paths.secondFactor)
    expect((await open(stage, paths.profile, { cookie: cookiesAfter(reply) })).status).toBe(303)
    await db.updateTable('identity.staff').set({ two_factor_enabled: false }).where('id', '=', cast.csm.id).execute()
  })

  it('is nothing for who was removed meanwhile', async () => {
    await ask(cast.legal.email)
    const [link = ''] = await mailed()
    await transact(db, tx => removePerson(tx, { kind: 'staff', id: cast.admin.id }, cast.legal.id))
    expect((await send(stage, link, { password: fresh })).status).toBe(404)
    await ask(cast.legal.email)
    mail.taken.length = 0
    expect(await mailed()).toEqual([])
  })
})

it('without mail the sign-in page says whom to ask', async () => {
  const quiet = await openStage()
  const html = await (await open(quiet, paths.signIn)).text()
  expect(html).toContain('管理者に再設定用のリンクを頼んでください')
  expect(html).not.toContain(paths.forgotten)
  const reply = await send(quiet, paths.forgotten, { email: cast.csm.email })
  expect([reply.status, await reply.text()]).toEqual([422, expect.stringContaining('管理者に')])
})
