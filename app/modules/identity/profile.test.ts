import { beforeAll, describe, expect, it } from 'vitest'
import { cast, cookiesAfter, open, openStage, send, signInAs } from '../../../test/cast.ts'
import { href, paths } from '../../paths.ts'
import { nowDate } from '../../platform/clock.ts'
import { transact } from '../../platform/db.ts'
import { countAttempt } from './attempts.ts'
import { hashNewPassword } from './password.ts'
import { setPasswordHash } from './people.ts'

const stage = await openStage()
const { db } = stage.services
const password = 'yuunagi no hamabe nite'
const details = { name: cast.csm.name, locale: 'ja', timeZone: 'Asia/Tokyo', theme: 'auto', singleKeys: 'on' }

beforeAll(async () => {
  const hash = await hashNewPassword(password)
  await transact(db, tx => setPasswordHash(tx, cast.csm.id, hash))
})

async function csm() {
  return db.selectFrom('identity.staff').selectAll().where('id', '=', cast.csm.id).executeTakeFirstOrThrow()
}

describe('my details', () => {
  it('are changed by nobody who is signed out', async () => {
    expect((await send(stage, paths.profile, { ...details, name: '別の名前' })).status).toBe(422)
    expect((await csm()).name).toBe(cast.csm.name)
  })

  it('are kept and used on the next page', async () => {
    const cookie = await signInAs(stage, 'csm')
    const changed = { name: '佐藤 春海', locale: 'en', timeZone: 'Europe/Berlin', theme: 'dark', singleKeys: 'off' }
    expect((await send(stage, paths.profile, changed, { cookie })).status).toBe(303)
    expect(await csm()).toMatchObject({
      name: '佐藤 春海',
      locale: 'en',
      time_zone: 'Europe/Berlin',
      theme: 'dark',
      single_keys: false,
    })
    const html = await (await open(stage, paths.profile, { cookie })).text()
    expect(html).toContain('<html lang="en" data-theme="dark">')
    // The missing page is a plain one: what scripts are told must be what the document already has.
    const plain = await (await open(stage, '/nowhere', { cookie })).text()
    expect(plain).toContain('<html lang="en" data-theme="dark">')
    expect(plain).toContain('data-theme-name-value="dark"')
    expect(html).toContain('My settings')
  })

  it('do not reach anything that is not mine to change', async () => {
    const cookie = await signInAs(stage, 'csm')
    const more = {
      ...details,
      roles: 'admin',
      email: 'x@minato.example',
      id: cast.admin.id,
      two_factor_enabled: 'true',
    }
    expect((await send(stage, paths.profile, more, { cookie })).status).toBe(303)
    expect(await csm()).toMatchObject({ roles: ['csm'], email: cast.csm.email, two_factor_enabled: false })
    const admin = await db
      .selectFrom('identity.staff')
      .select('name')
      .where('id', '=', cast.admin.id)
      .executeTakeFirst()
    expect(admin?.name).toBe(cast.admin.name)
  })

  it('bear odd input', async () => {
    const cookie = await signInAs(stage, 'csm')
    const refused = [
      { name: '' },
      { name: ' \u3000 ' },
      { name: '長'.repeat(101) },
      { locale: 'fr' },
      { timeZone: 'Nowhere' },
      { theme: 'pink' },
      { singleKeys: 'perhaps' },
    ]
    for (const wrong of refused) {
      expect((await send(stage, paths.profile, { ...details, ...wrong }, { cookie })).status).toBe(422)
    }
    for (const name of ["Robert'); drop table staff;--", '🐟🦑', '\u202eاسم', 'a\u0000b', '=HYPERLINK("x")']) {
      expect((await send(stage, paths.profile, { ...details, name }, { cookie })).status).toBe(303)
      expect((await csm()).name).toBe(name.replace('\0', ''))
    }
  })
})

describe('my password', () => {
  const change = (currentPassword: string, newPassword: string, cookie: string) =>
    send(stage, paths.profilePassword, { currentPassword, newPassword }, { cookie })

  it('is not changed without the current one, nor into a weak one', async () => {
    const cookie = await signInAs(stage, 'csm')
    expect((await change('not mine at all', 'asagiri no oki no fune', cookie)).status).toBe(422)
    expect((await change(password, 'short', cookie)).status).toBe(422)
    expect((await change(password, `${cast.csm.email}!`, cookie)).status).toBe(422)
    expect((await change('', '', cookie)).status).toBe(422)
    expect((await send(stage, paths.signIn, { email: cast.csm.email, password })).status).toBe(303)
  })

  it('ends all other sessions when it is changed; this one goes on under a new cookie', async () => {
    const elsewhere = await signInAs(stage, 'csm')
    const here = await signInAs(stage, 'csm')
    const reply = await change(password, 'asagiri no oki no fune', here)
    expect(reply.headers.get('location')).toBe(paths.profile)
    const after = cookiesAfter(reply, here)
    expect((await open(stage, paths.profile, { cookie: elsewhere })).status).toBe(303)
    expect((await open(stage, paths.profile, { cookie: here })).status).toBe(303)
    expect((await open(stage, paths.profile, { cookie: after })).status).toBe(200)
    expect((await send(stage, paths.signIn, { email: cast.csm.email, password })).status).toBe(422)
  })

  it('cannot be guessed at an open screen for long', async () => {
    const cookie = await signInAs(stage, 'csm')
    for (let count = 0; count < 10; count++) await countAttempt(db, { email: `own password of ${cast.csm.id}` })
    expect((await change('asagiri no oki no fune', 'mada minu shima no kage', cookie)).status).toBe(422)
  })
})

describe('my sessions', () => {
  it('are listed with device, address and use; one or all others can be ended', async () => {
    const here = await signInAs(stage, 'legal')
    const phone = await signInAs(stage, 'legal')
    const third = await signInAs(stage, 'legal')
    const agent =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1'
    const rows = await db
      .selectFrom('identity.session')
      .select(['id', 'token'])
      .where('user_id', '=', cast.legal.id)
      .execute()
    const idOf = (cookie: string) => rows.find(row => cookie.includes(row.token))?.id ?? ''
    await db
      .updateTable('identity.session')
      .set({ user_agent: agent, ip_address: '203.0.113.9' })
      .where('id', '=', idOf(phone))
      .execute()

    const html = await (await open(stage, paths.profile, { cookie: here })).text()
    expect(html).toContain('iPhone の Safari')
    expect(html).toContain('203.0.113.9')
    expect(html.match(/この端末</g)).toHaveLength(1)

    // One that nobody used for a week is over, and is not listed as a place where one is signed in.
    const unused = { updated_at: new Date(nowDate().getTime() - 7 * 86_400_000 - 1000) }
    const place = href(paths.profileSessionRemoval, { id: idOf(third) })
    expect(html).toContain(place)
    await db.updateTable('identity.session').set(unused).where('id', '=', idOf(third)).execute()
    const listed = await (await open(stage, paths.profile, { cookie: here })).text()
    expect(listed).not.toContain(place)
    await db.updateTable('identity.session').set({ updated_at: nowDate() }).where('id', '=', idOf(third)).execute()

    const stranger = await signInAs(stage, 'csm')
    const end = (id: string, cookie: string) => send(stage, href(paths.profileSessionRemoval, { id }), {}, { cookie })
    expect((await end(idOf(phone), stranger)).status).toBe(404)
    expect((await open(stage, paths.profile, { cookie: phone })).status).toBe(200)
    expect((await end(idOf(phone), here)).status).toBe(303)
    expect((await open(stage, paths.profile, { cookie: phone })).status).toBe(303)

    expect((await send(stage, paths.profileOtherSessionsRemoval, {}, { cookie: here })).status).toBe(303)
    expect((await open(stage, paths.profile, { cookie: third })).status).toBe(303)
    expect((await open(stage, paths.profile, { cookie: here })).status).toBe(200)
    expect((await open(stage, paths.profile, { cookie: stranger })).status).toBe(200)
  })
})

describe('the switches in the menu', () => {
  it('keep language and theme and lead back to the page they were on', async () => {
    const cookie = await signInAs(stage, 'manager')
    const here = `http://localhost${paths.profile}?tab=x`
    const reply = await send(stage, paths.preferences, { locale: 'en' }, { cookie, headers: { referer: here } })
    expect(reply.headers.get('location')).toBe(`${paths.profile}?tab=x`)
    await send(stage, paths.preferences, { theme: 'dark' }, { cookie })
    const row = await db.selectFrom('identity.staff').selectAll().where('id', '=', cast.manager.id).executeTakeFirst()
    expect(row).toMatchObject({ locale: 'en', theme: 'dark', name: cast.manager.name })
  })

  it('turn one-letter shortcuts off, which every page then tells the scripts', async () => {
    const cookie = await signInAs(stage, 'operator')
    const page = async () => (await open(stage, paths.profile, { cookie })).text()
    expect(await page()).not.toContain('data-single-keys')
    await send(stage, paths.preferences, { singleKeys: 'off' }, { cookie })
    expect(await page()).toContain('data-single-keys="off"')
    await send(stage, paths.preferences, { singleKeys: 'on' }, { cookie })
    expect(await page()).not.toContain('data-single-keys')
  })

  it('lead nowhere else and change nothing unknown', async () => {
    const cookie = await signInAs(stage, 'manager')
    for (const referer of ['https://evil.example/x', 'nonsense', `http://localhost//evil.example`]) {
      const reply = await send(stage, paths.preferences, { theme: 'light' }, { cookie, headers: { referer } })
      expect(reply.headers.get('location')).toBe(paths.today)
    }
    expect((await send(stage, paths.preferences, { theme: 'pink', locale: 'fr' }, { cookie })).status).toBe(303)
    expect((await send(stage, paths.preferences, {}, { cookie })).status).toBe(303)
    const row = await db.selectFrom('identity.staff').selectAll().where('id', '=', cast.manager.id).executeTakeFirst()
    expect(row).toMatchObject({ locale: 'en', theme: 'light' })
  })
})
