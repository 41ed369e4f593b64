import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Config } from '../../../config.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { installationSecret } from '../../../platform/secret.ts'

/** Signs the ids of messages, so that nobody can make bounces of messages they did not get. */
export type Marks = (id: number) => string

/** The marks of this installation. */
export async function messageMarks(db: Db | Tx): Promise<Marks> {
  const secret = await installationSecret(db, undefined)
  return id => createHmac('sha256', secret).update(`banso message id\0${id}`).digest('hex').slice(0, 20)
}

/** The Message-ID of a message: always the same one, so that who gets it twice can see that. */
export function messageIdOf({ baseUrl }: Pick<Config, 'baseUrl'>, marks: Marks, id: number): string {
  return `<banso.${id}.${marks(id)}@${new URL(baseUrl).hostname}>`
}

/** The address that bounces of this message go to, when there is a mailbox for them: `bounces+12.MARK@…` (VERP). */
export function returnPathOf({ mail }: Pick<Config, 'mail'>, marks: Marks, id: number): string | undefined {
  return mail.bounceAddress?.replace('@', `+${id}.${marks(id)}@`)
}

/** The messages whose id or return path is in a text, if we made them. */
export function markedIn(text: string, marks: Marks): readonly number[] {
  const found = [...text.matchAll(/(?:banso\.|\+)([1-9]\d{0,14})\.([0-9a-f]{20})@/gi)].flatMap(
    ([, id = '', mark = '']) => {
      const expected = Buffer.from(marks(Number(id)))
      return timingSafeEqual(Buffer.from(mark.toLowerCase()), expected) ? [Number(id)] : []
    },
  )
  return [...new Set(found)]
}
