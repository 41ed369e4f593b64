import { nowDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../platform/errors.ts'
import type { SegmentUse } from '../../web/module.ts'
import type { Services } from '../../web/services.ts'
import { type Actor, record } from '../activity/index.ts'
import type { About } from './about.ts'
import { type Group, readCondition, writeCondition } from './conditions/condition.ts'
import { problemOf } from './conditions/facts.ts'
import { evaluationJob } from './evaluation/job-names.ts'
import { saveReferences } from './references.ts'
import { usesOfSegment } from './uses.ts'

/** What a person says about a segment. */
export interface SegmentInput {
  readonly name: string
  readonly description: string
  readonly condition: Group
}

/** Live topics: something about this segment (who is in it, how far it is computed), or about the list of them, changed. */
export const segmentTopic = (id: number) => `segment:${id}`
export const segmentsTopic = 'segments'

/**
 * Makes a segment, of accounts unless told otherwise, and has everybody evaluated; returns its id. Throws Invalid (field
 * `condition`) when the condition asks for what is not offered or speaks of a segment or play that is not there, or of others.
 */
export async function createSegment(
  tx: Tx,
  services: Services,
  actor: Actor,
  input: SegmentInput & { readonly about?: About; readonly sample?: boolean },
): Promise<number> {
  const about = input.about ?? 'account'
  const condition = checkedCondition(input.condition, about, services)
  const { id } = await tx
    .insertInto('segments.segment')
    .values({
      about,
      name: input.name,
      description: input.description,
      condition,
      created_by: actor.kind === 'staff' ? actor.id : null,
      sample: input.sample ?? false,
      created_at: nowDate(),
      updated_at: nowDate(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx.insertInto('segments.evaluation').values({ segment_id: id }).execute()
  await saveReferences(tx, services.offers, { id, about }, input.condition)
  await startEvaluation(tx, services, id)
  await record(tx, actor, { ...deed('created', id, input), sample: input.sample ?? false })
  return id
}

/**
 * Changes a segment of this version; everybody is evaluated anew when its condition is another. Throws Conflict when
 * somebody else changed it meanwhile, Invalid (field `condition`) as createSegment, also for a circle of segments.
 */
export async function changeSegment(
  tx: Tx,
  services: Services,
  actor: Actor,
  segment: { readonly id: number; readonly version: number },
  input: SegmentInput,
): Promise<void> {
  const before = await tx
    .selectFrom('segments.segment')
    .select(['about', 'version', 'condition_version', 'condition'])
    .where('id', '=', segment.id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!before) throw new NotFound(`segment ${segment.id}`)
  if (before.version !== segment.version) throw new Conflict('segments:form.changedMeanwhile')
  const condition = checkedCondition(input.condition, before.about, services)
  const old = readCondition(before.condition)
  const same = old !== undefined && writeCondition(old) === condition
  await tx
    .updateTable('segments.segment')
    .set({
      name: input.name,
      description: input.description,
      condition,
      version: before.version + 1,
      condition_version: before.condition_version + (same ? 0 : 1),
      updated_at: nowDate(),
    })
    .where('id', '=', segment.id)
    .execute()
  if (!same) {
    await saveReferences(tx, services.offers, { id: segment.id, about: before.about }, input.condition)
    await startEvaluation(tx, services, segment.id)
  }
  await services.live.publish(tx, [segmentTopic(segment.id), segmentsTopic])
  await record(tx, actor, deed('changed', segment.id, input))
}

/** Deletes a segment. Throws Conflict while another segment, or anything else that points at it, needs it. */
export async function deleteSegment(tx: Tx, services: Services, actor: Actor, id: number): Promise<void> {
  // Before the question, so that nobody who takes it into use meanwhile is overlooked.
  await tx.selectFrom('segments.segment').select('id').where('id', '=', id).forUpdate().execute()
  const uses = await usesOfSegment(tx, services.offers, id)
  if (uses.length > 0) throw new SegmentInUse(uses)
  try {
    const gone = await tx.deleteFrom('segments.segment').where('id', '=', id).returning('name').executeTakeFirst()
    if (!gone) throw new NotFound(`segment ${id}`)
    await record(tx, actor, deed('deleted', id, gone))
  } catch (error) {
    // A foreign key of another module: it needs the segment.
    if ((error as { code?: string }).code === '23503') throw new Conflict('segments:form.inUse')
    throw error
  }
}

/** Names those that need the segment. */
export class SegmentInUse extends Conflict {
  readonly uses: readonly SegmentUse[]

  constructor(uses: readonly SegmentUse[]) {
    super('segments:form.inUseBy')
    this.uses = uses
  }
}

function deed(what: 'created' | 'changed' | 'deleted', id: number, { name }: { readonly name: string }) {
  return { name: `segments.segment_${what}` as const, subjectId: String(id), data: { name } }
}

/** The condition as it is stored, always in the same words. Throws Invalid when it cannot be computed. */
function checkedCondition(condition: Group, about: About, services: Services): string {
  // What a program put together can be as wrong as what came from outside.
  const read = readCondition(JSON.parse(writeCondition(condition)))
  if (!read) throw new Invalid({ condition: 'segments:error.unreadable' })
  const problem = problemOf(read, about, services.offers)
  if (problem) throw new Invalid({ condition: `segments:error.${problem}` })
  return writeCondition(read)
}

async function startEvaluation(tx: Tx, services: Services, id: number): Promise<void> {
  await tx
    .updateTable('segments.evaluation')
    .set({ status: 'waiting', done: 0, problem: null })
    .where('segment_id', '=', id)
    .execute()
  await services.jobs.enqueue(
    tx,
    evaluationJob,
    { segmentId: id },
    { key: `${evaluationJob}:${id}`, queue: 'segments' },
  )
}
