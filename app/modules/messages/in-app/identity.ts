import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Db, type Tx, transact } from '../../../platform/db.ts'
import { type Actor, record } from '../../activity/index.ts'
import { resolveIdentities } from '../../customers/index.ts'

/** Who a page says is looking, signed by the company's own server: HMAC-SHA256 of the user id with the secret, in hexadecimal. */
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

/** The contact that a page asks for; undefined when the signature is wrong or nobody has this user id. */
export async function contactOf(db: Db, { user, signature }: SignedUser): Promise<number | undefined> {
  const secret = await secretOf(db)
  if (!secret || !/^[0-9a-f]{64}$/i.test(signature)) return undefined
  const expected = createHmac('sha256', secret).update(user).digest()
  if (!timingSafeEqual(Buffer.from(signature, 'hex'), expected)) return undefined
  const ids = { userIds: [user], anonymousIds: [], groupIds: [] }
  return (await transact(db, tx => resolveIdentities(tx, ids))).users.get(user)
}

async function secretOf(db: Db): Promise<string | null> {
  const row = await db.selectFrom('messages.settings').select('in_app_secret').executeTakeFirst()
  return row?.in_app_secret ?? null
}

function freshSecret(): string {
  return randomBytes(32).toString('base64url')
}
