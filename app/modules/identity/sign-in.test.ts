import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { cast, cookiesAfter, open, openStage, send, signInAs } from '../../../test/cast.ts'
import { href, paths } from '../../paths.ts'
import { transact } from '../../platform/db.ts'
import { log } from '../../platform/log.ts'
import { countAttempt } from './attempts.ts'
import { hashNewPassword } from './password.ts'
import { setPasswordHash } from './people.ts'

const stage = await openStage()
const { db } = stage.services
const password = 'kaze ga fuku asa no minato'

beforeAll(async () => {
  const hash = await hashNewPassword(password)
  await transact(db, tx => setPasswordHash(tx, cast.csm.id, hash))
})

const signIn = (fields: Record<string, string> = {}, cookie?: string) =>
  send(stage, paths.signIn, { email: cast.csm.email, password, ...fields }, cookie ? { cookie } : {})

describe('signing in', () => {
  it('is refused with the same words and status for an unknown address and a wrong password', async () => {
    const unknown = await signIn({ email: 'nobody@minato.example' })
    const wrong = await signIn({ password: 'not the password at all' })
    const withoutPassword = await signIn({ email: cast.legal.email })
    expect([unknown.status, wrong.status, withoutPassword.status]).toEqual([422, 422, 422])
    const texts = await Promise.all([unknown, wrong, withoutPassword].map(reply => reply.text()))
    const blank = (text: string) =>
      text.replaceAll(/[\w.]+@minato.example/g, '').replaceAll(/nonce="[^"]*"|content="[\w+/=-]{20,}"/g, '')
    expect(texts[0]).toContain('メールアドレスまたはパスワードが違います。')
    expect(blank(texts[0] ?? '')).toBe(blank(texts[1] ?? ''))
    expect(blank(texts[0] ?? '')).toBe(blank(texts[2] ?? ''))
  })

  it('opens the pages of the person, whatever case the address is typed in', async () => {
    const reply = await signIn({ email: cast.csm.email.toUpperCase() })
    expect([reply.status, reply.headers.get('location')]).toEqual([303, paths.today])
    const [cookie] = reply.headers.getSetCookie()
    expect(cookie).toMatch(/^banso\.session_token=/)
    expect(cookie).toMatch(/; HttpOnly/i)
    expect(cookie).toMatch(/; SameSite=Lax/i)
    expect(cookie).not.toMatch(/; Secure/i)
    expect((await open(stage, paths.profile, { cookie: cookiesAfter(reply) })).status).toBe(200)
  })

  it('is told in the log by who it was, never by what was typed', async () => {
    const info = vi.spyOn(log, 'info')
    onTestFinished(() => void vi.restoreAllMocks())
    const cookie = cookiesAfter(await signIn())
    await signIn({ password: 'not the password at all' })
    await signIn({ email: 'nobody@minato.example' })
    await send(stage, paths.signOut, {}, { cookie })
    const requestId = expect.any(String)
    const sessions = info.mock.calls.filter(([, what]) => String(what).startsWith('sign'))
    expect(sessions).toEqual([
      [{ requestId, staff: cast.csm.id, method: 'password' }, 'signed in'],
      [{ requestId, staff: cast.csm.id }, 'sign-in refused'],
      [{ requestId }, 'sign-in refused'],
      [{ requestId, staff: cast.csm.id }, 'signed out'],
    ])
    expect(JSON.stringify(info.mock.calls)).not.toMatch(/minato\.example|password at all|kaze/)
  })

  it('takes a password typed in full width for the same', async () => {
    const wide = password.replaceAll(/[!-~]/g, character =>
      String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0),
    )
    expect((await signIn({ password: wide })).status).toBe(303)
  })

  it('goes on only to our own pages', async () => {
    const back = async (path: string) => (await signIn({ back: path })).headers.get('location')
    expect(await back(href(paths.company, {}, { tab: 'x' }))).toBe(`${paths.company}?tab=x`)
    expect(await back('//evil.example')).toBe(paths.today)
  })

  it('tells whoever sent a form without being signed in that it was not taken', async () => {
    const sent = await send(stage, paths.profileOtherSessionsRemoval)
    expect([sent.status, sent.headers.get('location')]).toEqual([303, paths.signIn])
    const cookie = cookiesAfter(sent)
    const fetched = await open(stage, paths.signIn, { cookie, headers: { 'x-turbo-request-id': '1' } })
    const shown = await open(stage, paths.signIn, { cookie: cookiesAfter(fetched, cookie) })
    expect(await shown.text()).toContain('送信した内容は保存されていません')
    const again = await open(stage, paths.signIn, { cookie: cookiesAfter(shown, cookie) })
    expect(await again.text()).not.toContain('送信した内容は保存されていません')
  })

  it('gives a new session and ends the one from before', async () => {
    const before = await signInAs(stage, 'csm')
    const reply = await signIn({}, before)
    expect((await open(stage, paths.profile, { cookie: before })).status).toBe(303)
    expect((await open(stage, paths.profile, { cookie: cookiesAfter(reply, before) })).status).toBe(200)
  })

  it('does not adopt a session that somebody else put into the browser', async () => {
    const reply = await signIn({}, 'banso.session_token=planted')
    expect(cookiesAfter(reply, 'banso.session_token=planted')).not.toContain('planted')
  })

  it('is on record, with the failures', async () => {
    const names = await db.selectFrom('activity.entry').select(['name', 'subject_id']).execute()
    expect(names).toContainEqual({ name: 'identity.signed_in', subject_id: cast.csm.id })
    expect(names).toContainEqual({ name: 'identity.sign_in_failed', subject_id: cast.csm.id })
    expect(names).toContainEqual({ name: 'identity.sign_in_failed', subject_id: null })
  })

  it('bears odd input', async () => {
    for (const email of [
      '',
      'x'.repeat(5000),
      "'; drop table identity.staff; --",
      '\u0000\ud800@minato.example',
      '🐟@港.example',
    ]) {
      expect((await signIn({ email })).status).toBe(422)
    }
    expect((await signIn({ password: 'x'.repeat(100_000) })).status).toBe(422)
    expect((await send(stage, paths.signIn)).status).toBe(422)
    expect((await send(stage, paths.signIn, { email: ['a', 'b'], password: ['c', 'd'] })).status).toBe(422)
  })
})

describe('signing out', () => {
  it('ends the session for every tab', async () => {
    const cookie = await signInAs(stage, 'manager')
    const reply = await send(stage, paths.signOut, {}, { cookie })
    expect(reply.headers.get('location')).toBe(paths.signIn)
    expect(cookiesAfter(reply, cookie)).not.toContain('session_token')
    // The second tab still has the old page and its cookie.
    const second = await send(stage, paths.preferences, { theme: 'dark' }, { cookie })
    expect([second.status, second.headers.get('location')]).toEqual([303, paths.signIn])
    expect((await send(stage, paths.signOut, {}, { cookie })).headers.get('location')).toBe(paths.signIn)
  })
})

describe('behind https', async () => {
  const secure = await openStage({ settings: { BASE_URL: 'https://banso.example' } })

  it('cookies travel over https only', async () => {
    const hash = await hashNewPassword(password)
    await transact(secure.services.db, tx => setPasswordHash(tx, cast.csm.id, hash))
    const reply = await send(secure, paths.signIn, { email: cast.csm.email, password })
    expect(reply.headers.getSetCookie()[0]).toMatch(/^__Secure-banso\.session_token=.*; Secure/)
    expect((await open(secure, paths.profile, { cookie: cookiesAfter(reply) })).status).toBe(200)
    const legal = await signInAs(secure, 'legal')
    const profile = await open(secure, paths.profile, { cookie: legal })
    expect(profile.status).toBe(200)
    const view = await send(secure, paths.savedViews, { name: '', query: '' }, { cookie: legal })
    const own = [...profile.headers.getSetCookie(), ...view.headers.getSetCookie()]
    expect(own.map(one => one.split('=')[0])).toEqual(expect.arrayContaining(['banso_person', 'banso_flash']))
    for (const one of own) expect(one).toMatch(/; Secure/)
  })
})

describe('a form on another site', () => {
  it('changes nothing here', async () => {
    const cookie = await signInAs(stage, 'manager')
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }]) {
      expect((await send(stage, paths.preferences, { theme: 'dark' }, { cookie, headers })).status).toBe(403)
      expect((await send(stage, paths.signOut, {}, { cookie, headers })).status).toBe(403)
    }
    expect((await open(stage, paths.profile, { cookie })).status).toBe(200)
  })
})

describe('too many failures', () => {
  it('pause sign-in with a page that says so, for the right password and for unknown addresses alike', async () => {
    for (const email of [cast.csm.email, 'unknown@minato.example']) {
      for (let count = 0; count < 9; count++) await countAttempt(db, { email })
      expect((await signIn({ email, password: 'wrong wrong wrong' })).status).toBe(422)
      const paused = await signIn({ email })
      expect(paused.status).toBe(429)
      expect(Number(paused.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(await paused.text()).toContain('分後にもう一度')
    }
  })

  it('are forgotten after a success', async () => {
    const { email } = cast.product
    const hash = await hashNewPassword(password)
    await transact(db, tx => setPasswordHash(tx, cast.product.id, hash))
    for (let count = 0; count < 9; count++) await countAttempt(db, { email })
    expect((await signIn({ email })).status).toBe(303)
    expect((await signIn({ email, password: 'wrong wrong wrong' })).status).toBe(422)
  })
})
