import { getAuthenticatorName } from '@better-auth/passkey'
import type { Db, Tx } from '../../platform/db.ts'
import { NotFound } from '../../platform/errors.ts'
import { refuseLate } from '../../web/was.ts'
import { record, type StaffActor } from '../activity/index.ts'

/** A passkey as its owner sees it. */
export interface Passkey {
  readonly id: string
  /** As named by the owner, else the name of what keeps it, else undefined. */
  readonly name: string | undefined
  readonly since: Date | undefined
}

/** The person's passkeys, the oldest first. */
export async function passkeysOf(db: Db, staffId: string): Promise<readonly Passkey[]> {
  const rows = await db
    .selectFrom('identity.passkey')
    .select(['id', 'name', 'aaguid', 'created_at'])
    .where('user_id', '=', staffId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(row => ({
    id: row.id,
    name: shownName(row),
    since: row.created_at ?? undefined,
  }))
}

function shownName({ name, aaguid }: { readonly name: string | null; readonly aaguid: string | null }) {
  return name || getAuthenticatorName(aaguid ?? undefined)
}

/**
 * Calls the person's passkey by another name. Throws NotFound when it is not theirs, Conflict when it has another name than
 * the form showed (`was`).
 */
export async function renamePasskey(
  tx: Tx,
  actor: StaffActor,
  passkey: { readonly id: string; readonly was: string | undefined },
  name: string,
): Promise<void> {
  const before = await tx
    .selectFrom('identity.passkey')
    .select(['name', 'aaguid'])
    .where('id', '=', passkey.id)
    .where('user_id', '=', actor.id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!before) throw new NotFound('passkey')
  refuseLate(passkey.was, shownName(before))
  await tx.updateTable('identity.passkey').set({ name }).where('id', '=', passkey.id).execute()
  const data = { from: shownName(before) ?? '', name }
  await record(tx, actor, { name: 'identity.passkey_renamed', subjectId: actor.id, data })
}

/** Removes the person's passkey. Throws NotFound when it is not theirs. */
export async function removePasskey(tx: Tx, actor: StaffActor, id: string): Promise<void> {
  const removed = await tx
    .deleteFrom('identity.passkey')
    .where('id', '=', id)
    .where('user_id', '=', actor.id)
    .returning('name')
    .executeTakeFirst()
  if (!removed) throw new NotFound('passkey')
  await record(tx, actor, { name: 'identity.passkey_removed', subjectId: actor.id, data: { name: removed.name ?? '' } })
}
