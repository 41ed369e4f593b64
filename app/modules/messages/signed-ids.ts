import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Db, Tx } from '../../platform/db.ts'
import { installationSecret } from '../../platform/secret.ts'

/** What a link in a mail is for: a token for one does nothing else. */
type Purpose = 'unsubscribe' | 'answer'

/** Makes tokens that name a message and that nobody else can make. They are good for as long as the mail lies in somebody's mailbox. */
export async function signedIds(db: Db | Tx, purpose: Purpose): Promise<(messageId: number) => string> {
  const secret = await installationSecret(db, undefined)
  return messageId => `${messageId}.${signatureOf(secret, purpose, messageId)}`
}

/** The message that a token names; undefined when we did not make it for this. */
export async function idInToken(db: Db | Tx, purpose: Purpose, token: string): Promise<number | undefined> {
  const [, id, signature = ''] = /^([1-9]\d{0,14})\.([\w-]{43})$/.exec(token) ?? []
  if (!id) return undefined
  const expected = signatureOf(await installationSecret(db, undefined), purpose, Number(id))
  return timingSafeEqual(Buffer.from(signature), Buffer.from(expected)) ? Number(id) : undefined
}

function signatureOf(secret: string, purpose: Purpose, messageId: number): string {
  return createHmac('sha256', secret).update(`banso ${purpose}\0${messageId}`).digest('base64url')
}
