import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import { twoFactor } from 'better-auth/plugins'
import { CamelCasePlugin } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { log } from '../../platform/log.ts'
import { installationSecret } from '../../platform/secret.ts'
import type { Services } from '../../web/services.ts'
import { passwordMaximum, passwordMinimum } from './password.ts'
import { isPresent } from './people.ts'

/** A session ends this long after sign-in, however much it is used. Seconds. */
export const sessionLifetime = 30 * 24 * 60 * 60

/** The header in which we hand the client's address to the library; never taken from outside. */
export const addressHeader = 'x-banso-address'

export type Auth = Awaited<ReturnType<typeof createAuth>>

const made = new WeakMap<Db, Promise<Auth>>()

/** The sign-in library on this installation's database, made once per process. */
export function authOf(services: Services): Promise<Auth> {
  let auth = made.get(services.db)
  if (!auth) {
    auth = createAuth(services)
    // A database that was away for a moment must not stay the answer.
    auth.catch(() => made.delete(services.db))
    made.set(services.db, auth)
  }
  return auth
}

/** The name of the session cookie: browsers refuse the __Secure- prefix over plain http. */
export function sessionCookie(services: Services): string {
  return `${services.config.baseUrl.startsWith('https:') ? '__Secure-' : ''}banso.session_token`
}

// Its HTTP handler is not mounted: pages call the functions they need, so nothing else of the library is reachable.
async function createAuth(services: Services) {
  const { config, db } = services
  const { origin, hostname } = new URL(config.baseUrl)
  return betterAuth({
    appName: 'Banso',
    baseURL: config.baseUrl,
    secret: await installationSecret(db, config.secret),
    trustedOrigins: [origin],
    database: {
      db: db.withSchema('identity').withPlugin(new CamelCasePlugin()),
      type: 'postgres',
      transaction: true,
    },
    telemetry: { enabled: false },
    logger: { log: logForLibrary },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordMinimum,
      maxPasswordLength: passwordMaximum,
    },
    session: { modelName: 'session', expiresIn: sessionLifetime, disableSessionRefresh: true },
    user: { modelName: 'staff' },
    account: { modelName: 'credential', accountLinking: { enabled: false } },
    advanced: {
      cookiePrefix: 'banso',
      useSecureCookies: origin.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [addressHeader], ipv6Subnet: 128 },
    },
    databaseHooks: {
      session: { create: { before: async session => isPresent(db, session.userId) } },
    },
    plugins: [twoFactor({ issuer: 'Banso' }), passkeys(origin, hostname)],
  })
}

function passkeys(origin: string, hostname: string) {
  return passkey({
    rpID: hostname,
    rpName: 'Banso',
    origin,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    schema: { passkey: { fields: { credentialID: 'credentialId' } } },
    registration: { afterVerification: async ({ verification }) => requireVerified(verification.registrationInfo) },
    authentication: { afterVerification: async ({ verification }) => requireVerified(verification.authenticationInfo) },
  })
}

// The library takes a passkey without the person's fingerprint or PIN; alone it stands for two factors only with it.
function requireVerified(info: { readonly userVerified: boolean } | undefined): undefined {
  if (!info?.userVerified) throw new APIError('UNAUTHORIZED', { code: 'USER_NOT_VERIFIED' })
}

// What people and browsers get wrong is its warning or error; the activity has the failures that matter.
function logForLibrary(level: 'debug' | 'info' | 'warn' | 'error', message: string): void {
  const own = level === 'error' && !message.startsWith('Failed to verify')
  log[own ? 'error' : 'debug']({ from: 'sign-in' }, message)
}
