import { generateRandomString } from 'better-auth/crypto'
import { nowDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Role } from '../../web/access.ts'
import type { Locale } from '../../web/i18n.ts'

export interface NewPerson {
  readonly name: string
  readonly email: string
  readonly roles: readonly Role[]
  readonly locale: Locale
  readonly timeZone: string
  /** Came with the sample company and goes with it. */
  readonly sample?: boolean
}

/** Whether this person is there and not removed. */
export async function isPresent(db: Db | Tx, id: string): Promise<boolean> {
  const found = await db
    .selectFrom('identity.staff')
    .select('id')
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return found !== undefined
}

/** The id of the present person with this address, in small letters. */
export async function findPresentId(db: Db | Tx, email: string): Promise<string | undefined> {
  const found = await db
    .selectFrom('identity.staff')
    .select('id')
    .where('email', '=', email)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return found?.id
}

/**
 * Adds a person, or takes back one who was removed (same address, same id: what they did stays theirs).
 * Returns the id; undefined when somebody present has the address.
 */
export async function addPerson(tx: Tx, person: NewPerson): Promise<string | undefined> {
  const values = {
    name: person.name,
    email: person.email.toLowerCase(),
    roles: [...person.roles],
    locale: person.locale,
    time_zone: person.timeZone,
    sample: person.sample ?? false,
    updated_at: nowDate(),
  }
  const added = await tx
    .insertInto('identity.staff')
    .values({ id: newId(), ...values })
    .onConflict(conflict =>
      conflict
        .column('email')
        .doUpdateSet({ ...values, removed_at: null })
        .where('identity.staff.removed_at', 'is not', null),
    )
    .returning('id')
    .executeTakeFirst()
  return added?.id
}

/** Gives a person the password they sign in with. `hash` comes from hashNewPassword. */
export async function setPasswordHash(tx: Tx, staffId: string, hash: string): Promise<void> {
  const at = nowDate()
  await tx
    .deleteFrom('identity.credential')
    .where('user_id', '=', staffId)
    .where('provider_id', '=', provider)
    .execute()
  await tx
    .insertInto('identity.credential')
    .values({
      id: newId(),
      account_id: staffId,
      provider_id: provider,
      user_id: staffId,
      password: hash,
      created_at: at,
      updated_at: at,
    })
    .execute()
}

/** Takes away everything that a person signs in with but the password, and ends their sessions. */
export async function forgetSignIns(tx: Tx, staffId: string): Promise<void> {
  await tx.deleteFrom('identity.session').where('user_id', '=', staffId).execute()
  await tx.deleteFrom('identity.two_factor').where('user_id', '=', staffId).execute()
  await tx.deleteFrom('identity.passkey').where('user_id', '=', staffId).execute()
  await tx.updateTable('identity.staff').set({ two_factor_enabled: false }).where('id', '=', staffId).execute()
}

/** Takes away the password too. */
export async function forgetPassword(tx: Tx, staffId: string): Promise<void> {
  await tx.deleteFrom('identity.credential').where('user_id', '=', staffId).execute()
}

/** Who is in the company changes one transaction at a time, so that the last admin stays. */
export async function lockPeople(tx: Tx): Promise<void> {
  await tx.selectFrom('identity.company').select('one').forUpdate().execute()
}

// The library's word for "signs in with a password".
const provider = 'credential'

/** An id like those that the sign-in library makes. */
export function newId(): string {
  return generateRandomString(32, 'a-z', 'A-Z', '0-9')
}

/** Removes the people who came with the sample company; what they did keeps its author. */
export async function removeSamplePeople(tx: Tx): Promise<void> {
  await tx
    .updateTable('identity.staff')
    .set({ removed_at: nowDate() })
    .where('sample', '=', true)
    .where('removed_at', 'is', null)
    .execute()
}
