import { beforeEach, describe, expect, it } from 'vitest'
import { cast, company, open, openStage, send, signInAs } from '../../../test/cast.ts'
import { href, paths } from '../../paths.ts'
import type { Role } from '../../web/access.ts'

const stage = await openStage()
const { db } = stage.services
let cookie = ''

beforeEach(async () => {
  await db.updateTable('identity.staff').set({ removed_at: null }).execute()
  for (const role of Object.keys(cast) as Role[]) await setRoles(role, [role])
  cookie = await signInAs(stage, 'admin')
})

async function setRoles(role: Role, list: Role[]): Promise<void> {
  await db.updateTable('identity.staff').set({ roles: list }).where('id', '=', cast[role].id).execute()
}

async function rolesOf(role: Role): Promise<readonly Role[]> {
  const row = await db.selectFrom('identity.staff').select('roles').where('id', '=', cast[role].id).executeTakeFirst()
  return row?.roles ?? []
}

const memberPath = (role: Role) => href(paths.staffMember, { id: cast[role].id })
const change = (role: Role, was: string, roles: readonly string[], by = cookie) =>
  send(stage, memberPath(role), { was, roles }, { cookie: by })
const remove = (role: Role, by = cookie) =>
  send(stage, href(paths.staffMemberRemoval, { id: cast[role].id }), {}, { cookie: by })

describe('the list of staff', () => {
  it('is not for a manager', async () => {
    expect((await open(stage, paths.staff, { cookie: await signInAs(stage, 'manager') })).status).toBe(404)
  })

  it('shows an admin everybody, in order of name, page by page', async () => {
    await db
      .insertInto('identity.staff')
      .values(
        Array.from({ length: 120 }, (_, index) => ({
          id: `crowd-${index}`,
          name: `zz ${String(index).padStart(3, '0')}`,
          email: `crowd-${index}@minato.example`,
          roles: ['csm' as const],
          locale: 'ja' as const,
          time_zone: company.timeZone,
        })),
      )
      .execute()
    const seen: string[] = []
    for (let path: string | undefined = paths.staff; path; ) {
      const html = await (await open(stage, path, { cookie })).text()
      seen.push(...[...html.matchAll(/href="\/staff\/([\w-]+)"/g)].map(match => match[1] ?? ''))
      path = /href="(\/staff\?after=[^"]+)"/.exec(html)?.[1]
    }
    expect(new Set(seen).size).toBe(126)
    expect(seen).toHaveLength(126)
    await db.deleteFrom('identity.staff').where('id', 'like', 'crowd-%').execute()
  })

  it('escapes odd names', async () => {
    const name = `<script>alert(1)</script> \u202e عربي 🐟 ${'長'.repeat(60)}`
    await db.updateTable('identity.staff').set({ name }).where('id', '=', cast.legal.id).execute()
    const html = await (await open(stage, paths.staff, { cookie })).text()
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(html).not.toContain('<script>alert(1)')
    await db.updateTable('identity.staff').set({ name: cast.legal.name }).where('id', '=', cast.legal.id).execute()
  })
})

describe('roles', () => {
  it('are not changed by anybody but an admin, least of all one’s own', async () => {
    const csm = await signInAs(stage, 'csm')
    expect((await change('csm', 'csm', ['admin'], csm)).status).toBe(404)
    expect(await rolesOf('csm')).toEqual(['csm'])
  })

  it('are changed by an admin, at once and on record', async () => {
    const csm = await signInAs(stage, 'csm')
    expect((await open(stage, paths.staff, { cookie: csm })).status).toBe(404)
    expect((await change('csm', 'csm', ['manager', 'admin'])).status).toBe(303)
    expect(await rolesOf('csm')).toEqual(['manager', 'admin'])
    expect((await open(stage, paths.staff, { cookie: csm })).status).toBe(200)
    const entry = await db.selectFrom('activity.entry').selectAll().orderBy('id', 'desc').executeTakeFirst()
    expect(entry).toMatchObject({
      name: 'identity.roles_changed',
      actor_id: cast.admin.id,
      subject_id: cast.csm.id,
      data: { before: 'csm', after: 'manager, admin' },
    })
  })

  it('must be at least one, and known', async () => {
    expect((await change('csm', 'csm', [])).status).toBe(422)
    expect((await change('csm', 'csm', ['owner'])).status).toBe(422)
    expect((await send(stage, memberPath('csm'), { roles: ['csm'] }, { cookie })).status).toBe(422)
    expect(await rolesOf('csm')).toEqual(['csm'])
  })

  it('are not overwritten when somebody else changed them first', async () => {
    expect((await change('csm', 'csm', ['csm', 'legal'])).status).toBe(303)
    const second = await change('csm', 'csm', ['csm', 'product'])
    expect(second.status).toBe(422)
    const html = await second.text()
    expect(html).toContain('ほかの人が先に役割を変更しました。')
    expect(html).toContain('name="was" value="csm legal"')
    expect(await rolesOf('csm')).toEqual(['csm', 'legal'])
  })

  it('leave at least one admin, also when two admins demote each other at once', async () => {
    const alone = await change('admin', 'admin', ['csm'])
    expect(alone.status).toBe(422)
    expect(await alone.text()).toContain('管理者が一人もいなくなる')
    await setRoles('manager', ['admin'])
    const other = await signInAs(stage, 'manager')
    const replies = await Promise.all([change('manager', 'admin', ['csm']), change('admin', 'admin', ['csm'], other)])
    expect(replies.filter(reply => reply.status === 303)).toHaveLength(1)
    const everybody = await db.selectFrom('identity.staff').select('roles').execute()
    expect(everybody.filter(({ roles }) => roles.includes('admin'))).toHaveLength(1)
  })
})

describe('removing a person', () => {
  it('is for an admin only', async () => {
    expect((await remove('legal', await signInAs(stage, 'manager'))).status).toBe(404)
  })

  it('ends their sessions at once, in every tab, and their way in', async () => {
    const tabs = [await signInAs(stage, 'legal'), await signInAs(stage, 'legal')]
    expect((await open(stage, paths.profile, { cookie: tabs[0] ?? '' })).status).toBe(200)
    expect((await remove('legal')).status).toBe(303)
    for (const tab of tabs) {
      expect((await open(stage, paths.profile, { cookie: tab })).status).toBe(303)
      expect((await send(stage, paths.preferences, { theme: 'dark' }, { cookie: tab })).headers.get('location')).toBe(
        paths.signIn,
      )
    }
    expect((await open(stage, memberPath('legal'), { cookie })).status).toBe(404)
    expect((await remove('legal')).status).toBe(404)
    expect((await change('legal', 'legal', ['csm'])).status).toBe(404)
  })

  it('is void for a session that is made afterwards, too', async () => {
    await remove('legal')
    expect((await open(stage, paths.profile, { cookie: await signInAs(stage, 'legal') })).status).toBe(303)
  })

  it('does not take the last admin', async () => {
    const reply = await remove('admin')
    expect(reply.status).toBe(422)
    expect((await open(stage, paths.staff, { cookie })).status).toBe(200)
    await setRoles('manager', ['manager', 'admin'])
    expect((await remove('admin')).status).toBe(303)
  })
})

describe('addresses made up', () => {
  it('are not found', async () => {
    for (const id of ['nobody', '%00', '..%2F..', "'or'1", 'x'.repeat(300), '🐟']) {
      expect((await open(stage, `/staff/${id}`, { cookie })).status).toBe(404)
    }
    expect((await open(stage, href(paths.staff, {}, { after: '\0' }), { cookie })).status).toBe(200)
  })
})
