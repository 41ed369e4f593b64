import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { noteTurned, type Turned } from './asked.ts'
import { compileSteps } from './definition/compile.ts'
import { type Definition, definitionIn, readDefinition } from './definition/definition.ts'
import { allSteps } from './definition/steps.ts'

interface Target {
  readonly playId: number
  readonly versionId: number
}

/**
 * Moves all who are under way in a play to a version: to the step they are at, where it is still there, else to the next one
 * on their way that is, else they have finished. Who waits at a step that stayed the same goes on waiting. Who went on to another
 * step meanwhile is moved from there.
 */
export async function moveUnderWay(tx: Tx, target: Target): Promise<void> {
  let places = await placesOf(tx, target)
  if (places.length === 0) return
  const { definition } = await tx
    .selectFrom('plays.play_version')
    .select('definition')
    .where('id', '=', target.versionId)
    .executeTakeFirstOrThrow()
  const into = readDefinition(definition)
  for (; places.length > 0; places = await placesOf(tx, target)) {
    const moves = places.map(place => ({ ...place, ...destination(definitionIn(place.definition), place.step, into) }))
    await writeMoves(tx, target, moves)
  }
}

/** Where those under way in other versions are. */
async function placesOf(tx: Tx, { playId, versionId }: Target) {
  const { rows } = await sql<{ version_id: number; step: string; definition: unknown }>`
    select at.version_id, at.step, v.definition
    from (
      select distinct version_id, step from plays.enrollment
      where play_id = ${playId} and ended_at is null and version_id <> ${versionId}
    ) at join plays.play_version v on v.id = at.version_id`.execute(tx)
  return rows
}

interface Move {
  readonly version_id: number
  readonly step: string
  readonly into: string | null
  readonly same: boolean
}

async function writeMoves(tx: Tx, { playId, versionId }: Target, moves: readonly Move[]): Promise<void> {
  const at = nowDate()
  const { rows } = await sql<Turned>`
    with moved as (
      update plays.enrollment e
      set version_id = ${versionId}, step = n.into_step, passages = e.passages + 1,
          wake_at = case when n.same then e.wake_at when e.held_wake_at is null and n.into_step is not null then ${at}::timestamptz end,
          held_wake_at = case when n.into_step is null or e.held_wake_at is null then null when n.same then e.held_wake_at else ${at} end,
          waiting = case when n.same then e.waiting end,
          waiting_since = case when n.same then e.waiting_since end,
          waiting_limit = case when n.same then e.waiting_limit end,
          ended_at = case when n.into_step is null then ${at}::timestamptz end,
          ended_by = case when n.into_step is null then 'moved' end
      from unnest(
        ${moves.map(move => move.version_id)}::bigint[], ${moves.map(move => move.step)}::text[],
        ${moves.map(move => move.into)}::text[], ${moves.map(move => move.same)}::boolean[]
      ) as n (version_id, from_step, into_step, same)
      where e.play_id = ${playId} and e.ended_at is null and e.version_id = n.version_id and e.step = n.from_step
      returning e.id, e.account_id, e.passages, n.from_step, n.into_step
    ), told as (
      insert into plays.passage (enrollment_id, number, at, step, what, detail)
      select id, passages, ${at}, from_step, 'moved', jsonb_build_object('version', ${versionId}::bigint, 'into', into_step)
      from moved
    )
    select ${playId}::bigint as "playId", account_id as "accountId" from moved where into_step is null`.execute(tx)
  await noteTurned(tx, rows)
}

/** Where who is at a step of one version goes on in another; `same` when they can go on waiting. */
function destination(from: Definition | undefined, step: string, into: Definition) {
  // Where nobody can say any more what was on the way, it begins anew.
  if (!from) return { into: compileSteps(into).first, same: false }
  const there = new Map(allSteps(into.steps).map(one => [one.id, JSON.stringify(one)]))
  const here = new Map(allSteps(from.steps).map(one => [one.id, JSON.stringify(one)]))
  const { nodes } = compileSteps(from)
  let next: string | null = step
  while (next !== null && !there.has(next)) next = nodes.get(next)?.next ?? null
  return { into: next, same: next === step && there.get(step) === here.get(step) }
}
