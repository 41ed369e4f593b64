import { randomBytes } from 'node:crypto'
import { nowDate } from '../../platform/clock.ts'
import { type Db, lock, type Tx } from '../../platform/db.ts'
import { Conflict, NotFound } from '../../platform/errors.ts'
import { publish } from '../../platform/live.ts'
import { refuseLate } from '../../web/was.ts'
import { type Actor, record } from '../activity/index.ts'

/** What an app shows to be let in. Not a secret: browsers carry it. */
export interface WriteKey {
  readonly id: number
  readonly name: string
  readonly key: string
  /** The key that this one takes over from. */
  readonly replaces_id: number | null
  readonly created_at: Date
  readonly revoked_at: Date | null
  readonly last_used_at: Date | null
}

/** The topic that tells all processes to read the keys again. */
export const keysTopic = 'events.keys'

/** All keys, valid ones first, newest first. */
export async function listKeys(db: Db): Promise<readonly WriteKey[]> {
  return db
    .selectFrom('events.write_key')
    .select(['id', 'name', 'key', 'replaces_id', 'created_at', 'revoked_at', 'last_used_at'])
    .orderBy(eb => eb('revoked_at', 'is not', null))
    .orderBy('id', 'desc')
    .execute()
}

/** The key with this id. Throws NotFound. */
export async function findKey(db: Db | Tx, id: number): Promise<WriteKey> {
  const found = await db.selectFrom('events.write_key').selectAll().where('id', '=', id).executeTakeFirst()
  if (!found) throw new NotFound(`write key ${id}`)
  return found
}

/** Makes a key. With `replacesId` it takes over from another one, which stays valid until it is revoked. */
export async function createKey(
  tx: Tx,
  actor: Actor,
  input: { readonly name: string; readonly replacesId?: number },
): Promise<WriteKey> {
  const made = await insertKey(tx, actor, { ...input, key: newKey() })
  const name = input.replacesId ? ('events.key_rotated' as const) : ('events.key_created' as const)
  await record(tx, actor, { name, subjectId: String(made.id), data: { name: made.name } })
  await publish(tx, [keysTopic])
  return made
}

/** 24 letters and digits (142 bits), so that a double click takes all of it. */
function newKey(): string {
  return randomBytes(48).toString('base64').replaceAll(/[+/=]/g, '').slice(0, 24)
}

function insertKey(
  tx: Tx,
  actor: Actor,
  input: { readonly name: string; readonly key: string; readonly replacesId?: number },
): Promise<WriteKey> {
  return tx
    .insertInto('events.write_key')
    .values({
      name: input.name,
      key: input.key,
      replaces_id: input.replacesId ?? null,
      created_by: actor.kind === 'staff' ? actor.id : null,
      created_at: nowDate(),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Gives a valid key a new value under the same name; the old value stays valid until it is revoked. Throws Conflict when it is revoked. */
export async function rotateKey(tx: Tx, actor: Actor, id: number): Promise<WriteKey> {
  const old = await findKey(tx, id)
  if (old.revoked_at) throw new Conflict('events:keys.alreadyRevoked')
  return createKey(tx, actor, { name: old.name, replacesId: id })
}

/** Calls a key something else. Throws Conflict when it has another name than the form showed (`was`), NotFound. */
export async function renameKey(
  tx: Tx,
  actor: Actor,
  { id, was }: { readonly id: number; readonly was: string | undefined },
  name: string,
): Promise<void> {
  await lock(tx, 'events.write_key', id)
  const old = await findKey(tx, id)
  refuseLate(was, old.name)
  await tx.updateTable('events.write_key').set({ name }).where('id', '=', id).execute()
  await record(tx, actor, { name: 'events.key_renamed', subjectId: String(id), data: { from: old.name, name } })
}

/** Makes a key invalid, for good: what is sent with it is refused from now on. Throws Conflict when it is already. */
export async function revokeKey(tx: Tx, actor: Actor, id: number): Promise<void> {
  const old = await findKey(tx, id)
  if (old.revoked_at) throw new Conflict('events:keys.alreadyRevoked')
  await tx.updateTable('events.write_key').set({ revoked_at: nowDate() }).where('id', '=', id).execute()
  await record(tx, actor, { name: 'events.key_revoked', subjectId: String(id), data: { name: old.name } })
  await publish(tx, [keysTopic])
}

/** Makes the key that the environment names, once; a revoked one stays revoked. */
export async function ensureKey(tx: Tx, actor: Actor, key: string, name: string): Promise<void> {
  const made = await tx
    .insertInto('events.write_key')
    .values({ name, key, replaces_id: null, created_at: nowDate() })
    .onConflict(conflict => conflict.column('key').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) return
  await record(tx, actor, { name: 'events.key_created', subjectId: String(made.id), data: { name } })
  await publish(tx, [keysTopic])
}
