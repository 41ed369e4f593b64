import type { Config } from '../../../config.ts'
import { href, paths } from '../../../paths.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { signedIds } from '../signed-ids.ts'
import type { Answer } from '../tables.ts'

/** Where the buttons of an invitation lead. Following one answers nothing yet: programs that look at mails follow them, too. */
export type AnswerLinks = Readonly<Record<Answer, string>>

/** The links of an invitation by the token of its message. */
export function answerLinks({ baseUrl }: Pick<Config, 'baseUrl'>, token: string): AnswerLinks {
  const link = (to: Answer) => baseUrl + href(paths.answer, { token }, { to })
  return { accepted: link('accepted'), declined: link('declined') }
}

/** Makes tokens that say which invitation is answered, and by whom. */
export function answerTokens(db: Db | Tx): Promise<(messageId: number) => string> {
  return signedIds(db, 'answer')
}
