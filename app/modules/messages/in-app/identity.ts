import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { now } from '../../../platform/clock.ts'
import { type Db, type Tx, transact } from '../../../platform/db.ts'
import { type Actor, record } from '../../activity/index.ts'
import { resolveIdentities } from '../../customers/index.ts'

/**
 * Who a page says is looking, signed by the company's own server with the secret: `EXPIRES.HMAC`, HMAC-SHA256 of `EXPIRES`, a line
 * break and the user id in hexadecimal, good until that second since 1970; or the HMAC of the user id alone, good until the secret is
 * renewed.
 */
export interface SignedUser {
  readonly user: string
  readonly signature: string
}

/** The secret that the company's server signs with; made when it is first asked for. */
export async function inAppSecret(db: Db): Promise<string> {
  const found = await secretOf(db)
  if (found) return found
  await db
    .updateTable('messages.settings')
    .set({ in_app_secret: freshSecret() })
    .where('in_app_secret', 'is', null)
    .execute()
  return (await secretOf(db)) ?? ''
}

/** Another secret: what was signed with the old one is refused from now on. */
export async function renewInAppSecret(tx: Tx, actor: Actor): Promise<void> {
  await tx.updateTable('messages.settings').set({ in_app_secret: freshSecret() }).execute()
  await record(tx, actor, { name: 'messages.in_app_secret_renewed' })
}

/** The contact that a page asks for; why not, when the signature is wrong, its time is over, or nobody has this user id. */
export async function contactOf(db: Db, { user, signature }: SignedUser): Promise<number | 'signature' | 'expired'> {
  const secret = await secretOf(db)
  const [, until, hash = ''] = /^(?:(\d{1,10})\.)?([0-9a-f]{64})$/i.exec(signature) ?? []
  // Else a signature of such an id would be one of another person until then.
  if (!secret || !hash || user.includes('\n')) return 'signature'
  const signed = until === undefined ? user : `${until}\n${user}`
  const expected = createHmac('sha256', secret).update(signed).digest()
  if (!timingSafeEqual(Buffer.from(hash, 'hex'), expected)) return 'signature'
  if (until !== undefined && Number(until) * 1000 <= now().epochMilliseconds) return 'expired'
  const ids = { userIds: [user], anonymousIds: [], groupIds: [] }
  return (await transact(db, tx => resolveIdentities(tx, ids))).users.get(user) ?? 'signature'
}

async function secretOf(db: Db): Promise<string | null> {
  const row = await db.selectFrom('messages.settings').select('in_app_secret').executeTakeFirst()
  return row?.in_app_secret ?? null
}

function freshSecret(): string {
  return randomBytes(32).toString('base64url')
}
