import { nowDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { NotFound } from '../../platform/errors.ts'
import { record, type StaffActor } from '../activity/index.ts'
import { idleDays } from './visit.ts'

/** One place where a person is signed in. */
export interface Session {
  readonly id: string
  readonly ip: string | undefined
  readonly userAgent: string
  readonly since: Date
  readonly seen: Date
  /** The one that asks. */
  readonly current: boolean
}

/** Where the person is signed in, the most recently used first; `token` is that of the session that asks. */
export async function sessionsOf(db: Db, staffId: string, token: string | undefined): Promise<readonly Session[]> {
  const now = nowDate()
  const rows = await db
    .selectFrom('identity.session')
    .selectAll()
    .where('user_id', '=', staffId)
    .where('expires_at', '>', now)
    .where('updated_at', '>', new Date(now.getTime() - idleDays * 86_400_000))
    .orderBy('updated_at', 'desc')
    .orderBy('id')
    .limit(100)
    .execute()
  return rows.map(row => ({
    id: row.id,
    ip: row.ip_address || undefined,
    userAgent: row.user_agent ?? '',
    since: row.created_at,
    seen: row.updated_at,
    current: row.token === token,
  }))
}

/** Signs the person out in one place. Throws NotFound when that session is not theirs or is over. */
export async function endSession(tx: Tx, actor: StaffActor, id: string): Promise<void> {
  const ended = await tx
    .deleteFrom('identity.session')
    .where('id', '=', id)
    .where('user_id', '=', actor.id)
    .returning('id')
    .executeTakeFirst()
  if (!ended) throw new NotFound('session')
  await record(tx, actor, { name: 'identity.session_ended', subjectId: actor.id })
}

/** Signs the person out everywhere but where `token` is. */
export async function endOtherSessions(tx: Tx, actor: StaffActor, token: string): Promise<void> {
  await tx.deleteFrom('identity.session').where('user_id', '=', actor.id).where('token', '!=', token).execute()
  await record(tx, actor, { name: 'identity.other_sessions_ended', subjectId: actor.id })
}

/** Forgets a session whose cookie is being replaced or thrown away. */
export async function dropSession(db: Db | Tx, token: string): Promise<string | undefined> {
  const dropped = await db
    .deleteFrom('identity.session')
    .where('token', '=', token)
    .returning('user_id')
    .executeTakeFirst()
  return dropped?.user_id
}
