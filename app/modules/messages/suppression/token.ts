import type { Config } from '../../../config.ts'
import { href, paths } from '../../../paths.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { idInToken, signedIds } from '../signed-ids.ts'

/** Where the reader of a mail can say that they want none: the page for people and the one click of mail programs. */
export function unsubscribeUrl({ baseUrl }: Pick<Config, 'baseUrl'>, token: string): string {
  return baseUrl + href(paths.unsubscribe, { token })
}

/** Makes tokens that say which mail they were in. */
export function unsubscribeTokens(db: Db | Tx): Promise<(messageId: number) => string> {
  return signedIds(db, 'unsubscribe')
}

/** The mail that a token was in; undefined when we did not make it. */
export function messageOfToken(db: Db | Tx, token: string): Promise<number | undefined> {
  return idInToken(db, 'unsubscribe', token)
}
