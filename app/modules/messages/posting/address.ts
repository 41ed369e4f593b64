import { createHmac } from 'node:crypto'
import type { Db, Tx } from '../../../platform/db.ts'
import { installationSecret } from '../../../platform/secret.ts'

/** How an address is compared, the same as `messages.as_address` of the database. */
export function asAddress(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase()
}

// Stricter than RFC 5321 where it allows what no mail program does: quotes, comments, lists, spaces.
const deliverable =
  /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@(?=.{4,255}$)([^\s@<>()[\]\\,;:".\p{Cc}-][^\s@<>()[\]\\,;:".\p{Cc}]*\.)+[\p{L}\p{M}\p{N}-]{2,63}$/u

/** The address as it is compared, when a mail can be sent to it at all. */
export function deliverableAddress(email: string | null): string | undefined {
  const address = asAddress(email ?? '')
  return deliverable.test(address) && !address.includes('..') ? address : undefined
}

/** How addresses are found that get no mail: keyed with the secret in the database, which is never changed. */
export async function addressHash(db: Db | Tx): Promise<(address: string) => Buffer> {
  const secret = await installationSecret(db, undefined)
  return address =>
    createHmac('sha256', secret)
      .update(`banso mail address\0${asAddress(address)}`)
      .digest()
}
