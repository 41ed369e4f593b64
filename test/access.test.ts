import { describe, expect, it } from 'vitest'
import { createApp, routes } from '../app/app.tsx'
import { href, paths } from '../app/paths.ts'
import { type Access, type Role, roles } from '../app/web/access.ts'
import type { Route } from '../app/web/routes.ts'
import { openStage, signInAs } from './cast.ts'

const stage = await openStage()
const origin = new URL(stage.services.config.baseUrl).origin

// Whether somebody gets as far as the handler is what is asked here, so handlers only say that they were reached.
for (const route of routes) Object.assign(route, { handler: () => new Response('reached', { status: 299 }) })
const app = createApp(stage.services)

const cookies = new Map<Role, string>()
for (const role of roles) cookies.set(role, await signInAs(stage, role))

/** What a declaration means, said once more: everybody signed in, or these roles and the admin. */
function mayUse(access: Access, role: Role): boolean {
  return access.kind !== 'roles' || role === 'admin' || access.roles.includes(role)
}

async function answer(route: Route, role?: Role) {
  const path = route.path.replaceAll(/:\w+(\{[^}]*\})?/g, '1').replaceAll('*', '1')
  const cookie = role && cookies.get(role)
  const headers = { origin, ...(cookie && { cookie }) }
  const reply = await app.request(path, { method: route.method, headers })
  return { status: reply.status, location: reply.headers.get('location') ?? '' }
}

describe.each(routes.map(route => ({ name: `${route.method} ${route.path}`, route })))('$name', ({ route }) => {
  const open = route.access.kind === 'public'

  it(open ? 'is open to anybody' : 'sends nobody to sign in', async () => {
    const { status, location } = await answer(route)
    if (open) return expect(status).toBe(299)
    expect(status).toBe(303)
    expect(location.split('?')[0]).toBe(href(paths.signIn))
  })

  it('is there for exactly those it is declared for', async () => {
    for (const role of roles) {
      const { status } = await answer(route, role)
      expect([role, status]).toEqual([role, mayUse(route.access, role) ? 299 : 404])
    }
  })
})

it('walks all routes, and each path and method is declared once', () => {
  const names = routes.map(route => `${route.method} ${route.path}`)
  expect(names.length).toBeGreaterThan(30)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

it('an open page is open on purpose', () => {
  const open = routes.filter(route => route.access.kind === 'public').map(route => `${route.method} ${route.path}`)
  expect(open.sort()).toEqual(publicRoutes.toSorted())
})

/** Every route that asks for no sign-in. A new one is written here by whoever opens it. */
const publicRoutes: readonly string[] = [
  'ALL /api/s/*',
  'ALL /v1/*',
  // The buttons of an invitation: their token is signed, and says who answers.
  'GET /answers/:token',
  'GET /first-run',
  'GET /healthz',
  // The script for the company's own pages; whom it asks for is signed by the company's server.
  'GET /in-app.js',
  'GET /join/:token',
  'GET /metrics',
  'GET /readyz',
  'GET /sign-in',
  'GET /sign-in/forgotten',
  'GET /sign-in/reset/:token',
  'GET /sign-in/second-factor',
  // The link at the foot of a mail: its token is signed, and good for the address the mail went to.
  'GET /unsubscribe/:token',
  'GET /v1/projects/:key/settings',
  'OPTIONS /api/s/:call',
  'OPTIONS /api/s/s2s/:call',
  'OPTIONS /in-app/happenings',
  'OPTIONS /in-app/messages',
  'OPTIONS /v1/:call',
  'OPTIONS /v1/projects/:key/settings',
  'POST /api/s/:call',
  'POST /api/s/s2s/:call',
  'POST /answers/:token',
  'POST /first-run',
  'POST /in-app/happenings',
  'POST /in-app/messages',
  'POST /join/:token',
  'POST /sign-in',
  'POST /sign-in/forgotten',
  'POST /sign-in/reset/:token',
  'POST /sign-in/passkey',
  'POST /sign-in/passkey/challenge',
  'POST /sign-in/second-factor',
  'POST /sign-out',
  'POST /unsubscribe/:token',
  'POST /unsubscribe/:token/confirmation',
  'POST /unsubscribe/:token/return',
  'POST /v1/:call',
]
