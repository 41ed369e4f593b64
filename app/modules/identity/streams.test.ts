import { beforeEach, describe, expect, test } from 'vitest'
import { cast, openStage, send, signInAs } from '../../../test/cast.ts'
import { href, paths } from '../../paths.ts'
import { type Tx, transact } from '../../platform/db.ts'
import { hashNewPassword } from './password.ts'
import { setPasswordHash } from './people.ts'
import { endOtherSessions, endSession, sessionsOf } from './sessions.ts'
import { changeProfile, changeRoles, removePerson } from './staff.ts'
import { sessionToken } from './visit.ts'

const stage = await openStage()
const { app, services } = stage
const { db } = services
const admin = { kind: 'staff', id: cast.admin.id } as const
const csm = { kind: 'staff', id: cast.csm.id } as const
const write = (work: (tx: Tx) => Promise<void>) => transact(db, work)
const password = 'kaze ga fuku asa no minato'
/** Milliseconds. By itself a stream ends after a minute and a half or more. */
const [soon, quiet] = [5000, 400]

/** An open page: the live view of arriving events. */
async function openPage(cookie: string) {
  const closing = new AbortController()
  const url = `http://localhost${href(paths.arrivalStream)}`
  const response = await app.request(new Request(url, { headers: { cookie }, signal: closing.signal }))
  const reader = response.body?.getReader()
  const next = (ms: number) =>
    Promise.race([reader?.read(), new Promise<'silent'>(resolve => setTimeout(resolve, ms, 'silent'))])
  return {
    status: response.status,
    close: () => closing.abort(),
    /** Whether the stream ends; false when nothing comes for these milliseconds and it is still open. */
    async endsWithin(ms: number): Promise<boolean> {
      for (;;) {
        const part = await next(ms)
        if (part === 'silent') return false
        if (!part || part.done) return true
      }
    },
  }
}

beforeEach(async () => {
  const row = { removed_at: null, roles: ['csm'] as const }
  await db
    .updateTable('identity.staff')
    .set({ ...row, roles: [...row.roles] })
    .where('id', '=', csm.id)
    .execute()
  const hash = await hashNewPassword(password)
  await write(tx => setPasswordHash(tx, csm.id, hash))
})

const reasons: Readonly<Record<string, (cookie: string) => Promise<unknown>>> = {
  'is removed': () => write(tx => removePerson(tx, admin, csm.id)),
  'gets other roles': () => write(tx => changeRoles(tx, admin, csm.id, { roles: ['legal'], was: ['csm'] })),
  'ends the session from elsewhere': async cookie => {
    const token = await sessionToken(services, new Headers({ cookie }))
    const own = (await sessionsOf(db, csm.id, token)).find(one => one.current)
    await write(tx => endSession(tx, csm, own?.id ?? ''))
  },
  'ends all sessions but another': () => write(tx => endOtherSessions(tx, csm, 'another')),
  'changes the password elsewhere': async () => {
    const elsewhere = await signInAs(stage, 'csm')
    const form = { currentPassword: password, newPassword: 'yoru no minato ni hi ga tomoru' }
    expect((await send(stage, paths.profilePassword, form, { cookie: elsewhere })).status).toBe(303)
  },
  'signs out in another tab': cookie => send(stage, paths.signOut, {}, { cookie }),
}

describe('the streams of open pages end at once when their person', () => {
  test.each(Object.entries(reasons))('%s', async (_, happens) => {
    const cookie = await signInAs(stage, 'csm')
    const [page, other] = [await openPage(cookie), await openPage(await signInAs(stage, 'manager'))]
    expect([page.status, other.status]).toEqual([200, 200])
    expect(await page.endsWithin(quiet)).toBe(false)
    await happens(cookie)
    expect(await page.endsWithin(soon)).toBe(true)
    expect(await other.endsWithin(quiet)).toBe(false)
    other.close()
  })
})

test('what says nothing about rights ends no stream', async () => {
  const page = await openPage(await signInAs(stage, 'csm'))
  await write(tx => changeProfile(tx, csm, { theme: 'dark' }))
  expect(await page.endsWithin(quiet)).toBe(false)
  page.close()
})
