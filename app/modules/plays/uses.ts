import { type RawBuilder, sql } from 'kysely'
import { href, paths } from '../../paths.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { SegmentUse, SegmentUses } from '../../web/module.ts'
import { segmentsAsking } from '../segments/index.ts'
import { type Definition, readDefinition } from './definition/definition.ts'
import { playsOf, segmentsOf } from './definition/known.ts'

/** Which plays speak of a segment: their draft, what is published, or what somebody is still going through. */
export const playsWithSegment: SegmentUses = async (db, segmentId) => {
  const rows = await playDefinitions(db, sql`p.state <> 'archived'`)
  const using = rows.filter(row => row.definition && segmentsOf(row.definition).includes(segmentId))
  const names = new Map(using.map(row => [row.id, row.name]))
  return [...names].map(([id, name]) => ({ label: name, href: href(paths.play, { id }) }))
}

/** All segments that these plays (`p`) speak of. */
export async function segmentsOfPlays(db: Db | Tx, which: RawBuilder<unknown>): Promise<readonly number[]> {
  const rows = await playDefinitions(db, which)
  return [...new Set(rows.flatMap(row => (row.definition ? segmentsOf(row.definition) : [])))]
}

/** All plays that these plays (`p`) ask about. */
export async function playsOfPlays(db: Db | Tx, which: RawBuilder<unknown>): Promise<readonly number[]> {
  const rows = await playDefinitions(db, which)
  return [...new Set(rows.flatMap(row => (row.definition ? playsOf(row.definition) : [])))]
}

/** Which segments, and which other plays, ask about a play. */
export async function usesOfPlay(db: Db, playId: number): Promise<readonly SegmentUse[]> {
  const speaking = sql`jsonb_path_exists(
    said.definition, 'strict $.** ? (@.kind == "play" && @.play == $id)', jsonb_build_object('id', ${playId}::bigint))`
  const rows = await playDefinitions(db, sql`p.state <> 'archived' and p.id <> ${playId} and ${speaking}`)
  const asking = rows.filter(row => row.definition && playsOf(row.definition).includes(playId))
  const plays = new Map(asking.map(row => [row.id, row.name]))
  return [
    ...(await segmentsAsking(db, playId)),
    ...[...plays].map(([id, name]) => ({ label: name, href: href(paths.play, { id }) })),
  ]
}

/** What these plays (`p`) say: their draft, what is on now (`said.on_now`), and what somebody still goes through. */
export async function playDefinitions(db: Db | Tx, which: RawBuilder<unknown>) {
  const { rows } = await sql<{ id: number; name: string; definition: unknown }>`
    select p.id, p.name, said.definition
    from plays.play p
    cross join lateral (
      select p.draft as definition, false as on_now
      union all
      select v.definition, v.id = p.live_version_id from plays.play_version v
      where v.play_id = p.id and (
        v.id = p.live_version_id
        or exists (select from plays.enrollment e where e.version_id = v.id and e.ended_at is null)
      )
    ) said
    where ${which} order by p.name, p.id`.execute(db)
  return rows.map(row => ({ ...row, definition: read(row.definition) }))
}

/** What cannot be read speaks of nothing that could be found in it. */
function read(stored: unknown): Definition | undefined {
  try {
    return readDefinition(stored)
  } catch {
    return undefined
  }
}
