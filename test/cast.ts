import type { Hono } from 'hono'
import { serializeSigned } from 'hono/utils/cookie'
import { afterAll } from 'vitest'
import { createApp } from '../app/app.tsx'
import { readConfig } from '../app/config.ts'
import { sessionCookie, sessionLifetime } from '../app/modules/identity/auth.ts'
import { newId } from '../app/modules/identity/people.ts'
import { nowDate } from '../app/platform/clock.ts'
import { installationSecret } from '../app/platform/secret.ts'
import { createServices } from '../app/services.ts'
import { type Role, roles, type Staff } from '../app/web/access.ts'
import type { Env } from '../app/web/routes.ts'
import type { Services } from '../app/web/services.ts'
import { testDatabase } from './support/postgres.ts'

/** The company of the tests. */
export const company = { name: 'みなと養殖サービス', locale: 'ja', timeZone: 'Asia/Tokyo', currency: 'JPY' } as const

const person = (role: Role, name: string, locale: Staff['locale'] = 'ja'): Staff => ({
  id: `staff-${role}`,
  name,
  email: `${role}@minato.example`,
  roles: [role],
  locale,
  timeZone: company.timeZone,
  theme: 'auto',
  singleKeys: true,
})

/** One person of each role, the same in all tests. None of them has a password. */
export const cast: Readonly<Record<Role, Staff>> = {
  operator: person('operator', '小川 操'),
  csm: person('csm', '佐藤 春'),
  manager: person('manager', '真鍋 学'),
  product: person('product', 'Priya Das', 'en'),
  legal: person('legal', '法月 律'),
  admin: person('admin', '安藤 実'),
}

/** The application on a database of its own, for the test file that opens it. */
export interface Stage {
  readonly app: Hono<Env>
  readonly services: Services
}

/**
 * Opens the application at the top level of a test file: company and cast are there, unless `empty`.
 * `settings` are environment variables.
 */
export async function openStage(
  options: { readonly empty?: boolean; readonly settings?: Readonly<Record<string, string>> } = {},
): Promise<Stage> {
  const services = await createServices(readConfig(options.settings ?? {}), await testDatabase())
  afterAll(() => services.live.close())
  if (!options.empty) await enter(services)
  return { app: createApp(services), services }
}

/** Signs the person in, as the sign-in page would, but without the slow password. Returns the `cookie` header. */
export async function signInAs(stage: Stage, role: Role): Promise<string> {
  return signInPerson(stage, cast[role].id)
}

/** The same for somebody who is not of the cast. */
export async function signInPerson({ services }: Stage, staffId: string): Promise<string> {
  const at = nowDate()
  const token = newId()
  await services.db
    .insertInto('identity.session')
    .values({
      id: newId(),
      token,
      user_id: staffId,
      expires_at: new Date(at.getTime() + sessionLifetime * 1000),
      created_at: at,
      updated_at: at,
    })
    .execute()
  const secret = await installationSecret(services.db, services.config.secret)
  const cookie = await serializeSigned(sessionCookie(services), token, secret, { path: '/', secure: true })
  return cookie.split(';')[0] ?? ''
}

/** Makes the company and its people. */
async function enter({ db }: Services): Promise<void> {
  const { name, locale, timeZone, currency } = company
  await db.insertInto('identity.company').values({ name, locale, time_zone: timeZone, currency }).execute()
  await db
    .insertInto('identity.staff')
    .values(
      roles.map(role => {
        const { id, name, email, locale, timeZone } = cast[role]
        return { id, name, email, roles: [role], locale, time_zone: timeZone }
      }),
    )
    .execute()
}

export interface Asking {
  readonly cookie?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Opens a page as a browser does. */
export async function open(stage: Stage, path: string, { cookie, headers }: Asking = {}): Promise<Response> {
  return stage.app.request(path, { headers: { ...(cookie && { cookie }), ...headers } })
}

/** Sends a form as a browser does from one of our own pages. A field with several values is a list. */
export async function send(
  stage: Stage,
  path: string,
  fields: Readonly<Record<string, string | readonly string[]>> = {},
  { cookie, headers }: Asking = {},
): Promise<Response> {
  const body = new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => [value].flat().map(one => [name, one] as [string, string])),
  )
  const origin = new URL(stage.services.config.baseUrl).origin
  // As browsers do.
  const length = { 'content-length': String(Buffer.byteLength(body.toString())) }
  return stage.app.request(path, {
    method: 'POST',
    body,
    headers: { origin, ...length, ...(cookie && { cookie }), ...headers },
  })
}

/** The cookies a browser would send after this reply: those it had, with what the reply sets and takes away. */
export function cookiesAfter(reply: Response, before = ''): string {
  const jar = new Map(before.split('; ').flatMap(pair => (pair ? [splitPair(pair)] : [])))
  for (const set of reply.headers.getSetCookie()) {
    const [name, value] = splitPair(set.split(';')[0] ?? '')
    if (/max-age=0/i.test(set)) jar.delete(name)
    else jar.set(name, value)
  }
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=')
  return [pair.slice(0, at), pair.slice(at + 1)]
}
