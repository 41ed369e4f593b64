import { afterEach, describe, expect, it } from 'vitest'
import { cast, cookiesAfter, open, openStage, send, signInAs } from '../../../test/cast.ts'
import { href, paths } from '../../paths.ts'
import { setClock } from '../../platform/clock.ts'
import { transact } from '../../platform/db.ts'
import { hashNewPassword } from './password.ts'
import { setPasswordHash } from './people.ts'
import { removePerson } from './staff.ts'

const stage = await openStage()
const { db } = stage.services
const admin = await signInAs(stage, 'admin')
const joining = { name: '新井 海', password: 'shiosai no kikoeru machi', locale: 'ja', timeZone: 'Asia/Tokyo' }

afterEach(() => setClock(undefined))

const invite = (email: string, roles: readonly string[] = ['csm'], cookie = admin) =>
  send(stage, paths.invitations, { email, roles }, { cookie })

/** The path of the link on the page. */
async function linkOn(reply: Response): Promise<string> {
  const link = /<code[^>]*>(http[^<]+)<\/code>/.exec(await reply.text())?.[1] ?? ''
  expect(link).toMatch(/^http:\/\/localhost:3000\/join\/[\w-]{43}$/)
  return new URL(link).pathname
}

async function openInvitation(email: string) {
  return db
    .selectFrom('identity.invitation')
    .selectAll()
    .where('email', '=', email)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow()
}

describe('inviting', () => {
  it('is for an admin only', async () => {
    expect((await invite('new@minato.example', ['csm'], await signInAs(stage, 'manager'))).status).toBe(404)
    expect((await invite('new@minato.example', ['csm'], '')).status).toBe(422)
    expect(await db.selectFrom('identity.invitation').select('id').execute()).toEqual([])
  })

  it('checks the address and the roles, and keeps what was typed', async () => {
    const bad = await invite('nobody', [])
    expect(bad.status).toBe(422)
    const html = await bad.text()
    expect(html).toContain('value="nobody"')
    expect(html).toContain('役割を一つ以上選んでください。')
    expect((await invite(cast.csm.email)).status).toBe(422)
    expect((await invite(`${'x'.repeat(300)}@minato.example`)).status).toBe(422)
    expect((await invite('fish@minato.example', ['captain'])).status).toBe(422)
  })

  it('shows the link once, keeps no token, and lets the person in with those roles', async () => {
    const reply = await invite('Kai@Minato.example', ['csm', 'legal'])
    expect(reply.headers.get('cache-control')).toBe('no-store')
    const path = await linkOn(reply)
    const token = path.split('/').at(-1) ?? ''
    expect(JSON.stringify(await openInvitation('kai@minato.example'))).not.toContain(token)
    expect(await (await open(stage, paths.staff, { cookie: admin })).text()).not.toContain(token)

    // A mail scanner looks at the link first.
    expect((await open(stage, path)).status).toBe(200)
    expect((await send(stage, path, { ...joining, password: 'kai kai kai' })).status).toBe(422)
    const joined = await send(stage, path, joining)
    expect(joined.headers.get('location')).toBe(paths.today)
    const cookie = cookiesAfter(joined)
    expect((await open(stage, paths.profile, { cookie })).status).toBe(200)
    const person = await db
      .selectFrom('identity.staff')
      .selectAll()
      .where('email', '=', 'kai@minato.example')
      .executeTakeFirst()
    expect(person).toMatchObject({ name: joining.name, roles: ['csm', 'legal'] })

    expect((await open(stage, path)).status).toBe(404)
    expect((await send(stage, path, joining)).status).toBe(404)
  })

  it('lets only one in when the link is used twice at once', async () => {
    const path = await linkOn(await invite('twice@minato.example'))
    const replies = await Promise.all([
      send(stage, path, joining),
      send(stage, path, { ...joining, name: 'Somebody else' }),
    ])
    expect(replies.map(reply => reply.status).sort()).toEqual([303, 409])
  })

  it('ends after seven days', async () => {
    const path = await linkOn(await invite('late@minato.example'))
    setClock(Temporal.Now.instant().add({ hours: 7 * 24 - 1 }))
    expect((await open(stage, path)).status).toBe(200)
    setClock(Temporal.Now.instant().add({ hours: 7 * 24 + 1 }))
    expect((await open(stage, path)).status).toBe(404)
    expect((await send(stage, path, joining)).status).toBe(404)
  })

  it('can be taken back', async () => {
    const path = await linkOn(await invite('back@minato.example'))
    const { id } = await openInvitation('back@minato.example')
    const revoke = () => send(stage, href(paths.invitationRevocation, { id }), {}, { cookie: admin })
    expect((await revoke()).status).toBe(303)
    expect((await open(stage, path)).status).toBe(404)
    expect((await revoke()).status).toBe(404)
  })

  it('is made anew with a new link; the one before stops working', async () => {
    const first = await linkOn(await invite('again@minato.example'))
    const { id } = await openInvitation('again@minato.example')
    const second = await linkOn(await send(stage, href(paths.invitationRenewal, { id }), {}, { cookie: admin }))
    expect(second).not.toBe(first)
    expect((await open(stage, first)).status).toBe(404)
    expect((await open(stage, second)).status).toBe(200)
  })

  it('of one address by two admins at once leaves one open link', async () => {
    await Promise.all([invite('both@minato.example'), invite('both@minato.example', ['legal'])])
    await openInvitation('both@minato.example')
  })

  it('takes back somebody who was removed, as the same person', async () => {
    const { id } = cast.product
    await send(stage, href(paths.staffMemberRemoval, { id }), {}, { cookie: admin })
    const path = await linkOn(await invite(cast.product.email, ['legal']))
    expect((await send(stage, path, { ...joining, name: 'Priya Das' })).status).toBe(303)
    const person = await db.selectFrom('identity.staff').selectAll().where('email', '=', cast.product.email).execute()
    expect(person).toMatchObject([{ id, roles: ['legal'], removed_at: null }])
  })

  it('ends when the admin who made it is removed: nobody invites themselves under another address', async () => {
    const [guest, host] = ['way-back@minato.example', 'leaver@minato.example']
    const path = await linkOn(await invite(host, ['admin']))
    const joined = await send(stage, path, joining)
    await invite(guest, ['admin'], cookiesAfter(joined))
    const leaver = (await db.selectFrom('identity.staff').select('id').where('email', '=', host).executeTakeFirst())?.id
    await openInvitation(guest)
    await transact(db, tx => removePerson(tx, { kind: 'staff', id: cast.admin.id }, leaver ?? ''))
    await expect(openInvitation(guest)).rejects.toThrow()
  })

  it('does not open by a guess', async () => {
    for (const token of ['x', '%00', 'a'.repeat(5000), 'あ']) {
      expect((await open(stage, `/join/${token}`)).status).toBe(404)
    }
  })
})

describe('a way back in for somebody who lost theirs', () => {
  it('sets a new password and ends everything from before', async () => {
    const { id, email } = cast.manager
    const hash = await hashNewPassword('the one that was forgotten')
    await transact(db, tx => setPasswordHash(tx, id, hash))
    const lost = await signInAs(stage, 'manager')
    const path = await linkOn(await send(stage, href(paths.staffMemberAccess, { id }), {}, { cookie: admin }))
    expect((await open(stage, paths.profile, { cookie: lost })).status).toBe(200)

    expect((await send(stage, path, { password: `${email} again` })).status).toBe(422)
    const back = await send(stage, path, { password: 'atarashii asa ga kita' })
    expect(back.headers.get('location')).toBe(paths.today)
    expect((await open(stage, paths.profile, { cookie: lost })).status).toBe(303)
    const old = await send(stage, paths.signIn, { email, password: 'the one that was forgotten' })
    expect(old.status).toBe(422)
    const person = await db.selectFrom('identity.staff').selectAll().where('id', '=', id).executeTakeFirst()
    expect(person).toMatchObject({ name: cast.manager.name, roles: ['manager'] })
  })

  it('is void once the person is removed', async () => {
    const { id } = cast.legal
    const path = await linkOn(await send(stage, href(paths.staffMemberAccess, { id }), {}, { cookie: admin }))
    await send(stage, href(paths.staffMemberRemoval, { id }), {}, { cookie: admin })
    expect((await send(stage, path, { password: 'atarashii asa ga kita' })).status).toBe(404)
    expect((await send(stage, href(paths.staffMemberAccess, { id }), {}, { cookie: admin })).status).toBe(404)
  })
})
