import type { Selectable } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../platform/errors.ts'
import type { Role } from '../../web/access.ts'
import { record, type StaffActor } from '../activity/index.ts'
import { linkToken, newSeed, tokenHash } from './link-token.ts'
import {
  addPerson,
  findPresentId,
  forgetSignIns,
  isPresent,
  lockPeople,
  type NewPerson,
  setPasswordHash,
} from './people.ts'
import type { InvitationTable } from './tables.ts'

const validDays = 7

/** Somebody who may join (or, with `staffId`, come back in with a new password). */
export interface Invitation {
  readonly id: number
  readonly email: string
  readonly roles: readonly Role[]
  readonly staffId: string | undefined
  readonly invitedBy: string
  readonly createdAt: Date
  readonly expiresAt: Date
}

/**
 * Invites an address. An earlier invitation to it is replaced. Throws Invalid when the address is a present person's.
 * Returns the id, for `invitationToken`.
 */
export async function invite(
  tx: Tx,
  actor: StaffActor,
  secret: string,
  input: { readonly email: string; readonly roles: readonly Role[] },
): Promise<number> {
  await lockPeople(tx)
  const email = input.email.toLowerCase()
  const present = await findPresentId(tx, email)
  if (present) throw new Invalid({ email: 'identity:invitation.present' })
  const id = await writeInvitation(tx, actor, secret, { email, roles: input.roles })
  await record(tx, actor, { name: 'identity.person_invited', subjectId: String(id), data: { email } })
  return id
}

/** Lets a present person choose a new password: for one who forgot it or lost the second factor. Returns the invitation's id. */
export async function renewAccess(tx: Tx, actor: StaffActor, secret: string, staffId: string): Promise<number> {
  await lockPeople(tx)
  const person = await tx
    .selectFrom('identity.staff')
    .select(['email', 'roles', 'name'])
    .where('id', '=', staffId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (!person) throw new NotFound('staff')
  const id = await writeInvitation(tx, actor, secret, { email: person.email, roles: person.roles, staffId })
  await record(tx, actor, { name: 'identity.access_renewal_offered', subjectId: staffId, data: { name: person.name } })
  return id
}

/** Makes the link anew; the one before stops working. Throws NotFound when it is no longer open. */
export async function resendInvitation(tx: Tx, actor: StaffActor, secret: string, id: number): Promise<number> {
  await lockPeople(tx)
  const open = await findOpen(tx, id)
  const again = await writeInvitation(tx, actor, secret, open)
  await record(tx, actor, { name: 'identity.invitation_resent', subjectId: String(again), data: { email: open.email } })
  return again
}

/** Takes an invitation back. Throws NotFound when it is no longer open. Returns the address it was for. */
export async function revokeInvitation(tx: Tx, actor: StaffActor, id: number): Promise<string> {
  await lockPeople(tx)
  const open = await findOpen(tx, id)
  await tx.updateTable('identity.invitation').set({ revoked_at: nowDate() }).where('id', '=', id).execute()
  await record(tx, actor, { name: 'identity.invitation_revoked', subjectId: String(id), data: { email: open.email } })
  return open.email
}

/** The open invitation that a link stands for. Undefined when it is unknown, used, revoked, or its time is over. */
export async function invitationOf(db: Db | Tx, token: string): Promise<Invitation | undefined> {
  const row = await db
    .selectFrom('identity.invitation')
    .selectAll()
    .where('token_hash', '=', tokenHash(token))
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', nowDate())
    .executeTakeFirst()
  return row && invitationFrom(row)
}

/** An invitation that is neither used nor taken back. */
export async function findOpenInvitation(db: Db | Tx, id: number): Promise<Invitation | undefined> {
  const row = await db
    .selectFrom('identity.invitation')
    .selectAll()
    .where('id', '=', id)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row && invitationFrom(row)
}

/** Open invitations, the newest first. */
export async function openInvitations(db: Db): Promise<readonly Invitation[]> {
  const rows = await db
    .selectFrom('identity.invitation')
    .selectAll()
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
  return rows.map(invitationFrom)
}

/**
 * Joins by a link: makes the person (or gives back access) with the password whose hash is given, once.
 * Throws Conflict when the link has been used or taken back meanwhile. Returns the person's id.
 */
export async function acceptInvitation(
  tx: Tx,
  token: string,
  joining: Pick<NewPerson, 'name' | 'locale' | 'timeZone'> & {
    readonly hash: string
    readonly ip?: string | undefined
  },
): Promise<string> {
  await lockPeople(tx)
  const taken = await tx
    .updateTable('identity.invitation')
    .set({ accepted_at: nowDate() })
    .where('token_hash', '=', tokenHash(token))
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', nowDate())
    .returningAll()
    .executeTakeFirst()
  if (!taken) throw new Conflict('identity:invitation.over')
  const id = taken.staff_id ? await comeBack(tx, taken.staff_id) : await join(tx, taken, joining)
  if (!id) throw new Conflict('identity:invitation.over')
  await setPasswordHash(tx, id, joining.hash)
  const deed = taken.staff_id ? 'identity.access_renewed' : 'identity.person_joined'
  const { ip } = joining
  await record(
    tx,
    { kind: 'staff', id, ...(ip && { ip }) },
    { name: deed, subjectId: id, data: { name: joining.name } },
  )
  return id
}

function join(tx: Tx, row: Row, joining: Pick<NewPerson, 'name' | 'locale' | 'timeZone'>): Promise<string | undefined> {
  const { name, locale, timeZone } = joining
  return addPerson(tx, { name, locale, timeZone, email: row.email, roles: row.roles })
}

// Who comes back has lost what they signed in with: whoever found it must not get in.
async function comeBack(tx: Tx, staffId: string): Promise<string | undefined> {
  if (!(await isPresent(tx, staffId))) return undefined
  await forgetSignIns(tx, staffId)
  return staffId
}

/** The secret part of an invitation's link, derived so that it is kept nowhere. Undefined when it is no longer open. */
export async function invitationToken(db: Db | Tx, secret: string, id: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('identity.invitation')
    .select('seed')
    .where('id', '=', id)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row && tokenOf(secret, row.seed)
}

type Row = Selectable<InvitationTable>

async function findOpen(tx: Tx, id: number): Promise<Invitation> {
  const open = await findOpenInvitation(tx, id)
  if (!open) throw new NotFound('invitation')
  return open
}

async function writeInvitation(
  tx: Tx,
  actor: StaffActor,
  secret: string,
  input: Pick<Invitation, 'email' | 'roles'> & { readonly staffId?: string | undefined },
): Promise<number> {
  const at = nowDate()
  const seed = newSeed()
  await tx
    .updateTable('identity.invitation')
    .set({ revoked_at: at })
    .where('email', '=', input.email)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute()
  const { id } = await tx
    .insertInto('identity.invitation')
    .values({
      email: input.email,
      roles: [...input.roles],
      staff_id: input.staffId ?? null,
      seed,
      token_hash: tokenHash(tokenOf(secret, seed)),
      invited_by: actor.id,
      created_at: at,
      expires_at: new Date(at.getTime() + validDays * 86_400_000),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

function tokenOf(secret: string, seed: string): string {
  return linkToken('invitation', secret, seed)
}

function invitationFrom(row: Row): Invitation {
  const { id, email, roles, staff_id, invited_by, created_at, expires_at } = row
  return {
    id,
    email,
    roles,
    staffId: staff_id ?? undefined,
    invitedBy: invited_by,
    createdAt: created_at,
    expiresAt: expires_at,
  }
}
