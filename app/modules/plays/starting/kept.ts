import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Candidate } from '../../../web/play-kinds.ts'

/** So many days a play that cannot start anybody keeps whom it heard of. */
export const keptDays = 7
/** And so many of them, the latest. */
export const mostKept = 100_000
/** So many days its page tells that some were given up. */
export const givenUpDays = 30

const batchSize = 5000

export interface Keeping {
  /** It was their case already when the play was published. */
  readonly standing?: boolean
  /** More may come, without end: only so many are kept. */
  readonly bounded?: boolean
}

/** Keeps candidates of a play, in their order, to be started afterwards. */
export async function keepCandidates(
  tx: Tx,
  playId: number,
  candidates: readonly Candidate[],
  { standing = false, bounded = false }: Keeping = {},
): Promise<void> {
  for (let at = 0; at < candidates.length; at += batchSize) {
    const some = candidates.slice(at, at + batchSize)
    await sql`
      insert into plays.candidate (play_id, account_id, contact_id, key, cause, standing, found_at)
      select ${playId}, n.account_id, n.contact_id, n.key, n.cause::jsonb, ${standing}, ${nowDate()}
      from unnest(
        ${some.map(one => one.accountId)}::bigint[], ${some.map(one => one.contactId)}::bigint[],
        ${some.map(one => one.key)}::text[], ${some.map(one => JSON.stringify(one.cause))}::text[]
      ) with ordinality as n (account_id, contact_id, key, cause, place) order by n.place`.execute(tx)
  }
  if (!bounded) return
  await giveUp(
    tx,
    playId,
    sql`id <= (select k.id from plays.candidate k where k.play_id = ${playId} order by k.id desc offset ${mostKept} limit 1)`,
  )
}

/** Of these plays, those that have candidates who wait. */
export async function whoKeeps(tx: Tx, playIds: readonly number[]): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ id: number }>`
    select p.id from unnest(${playIds}::bigint[]) as p (id)
    where exists (select from plays.candidate c where c.play_id = p.id)`.execute(tx)
  return new Set(rows.map(row => row.id))
}

/** Gives up candidates who could not be started for too long; the play says how many. */
export async function giveUpOld(tx: Tx, playId: number): Promise<void> {
  const before = new Date(nowDate().getTime() - keptDays * 86_400_000)
  // Looked at each turn: usually the first says that none is too old.
  const first = await tx
    .selectFrom('plays.candidate')
    .select('found_at')
    .where('play_id', '=', playId)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (first && first.found_at < before) await giveUp(tx, playId, sql`found_at < ${before}`)
}

/**
 * What was published anew starts those only who stand there now; with another trigger also nobody whom the former one heard of:
 * they are given up.
 */
export async function dropKept(tx: Tx, playId: number, which: 'standing' | 'all'): Promise<void> {
  await sql`delete from plays.candidate where play_id = ${playId} and standing`.execute(tx)
  if (which === 'all') await giveUp(tx, playId, sql`true`)
}

/** What was wrong may be put right: they are not left until it is time to try again. */
export async function tryKeptAgain(tx: Tx, playId: number): Promise<void> {
  await tx
    .updateTable('plays.candidate')
    .set({ again_at: null })
    .where('play_id', '=', playId)
    .where('again_at', 'is not', null)
    .execute()
  await tx.updateTable('plays.play').set({ start_again_at: null }).where('id', '=', playId).execute()
}

async function giveUp(tx: Tx, playId: number, which: ReturnType<typeof sql>): Promise<void> {
  const { numAffectedRows = 0n } = await sql`
    delete from plays.candidate where play_id = ${playId} and ${which}`.execute(tx)
  if (numAffectedRows === 0n) return
  const at = nowDate()
  const before = new Date(at.getTime() - givenUpDays * 86_400_000)
  await sql`
    update plays.play
    set given_up = case when given_up_at > ${before} then given_up else 0 end + ${Number(numAffectedRows)}::int,
        given_up_at = ${at}
    where id = ${playId}`.execute(tx)
}
