import type { Db, Tx } from '../../../platform/db.ts'
import { addressHash } from '../posting/address.ts'
import { note } from '../sending/trace.ts'
import type { SuppressionReason } from '../tables.ts'
import { markAddressChanged, suppressAddresses } from './suppress.ts'
import { messageOfToken } from './token.ts'

/** Who followed the link at the foot of a mail. */
export interface Reader {
  readonly messageId: number
  /** Nothing when the person was erased. */
  readonly address: string | null
  /** Why no mail reaches the address; undefined when mail does. */
  readonly suppressed: SuppressionReason | undefined
}

/** Who the token was sent to; undefined when it is none of ours. */
export async function readerOf(db: Db | Tx, token: string): Promise<Reader | undefined> {
  const messageId = await messageOfToken(db, token)
  if (messageId === undefined) return undefined
  const message = await db
    .selectFrom('messages.message')
    .select('address')
    .where('id', '=', messageId)
    .executeTakeFirst()
  if (!message) return undefined
  const { address } = message
  const row =
    address === null
      ? undefined
      : await db
          .selectFrom('messages.suppression')
          .select('reason')
          .where('hash', '=', (await addressHash(db))(address))
          .executeTakeFirst()
  return { messageId, address, suppressed: row?.reason }
}

/** Stops mail to the address that the mail went to. Doing it again changes nothing. */
export async function unsubscribe(tx: Tx, { messageId, address, suppressed }: Reader): Promise<void> {
  if (address === null || suppressed) return
  await suppressAddresses(tx, [{ address, reason: 'unsubscribed', messageId }])
  await note(tx, [{ id: messageId, what: 'unsubscribed' }])
}

/** Takes that back: mail reaches the address again. What others decided (bounces, staff) stays. */
export async function subscribeAgain(tx: Tx, { messageId, address }: Reader): Promise<void> {
  if (address === null) return
  const { numDeletedRows } = await tx
    .deleteFrom('messages.suppression')
    .where('hash', '=', (await addressHash(tx))(address))
    .where('reason', '=', 'unsubscribed')
    .executeTakeFirst()
  if (numDeletedRows === 0n) return
  await note(tx, [{ id: messageId, what: 'subscribed' }])
  await markAddressChanged(tx, [address])
}
