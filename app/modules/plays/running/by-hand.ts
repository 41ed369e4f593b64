import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { Conflict, NotFound } from '../../../platform/errors.ts'
import type { PlayAbout } from '../../../web/play-kinds.ts'
import type { Services } from '../../../web/services.ts'
import { record, type StaffActor } from '../../activity/index.ts'
import { holdMany } from '../../customers/index.ts'
import { loadVersions } from '../engine/versions.ts'
import { type Started, startCandidates } from '../starting/start.ts'

/** More are not started at once by hand: that is what triggers are for. */
export const mostByHand = 20_000

/** Whom somebody sends through a play. */
export interface ByHand {
  readonly about: PlayAbout
  readonly ids: readonly number[]
  readonly despite: boolean
}

/**
 * Sends these accounts (contacts, of a play about contacts) through a play, as far as its audience and re-entry admit. Who is
 * held out stays out, unless `despite` says to send them all the same: they stay in their arm. Throws NotFound, and Conflict
 * when the play is not on.
 */
export async function startByHand(
  tx: Tx,
  services: Services,
  actor: StaffActor,
  playId: number,
  { about, ids, despite }: ByHand,
): Promise<Started> {
  const play = await tx
    .selectFrom('plays.play')
    .select(['name', 'about', 'state', 'sample', 'live_version_id'])
    .where('id', '=', playId)
    // Else another version could be published before anybody is started by this one.
    .forKeyShare()
    .executeTakeFirst()
  if (play?.about !== about) throw new NotFound(`play ${playId}`)
  const version = (await loadVersions(tx, [play.live_version_id ?? 0])).get(play.live_version_id ?? 0)
  if (play.state !== 'live' || !version) throw new Conflict('plays:form.notLive')
  const contacts = about === 'contact'
  await holdMany(tx, { contactIds: contacts ? ids : [], accountIds: contacts ? [] : ids })
  const at = nowDate()
  const candidates = ids.map(id => ({
    accountId: contacts ? null : id,
    contactId: contacts ? id : null,
    key: `by_hand ${at.getTime()}`,
    cause: { staff: actor.id, at: at.toISOString() },
  }))
  const started = await startCandidates(tx, services, version, candidates, { despite })
  const [only] = ids
  await record(tx, actor, {
    name: 'plays.started_by_hand',
    subjectId: String(playId),
    ...(only !== undefined && ids.length === 1 && (contacts ? { contactId: only } : { accountId: only })),
    data: { name: play.name, ...started },
    sample: play.sample,
  })
  return started
}

/** The members of a segment, one more than may be started at most. */
export async function membersOf(db: Db, about: PlayAbout, segmentId: number): Promise<readonly number[]> {
  const contacts = about === 'contact'
  const { rows } = await sql<{ id: number }>`
    select ${sql.id(contacts ? 'contact_id' : 'account_id')} as id
    from ${sql.table(contacts ? 'segments.contact_membership_fact' : 'segments.membership_fact')}
    where segment_id = ${segmentId} order by 1 limit ${mostByHand + 1}`.execute(db)
  return rows.map(row => row.id)
}

/** What was pasted, looked up; and what nobody goes by. */
export interface Looked {
  readonly ids: readonly number[]
  readonly unknown: readonly string[]
}

/** The accounts (contacts) with these ids of the company's own; contacts also by their mail address. */
export async function lookUp(db: Db, about: PlayAbout, texts: readonly string[]): Promise<Looked> {
  const asked = [...new Set(texts)]
  if (asked.length === 0) return { ids: [], unknown: [] }
  const { rows } =
    about === 'account'
      ? await sql<{ id: number; known: readonly string[] }>`
          select account_id as id, array[external_id] as known from customers.account_fact
          where external_id = any(${asked}::text[])`.execute(db)
      : await sql<{ id: number; known: readonly string[] }>`
          select contact_id as id, array[external_id, lower(email)] as known from customers.contact_fact
          where external_id = any(${asked}::text[])
             or lower(email) = any(${asked.map(text => text.toLowerCase())}::text[])`.execute(db)
  const known = new Set(rows.flatMap(row => row.known))
  return {
    ids: [...new Set(rows.map(row => row.id))],
    unknown: asked.filter(text => !known.has(text) && !known.has(text.toLowerCase())),
  }
}
