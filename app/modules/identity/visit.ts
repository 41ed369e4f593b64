import { parseSigned } from 'hono/utils/cookie'
import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { installationSecret } from '../../platform/secret.ts'
import type { Staff } from '../../web/access.ts'
import type { Services } from '../../web/services.ts'
import { sessionCookie } from './auth.ts'
import type { Company } from './company.ts'

/** Who asks, and whom this installation serves. */
export interface Visit {
  readonly staff: Staff | undefined
  readonly company: Company | undefined
}

/** A session that nobody used for so many days is over, though it has not reached its full age. */
export const idleDays = 7
// How exact "last seen" is; more exact would write at every request.
const seenMinutes = 5

/** Reads who asks from the signed session cookie and the company, in one query. A removed person is nobody. */
export async function currentVisit(services: Services, headers: Headers): Promise<Visit> {
  const token = await sessionToken(services, headers)
  const row = await findVisit(services.db, token ?? '')
  if (!row) return { staff: undefined, company: undefined }
  if (row.session_id && row.seen_long_ago) await markSeen(services.db, row.session_id)
  return {
    staff: personOf(row),
    company: {
      name: row.company_name,
      locale: row.company_locale,
      timeZone: row.company_time_zone,
      currency: row.currency,
      sample: row.company_sample,
    },
  }
}

const secrets = new WeakMap<Db, Promise<string>>()

/** The token of the session that the cookie names, if this installation signed it. Whether it is still good is not known yet. */
export async function sessionToken(services: Services, headers: Headers): Promise<string | undefined> {
  const name = sessionCookie(services)
  const cookies = headers.get('cookie')
  if (!cookies?.includes(`${name}=`)) return undefined
  let secret = secrets.get(services.db)
  if (!secret) {
    secret = installationSecret(services.db, services.config.secret)
    secret.catch(() => secrets.delete(services.db))
    secrets.set(services.db, secret)
  }
  const signed = await parseSigned(cookies, await secret, name)
  return signed[name] || undefined
}

type Row = NonNullable<Awaited<ReturnType<typeof findVisit>>>

function findVisit(db: Db, token: string) {
  const now = nowDate()
  const idle = new Date(now.getTime() - idleDays * 86_400_000)
  const seen = new Date(now.getTime() - seenMinutes * 60_000)
  return db
    .selectFrom('identity.company as company')
    .leftJoin('identity.session as session', join =>
      join.on('session.token', '=', token).on('session.expires_at', '>', now).on('session.updated_at', '>', idle),
    )
    .leftJoin('identity.staff as staff', join =>
      join.onRef('staff.id', '=', 'session.user_id').on('staff.removed_at', 'is', null),
    )
    .select([
      'company.name as company_name',
      'company.locale as company_locale',
      'company.time_zone as company_time_zone',
      'company.currency',
      'company.sample as company_sample',
      'session.id as session_id',
      sql<boolean | null>`session.updated_at < ${seen}`.as('seen_long_ago'),
      'staff.id',
      'staff.name',
      'staff.email',
      'staff.roles',
      'staff.locale',
      'staff.time_zone',
      'staff.theme',
      'staff.single_keys',
    ])
    .executeTakeFirst()
}

async function markSeen(db: Db, sessionId: string): Promise<void> {
  await db.updateTable('identity.session').set({ updated_at: nowDate() }).where('id', '=', sessionId).execute()
}

function personOf(row: Row): Staff | undefined {
  const { id, name, email, roles, locale, time_zone: timeZone, theme, single_keys: singleKeys } = row
  if (id === null || name === null || email === null || !roles || !locale || !timeZone || !theme || singleKeys === null)
    return undefined
  return { id, name, email, roles, locale, timeZone, theme, singleKeys }
}
