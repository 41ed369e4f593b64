import { sql } from 'kysely'
import { type Db, lock, lockShared, type Tx } from '../../platform/db.ts'
import { Invalid } from '../../platform/errors.ts'
import type { Offers } from '../../web/module.ts'
import type { About } from './about.ts'
import { type Group, leavesBy, playsIn } from './conditions/condition.ts'

const referenceLock = 'segments.reference'
const askingLock = 'segments.asking'

/**
 * Remembers of which segments and plays a segment speaks. Throws Invalid (field `condition`) for a circle, for what is not there,
 * and for segments of accounts where those of contacts belong.
 */
export async function saveReferences(
  tx: Tx,
  offers: Pick<Offers, 'plays'>,
  segment: { readonly id: number; readonly about: About },
  condition: Group,
): Promise<void> {
  const uses = leavesBy(condition, segment.about).flatMap(({ about: of, leaf }) =>
    leaf.kind === 'segment' ? [{ id: leaf.segment, about: of }] : [],
  )
  const plays = playsIn(condition)
  await tx.deleteFrom('segments.reference').where('segment_id', '=', segment.id).execute()
  await tx.deleteFrom('segments.play_reference').where('segment_id', '=', segment.id).execute()
  if (uses.length === 0 && plays.length === 0) return
  // Two people could each add half of a circle at the same time.
  await holdReferences(tx)
  await saveSegments(tx, segment.id, uses)
  await savePlays(tx, offers, segment.id, plays)
}

/** Nobody else makes a segment speak of others, or of plays, until `tx` ends. */
export async function holdReferences(tx: Tx): Promise<void> {
  await lock(tx, referenceLock)
}

async function saveSegments(
  tx: Tx,
  id: number,
  uses: readonly { readonly id: number; readonly about: About }[],
): Promise<void> {
  const ids = uses.map(use => use.id)
  const { rows } = await sql<{ gone: boolean; other: boolean; circle: boolean }>`
    with recursive reached (id) as (
      select unnest(${ids}::bigint[])
      union
      select r.uses_id from reached join segments.reference r on r.segment_id = reached.id
    )
    select bool_or(s.id is null) as gone, bool_or(s.about <> uses.about) as other,
           exists (select from reached where id = ${id}) as circle
    from unnest(${ids}::bigint[], ${uses.map(use => use.about)}::text[]) as uses (id, about)
    left join segments.segment s on s.id = uses.id`.execute(tx)
  const [found] = rows
  if (found?.circle) throw new Invalid({ condition: 'segments:error.circle' })
  if (found?.gone) throw new Invalid({ condition: 'segments:error.segmentUnknown' })
  if (found?.other) throw new Invalid({ condition: 'segments:error.segmentOther' })
  await sql`
    insert into segments.reference (segment_id, uses_id)
    select distinct ${id}::bigint, uses_id from unnest(${ids}::bigint[]) uses_id`.execute(tx)
}

/** A play that begins or ends by the segment must not be asked about by it: accounts would enter and leave for ever. */
async function savePlays(
  tx: Tx,
  { plays }: Pick<Offers, 'plays'>,
  id: number,
  playIds: readonly number[],
): Promise<void> {
  if (playIds.length > 0) {
    const known = new Set((await plays?.names(tx))?.map(play => play.id))
    if (playIds.some(play => !known.has(play))) throw new Invalid({ condition: 'segments:error.playGone' })
    await sql`
      insert into segments.play_reference (segment_id, play_id)
      select ${id}, unnest(${playIds}::bigint[])`.execute(tx)
  }
  const asked = await playsBehind(tx, [id])
  if (asked.length === 0 || !plays) return
  const driven = await plays.drivenBy(tx, await segmentsAbove(tx, id))
  if (driven.some(play => asked.includes(play))) throw new Invalid({ condition: 'segments:error.playCircle' })
}

/** The plays that these segments ask about, directly or through others. */
export async function playsBehind(db: Db | Tx, segmentIds: readonly number[]): Promise<readonly number[]> {
  if (segmentIds.length === 0) return []
  const { rows } = await sql<{ play_id: number }>`
    with recursive reached (id) as (
      select unnest(${segmentIds}::bigint[])
      union
      select r.uses_id from reached join segments.reference r on r.segment_id = reached.id
    )
    select distinct p.play_id from reached join segments.play_reference p on p.segment_id = reached.id`.execute(db)
  return rows.map(row => row.play_id)
}

/** The segment and all that speak of it, directly or through others. */
async function segmentsAbove(tx: Tx, id: number): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    with recursive reached (id) as (
      select ${id}::bigint
      union
      select r.segment_id from reached join segments.reference r on r.uses_id = reached.id
    )
    select id from reached`.execute(tx)
  return rows.map(row => row.id)
}

/**
 * The plays that any segment asks about. A segment that begins to ask after this is looked at after `tx` has ended, so that what
 * `tx` writes is not overlooked.
 */
export async function playsAskedAbout(tx: Tx): Promise<readonly number[]> {
  await lockShared(tx, askingLock)
  const { rows } = await sql<{ play_id: number }>`select distinct play_id from segments.play_reference`.execute(tx)
  return rows.map(row => row.play_id)
}

/** Waits for those who did not know yet that the segment asks, if it asks about plays at all. In a `tx` of its own: it holds nothing. */
export async function waitForUnaware(tx: Tx, segmentId: number): Promise<void> {
  const { rows } = await sql`select from segments.play_reference where segment_id = ${segmentId} limit 1`.execute(tx)
  if (rows.length > 0) await lock(tx, askingLock)
}
