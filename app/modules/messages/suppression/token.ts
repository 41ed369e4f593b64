import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Config } from '../../../config.ts'
import { href, paths } from '../../../paths.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { installationSecret } from '../../../platform/secret.ts'

/** Where the reader of a mail can say that they want none: the page for people and the one click of mail programs. */
export function unsubscribeUrl({ baseUrl }: Pick<Config, 'baseUrl'>, token: string): string {
  return baseUrl + href(paths.unsubscribe, { token })
}

/** Makes tokens that say which mail they were in. They are good for as long as the mail lies in somebody's mailbox. */
export async function unsubscribeTokens(db: Db | Tx): Promise<(messageId: number) => string> {
  const secret = await installationSecret(db, undefined)
  return messageId => `${messageId}.${signatureOf(secret, messageId)}`
}

/** The mail that a token was in; undefined when we did not make it. */
export async function messageOfToken(db: Db | Tx, token: string): Promise<number | undefined> {
  const [, id, signature = ''] = /^([1-9]\d{0,14})\.([\w-]{43})$/.exec(token) ?? []
  if (!id) return undefined
  const expected = signatureOf(await installationSecret(db, undefined), Number(id))
  return timingSafeEqual(Buffer.from(signature), Buffer.from(expected)) ? Number(id) : undefined
}

function signatureOf(secret: string, messageId: number): string {
  return createHmac('sha256', secret).update(`banso unsubscribe\0${messageId}`).digest('base64url')
}
