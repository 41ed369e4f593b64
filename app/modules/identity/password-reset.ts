import { nowDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { Conflict } from '../../platform/errors.ts'
import { record, system } from '../activity/index.ts'
import { linkToken, newSeed, tokenHash } from './link-token.ts'
import { setPasswordHash } from './people.ts'

/** How long the link in the mail works. */
export const validMinutes = 60

/** Whose password a link changes. */
export interface Resetting {
  readonly staffId: string
  readonly name: string
  readonly email: string
}

/** A link to be mailed, with whom it is for. */
export interface ResetOffer extends Resetting {
  readonly token: string
  readonly locale: 'ja' | 'en'
}

/**
 * Makes the link by which the person of this address chooses a new password; an earlier one stops working. Undefined when
 * nobody who is here has the address.
 */
export async function offerReset(
  tx: Tx,
  secret: string,
  asked: { readonly email: string; readonly ip: string },
): Promise<ResetOffer | undefined> {
  const person = await tx
    .selectFrom('identity.staff')
    .select(['id', 'name', 'email', 'locale'])
    .where('email', '=', asked.email)
    .where('removed_at', 'is', null)
    .where('sample', '=', false)
    .executeTakeFirst()
  if (!person) return undefined
  const [seed, at] = [newSeed(), nowDate()]
  const token = linkToken('password reset', secret, seed)
  const link = {
    seed,
    token_hash: tokenHash(token),
    created_at: at,
    expires_at: new Date(at.getTime() + validMinutes * 60_000),
  }
  await tx
    .insertInto('identity.password_reset')
    .values({ staff_id: person.id, ...link })
    .onConflict(conflict => conflict.column('staff_id').doUpdateSet(link))
    .execute()
  await record(tx, system, { name: 'identity.reset_requested', subjectId: person.id, data: { ip: asked.ip } })
  return { staffId: person.id, name: person.name, email: person.email, locale: person.locale, token }
}

/** Whose password a link changes; undefined when it is unknown, used, replaced, or its time is over. */
export async function resetOf(db: Db | Tx, token: string): Promise<Resetting | undefined> {
  return db
    .selectFrom('identity.password_reset as r')
    .innerJoin('identity.staff as s', 's.id', 'r.staff_id')
    .select(['s.id as staffId', 's.name', 's.email'])
    .where('r.token_hash', '=', tokenHash(token))
    .where('r.expires_at', '>', nowDate())
    .where('s.removed_at', 'is', null)
    .executeTakeFirst()
}

/**
 * Sets the password whose hash is given and signs the person out everywhere. Second factor and passkeys stay: who can only
 * read the mail must not get past them. Throws Conflict when the link has been used or replaced meanwhile.
 */
export async function resetPassword(
  tx: Tx,
  token: string,
  input: { readonly hash: string; readonly ip?: string | undefined },
): Promise<void> {
  const used = await tx
    .deleteFrom('identity.password_reset')
    .where('token_hash', '=', tokenHash(token))
    .where('expires_at', '>', nowDate())
    .where(eb =>
      eb.exists(
        eb
          .selectFrom('identity.staff as s')
          .select('s.id')
          .whereRef('s.id', '=', 'identity.password_reset.staff_id')
          .where('s.removed_at', 'is', null),
      ),
    )
    .returning('staff_id')
    .executeTakeFirst()
  if (!used) throw new Conflict('identity:invitation.over')
  const { staff_id: id } = used
  await setPasswordHash(tx, id, input.hash)
  await tx.deleteFrom('identity.session').where('user_id', '=', id).execute()
  const actor = { kind: 'staff', id, ...(input.ip && { ip: input.ip }) } as const
  await record(tx, actor, { name: 'identity.password_reset', subjectId: id })
}
