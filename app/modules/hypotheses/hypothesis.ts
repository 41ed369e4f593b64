import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../platform/errors.ts'
import { refuseLate } from '../../web/was.ts'
import { type Actor, record } from '../activity/index.ts'
import type { State } from './tables.ts'

export interface HypothesisInput {
  /** What is believed, in a sentence. */
  readonly statement: string
  /** Why. */
  readonly reason: string | null
  /** About whom: a segment of accounts, or in words. */
  readonly segmentId: number | null
  readonly about: string | null
}

/** Records what somebody believes; it is open. Returns its id. Throws Invalid for a segment that is not there, or not of accounts. */
export async function createHypothesis(
  tx: Tx,
  actor: Actor,
  input: HypothesisInput,
  more: { readonly at?: Date; readonly sample?: boolean } = {},
): Promise<number> {
  await holdSegment(tx, input.segmentId)
  const { id } = await tx
    .insertInto('hypotheses.hypothesis')
    .values({
      ...columnsOf(input),
      created_by: staffOf(actor),
      created_at: more.at ?? nowDate(),
      sample: more.sample ?? false,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tell(tx, actor, 'hypotheses.hypothesis_made', id, more)
  return id
}

/** Changes what the page of the `version` showed. Throws Conflict when somebody else changed it meanwhile, Invalid as above. */
export async function changeHypothesis(
  tx: Tx,
  actor: Actor,
  { id, version }: { readonly id: number; readonly version: number },
  input: HypothesisInput,
): Promise<void> {
  await holdSegment(tx, input.segmentId)
  const changed = await tx
    .updateTable('hypotheses.hypothesis')
    .set(eb => ({ ...columnsOf(input), version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('version', '=', version)
    .returning('sample')
    .executeTakeFirst()
  if (!changed) throw new Conflict('hypotheses:form.changedMeanwhile')
  await tell(tx, actor, 'hypotheses.hypothesis_changed', id, changed)
}

/**
 * Says what has become of it, with a reason if there is one. Throws NotFound without it, Conflict when it is no longer in the
 * state the page showed (`was`).
 */
export async function judgeHypothesis(
  tx: Tx,
  actor: Actor,
  id: number,
  judgement: { readonly state: State; readonly note: string | null },
  more: { readonly was?: string | undefined; readonly at?: Date } = {},
): Promise<void> {
  const now = await lockHypothesis(tx, id)
  refuseLate(more.was, now.state)
  await tx
    .insertInto('hypotheses.judgement')
    .values({ hypothesis_id: id, ...judgement, staff_id: staffOf(actor), at: more.at ?? nowDate() })
    .execute()
  await tx.updateTable('hypotheses.hypothesis').set({ state: judgement.state }).where('id', '=', id).execute()
  const { at } = more
  await tell(tx, actor, `hypotheses.judged_${judgement.state}`, id, { sample: now.sample, ...(at && { at }) })
}

/** Removes it with its evidence. Throws NotFound without it. */
export async function removeHypothesis(tx: Tx, actor: Actor, id: number): Promise<void> {
  const { sample } = await lockHypothesis(tx, id)
  await tx.deleteFrom('hypotheses.hypothesis').where('id', '=', id).execute()
  await tell(tx, actor, 'hypotheses.hypothesis_removed', id, { sample })
}

/** Has a play stand on it. Nothing happens when it does already. Throws NotFound without either. */
export async function linkPlay(tx: Tx, actor: Actor, id: number, playId: number, at = nowDate()): Promise<void> {
  const { sample } = await lockHypothesis(tx, id)
  const play = await tx.selectFrom('plays.play_fact').select('play_id').where('play_id', '=', playId).executeTakeFirst()
  if (!play) throw new NotFound(`play ${playId}`)
  const linked = await tx
    .insertInto('hypotheses.play_link')
    .values({ hypothesis_id: id, play_id: playId, staff_id: staffOf(actor), at })
    .onConflict(conflict => conflict.columns(['hypothesis_id', 'play_id']).doNothing())
    .returning('play_id')
    .executeTakeFirst()
  if (linked) await tell(tx, actor, 'hypotheses.play_linked', id, { at, sample })
}

/** Takes that back. Throws NotFound without the hypothesis. */
export async function unlinkPlay(tx: Tx, actor: Actor, id: number, playId: number): Promise<void> {
  const { sample } = await lockHypothesis(tx, id)
  const gone = await tx
    .deleteFrom('hypotheses.play_link')
    .where('hypothesis_id', '=', id)
    .where('play_id', '=', playId)
    .returning('play_id')
    .executeTakeFirst()
  if (gone) await tell(tx, actor, 'hypotheses.play_unlinked', id, { sample })
}

/** Sees to it that nobody else judges or removes it until `tx` ends. Throws NotFound without it. */
export async function lockHypothesis(tx: Tx, id: number): Promise<{ readonly state: State; readonly sample: boolean }> {
  const row = await tx
    .selectFrom('hypotheses.hypothesis')
    .select(['state', 'sample'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new NotFound(`hypothesis ${id}`)
  return row
}

/** Sees to it that nobody deletes the segment until `tx` ends. */
async function holdSegment(tx: Tx, id: number | null): Promise<void> {
  if (id === null) return
  const { rows } = await sql`
    select from segments.segment_fact where segment_id = ${id} and about = 'account' for key share`.execute(tx)
  if (rows.length === 0) throw new Invalid({ segmentId: 'hypotheses:form.noSegment' })
}

/** Who acts, where it is a person. */
export function staffOf(actor: Actor): string | null {
  return actor.kind === 'staff' ? actor.id : null
}

/** By its number: what it says may name somebody who is erased one day. */
export async function tell(
  tx: Tx,
  actor: Actor,
  name: `hypotheses.${string}`,
  id: number,
  more: { readonly at?: Date; readonly sample?: boolean } = {},
): Promise<void> {
  const { at, sample } = more
  await record(tx, actor, {
    name,
    subjectId: String(id),
    data: { number: id },
    ...(at && { at }),
    ...(sample === undefined ? {} : { sample }),
  })
}

function columnsOf({ statement, reason, segmentId, about }: HypothesisInput) {
  return { statement, reason, segment_id: segmentId, about }
}
