import { nowDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../platform/errors.ts'
import { type Role, roles, type Staff } from '../../web/access.ts'
import type { PersonRemoved } from '../../web/module.ts'
import { refuseLate } from '../../web/was.ts'
import { type Actor, record, type StaffActor } from '../activity/index.ts'
import { forgetPassword, forgetSignIns, lockPeople } from './people.ts'

/**
 * Gives a person these roles instead of those the page showed (`was`). Throws Conflict when somebody else changed them
 * meanwhile, Invalid when nobody would be admin any more, NotFound when the person is gone.
 */
export async function changeRoles(
  tx: Tx,
  actor: Actor,
  id: string,
  input: { readonly roles: readonly Role[]; readonly was: readonly Role[] },
): Promise<void> {
  await lockPeople(tx)
  const person = await findPresent(tx, id)
  if (inOrder(person.roles) !== inOrder(input.was)) throw new Conflict('identity:staff.changedMeanwhile')
  if (!input.roles.includes('admin')) await refuseLastAdmin(tx, person)
  await tx
    .updateTable('identity.staff')
    .set({ roles: roles.filter(role => input.roles.includes(role)), updated_at: nowDate() })
    .where('id', '=', id)
    .execute()
  const data = { name: person.name, before: inOrder(person.roles), after: inOrder(input.roles) }
  await record(tx, actor, { name: 'identity.roles_changed', subjectId: id, data })
}

/**
 * Takes a person out of the company: sessions and everything they sign in with end at once; what they did stays theirs.
 * `hooks` are those of other modules. Throws Invalid for the last admin, NotFound when the person is gone already.
 */
export async function removePerson(
  tx: Tx,
  actor: Actor,
  id: string,
  hooks: readonly PersonRemoved[] = [],
): Promise<void> {
  await lockPeople(tx)
  const person = await findPresent(tx, id)
  await refuseLastAdmin(tx, person)
  await forgetSignIns(tx, id)
  await forgetPassword(tx, id)
  const at = nowDate()
  await tx.updateTable('identity.staff').set({ removed_at: at, updated_at: at }).where('id', '=', id).execute()
  await tx
    .updateTable('identity.invitation')
    .set({ revoked_at: at })
    // Also those made by this person: who leaves may have invited themselves under another address.
    .where(({ eb, or }) => or([eb('email', '=', person.email), eb('invited_by', '=', id)]))
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute()
  await record(tx, actor, { name: 'identity.person_removed', subjectId: id, data: { name: person.name } })
  for (const hook of hooks) await hook(tx, id)
}

/** What people may change about themselves. */
export type Profile = Pick<Staff, 'name' | 'locale' | 'timeZone' | 'theme' | 'singleKeys'>

/**
 * Changes what is given of a person's own settings. Throws Conflict when they are no longer what the form showed (`was`, the
 * word of `profileShown`).
 */
export async function changeProfile(tx: Tx, actor: StaffActor, input: Partial<Profile>, was?: string): Promise<void> {
  if (was !== undefined) refuseLate(was, profileShown(await lockProfile(tx, actor.id)))
  const { name, locale, timeZone, theme, singleKeys } = input
  await tx
    .updateTable('identity.staff')
    .set({ name, locale, time_zone: timeZone, theme, single_keys: singleKeys, updated_at: nowDate() })
    .where('id', '=', actor.id)
    .execute()
  // Which look somebody likes is nobody's business.
  if (name !== undefined)
    await record(tx, actor, { name: 'identity.profile_changed', subjectId: actor.id, data: { name } })
}

/** What stands in the form of a person's own settings, in the order of its word (see was.ts). */
export function profileShown({ name, locale, timeZone, theme, singleKeys }: Profile): readonly string[] {
  return [name, locale, timeZone, theme, String(singleKeys)]
}

async function lockProfile(tx: Tx, id: string): Promise<Profile> {
  return tx
    .selectFrom('identity.staff')
    .select(['name', 'locale', 'time_zone as timeZone', 'theme', 'single_keys as singleKeys'])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
}

async function findPresent(tx: Tx, id: string): Promise<Pick<Staff, 'id' | 'name' | 'email' | 'roles'>> {
  const person = await tx
    .selectFrom('identity.staff')
    .select(['id', 'name', 'email', 'roles'])
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (!person) throw new NotFound('staff')
  return person
}

async function refuseLastAdmin(tx: Tx, person: Pick<Staff, 'id' | 'roles'>): Promise<void> {
  if (!person.roles.includes('admin')) return
  const another = await tx
    .selectFrom('identity.staff')
    .select('id')
    .where('removed_at', 'is', null)
    .where('sample', '=', false)
    .where('id', '!=', person.id)
    .where(eb => eb('roles', '@>', eb.val(['admin'])))
    .limit(1)
    .executeTakeFirst()
  if (!another) throw new Invalid({ form: 'identity:staff.lastAdmin' })
}

function inOrder(list: readonly Role[]): string {
  return roles.filter(role => list.includes(role)).join(', ')
}
