import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import { type Db, lock, type Tx } from '../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../platform/errors.ts'
import { type Actor, record } from '../activity/index.ts'
import { defaultDefinition, type ModelDefinition, modelDefinition } from './scoring/definition.ts'

/** A score model with its current version. */
export interface Model {
  readonly id: number
  readonly name: string
  readonly segmentId: number | null
  readonly versionId: number
  readonly number: number
  readonly definition: ModelDefinition
  readonly publishedAt: Date
  /** Id of the person; null for the model that made itself, and for somebody who is gone. */
  readonly publishedBy: string | null
}

/** What a model measured at some time. */
export interface Version {
  readonly number: number
  readonly definition: ModelDefinition
  readonly note: string | null
  readonly publishedAt: Date
  readonly publishedBy: string | null
}

/** All models in the order in which they are tried; the one for everybody else is last. */
export async function currentModels(db: Db | Tx): Promise<readonly Model[]> {
  const rows = await db
    .selectFrom('health.model as m')
    .innerJoin('health.model_version as v', 'v.model_id', 'm.id')
    .where('m.archived_at', 'is', null)
    .distinctOn('m.id')
    .select([
      'm.id',
      'm.name',
      'm.segment_id',
      'm.position',
      'v.id as version_id',
      'v.number',
      'v.definition',
      'v.published_at',
      'v.published_by',
    ])
    .orderBy('m.id')
    .orderBy('v.number', 'desc')
    .execute()
  return rows
    .sort((a, b) => Number(a.segment_id === null) - Number(b.segment_id === null) || a.position - b.position)
    .map(row => ({
      id: row.id,
      name: row.name,
      segmentId: row.segment_id,
      versionId: row.version_id,
      number: row.number,
      definition: modelDefinition.parse(row.definition),
      publishedAt: row.published_at,
      publishedBy: row.published_by,
    }))
}

/** All versions of a model, newest first. */
export async function versionsOf(db: Db, modelId: number): Promise<readonly Version[]> {
  const rows = await db
    .selectFrom('health.model_version')
    .selectAll()
    .where('model_id', '=', modelId)
    .orderBy('number', 'desc')
    .execute()
  return rows.map(row => ({
    number: row.number,
    definition: modelDefinition.parse(row.definition),
    note: row.note,
    publishedAt: row.published_at,
    publishedBy: row.published_by,
  }))
}

/** Models that were ended, the last one first; how they scored stays explained by their versions. */
export async function archivedModels(db: Db) {
  return db
    .selectFrom('health.model')
    .select(['id', 'name', 'archived_at as archivedAt'])
    .where('archived_at', 'is not', null)
    .orderBy('archived_at', 'desc')
    .orderBy('id', 'desc')
    .limit(50)
    .execute()
}

/** The current version of one model. Throws NotFound. */
export async function findModel(db: Db | Tx, id: number): Promise<Model> {
  const model = (await currentModels(db)).find(candidate => candidate.id === id)
  if (!model) throw new NotFound(`health model ${id}`)
  return model
}

/** Makes the model for everybody, once; the same answer when it is there. Of several at once one makes it. */
export async function ensureDefaultModel(tx: Tx, actor: Actor, name: string): Promise<void> {
  await lock(tx, 'health.model')
  const found = await tx
    .selectFrom('health.model')
    .select('id')
    .where('segment_id', 'is', null)
    .where('archived_at', 'is', null)
    .executeTakeFirst()
  if (!found) await createModel(tx, actor, { name, segmentId: null, definition: defaultDefinition })
}

/**
 * Adds a model for a segment (or for everybody) with its first version. Throws Conflict when the segment has one, Invalid
 * when it is gone.
 */
export async function createModel(
  tx: Tx,
  actor: Actor,
  input: {
    readonly name: string
    readonly segmentId: number | null
    readonly definition: ModelDefinition
    readonly note?: string
  },
): Promise<number> {
  if (input.segmentId !== null) await holdSegment(tx, input.segmentId)
  const last = await tx
    .selectFrom('health.model')
    .select(({ fn }) => fn.max('position').as('position'))
    .executeTakeFirst()
  const model = await tx
    .insertInto('health.model')
    .values({ name: input.name, segment_id: input.segmentId, position: (last?.position ?? 0) + 1, archived_at: null })
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!model) throw new Conflict('health:model.segmentTaken')
  await addVersion(tx, actor, { modelId: model.id, number: 1, definition: input.definition, note: input.note ?? null })
  await record(tx, actor, { name: 'health.model_created', subjectId: String(model.id), data: { name: input.name } })
  return model.id
}

async function holdSegment(tx: Tx, segmentId: number): Promise<void> {
  const found = await tx
    .selectFrom('segments.segment_fact')
    .select('segment_id')
    .where('segment_id', '=', segmentId)
    .where('about', '=', 'account')
    .executeTakeFirst()
  if (!found) throw new Invalid({ segment: 'health:model.segmentGone' })
}

/** Lets a segment's model be tried before the one that stands before it; nothing happens for the first one. */
export async function moveModelUp(tx: Tx, actor: Actor, model: Model): Promise<void> {
  await lock(tx, 'health.model')
  const ordered = (await currentModels(tx)).filter(one => one.segmentId !== null).map(one => one.id)
  const place = ordered.indexOf(model.id)
  if (place < 1) return
  ordered.splice(place - 1, 2, model.id, ordered[place - 1] ?? 0)
  await sql`
    update health.model m set position = o.position::int
    from unnest(${ordered}::bigint[]) with ordinality o (id, position) where o.id = m.id`.execute(tx)
  await record(tx, actor, { name: 'health.model_moved', subjectId: String(model.id), data: { name: model.name } })
}

/**
 * Publishes a new version of a model on top of version `basedOn` and returns the model's id.
 * Throws Conflict when somebody else published in between, NotFound when it was ended.
 */
export async function publishModel(
  tx: Tx,
  actor: Actor,
  model: Model,
  input: {
    readonly name: string
    readonly definition: ModelDefinition
    readonly note: string | null
    readonly basedOn: number
  },
): Promise<number> {
  await tx.selectFrom('health.model').select('id').where('id', '=', model.id).forUpdate().execute()
  const { number } = await findModel(tx, model.id)
  if (number !== input.basedOn) throw new Conflict('health:model.changedMeanwhile')
  await tx.updateTable('health.model').set({ name: input.name }).where('id', '=', model.id).execute()
  await addVersion(tx, actor, { modelId: model.id, number: number + 1, definition: input.definition, note: input.note })
  await record(tx, actor, {
    name: 'health.model_published',
    subjectId: String(model.id),
    data: { name: input.name, number: number + 1 },
  })
  return model.id
}

/**
 * Ends a segment's model and lets go of the segment; its accounts fall to the next model that fits. Throws Conflict for the
 * model for everybody.
 */
export async function archiveModel(tx: Tx, actor: Actor, model: Model): Promise<void> {
  if (model.segmentId === null) throw new Conflict('health:model.lastOne')
  await tx
    .updateTable('health.model')
    .set({ archived_at: nowDate(), segment_id: null })
    .where('id', '=', model.id)
    .execute()
  await record(tx, actor, { name: 'health.model_archived', subjectId: String(model.id), data: { name: model.name } })
}

async function addVersion(
  tx: Tx,
  actor: Actor,
  input: {
    readonly modelId: number
    readonly number: number
    readonly definition: ModelDefinition
    readonly note: string | null
  },
): Promise<void> {
  await tx
    .insertInto('health.model_version')
    .values({
      model_id: input.modelId,
      number: input.number,
      definition: JSON.stringify(input.definition),
      note: input.note,
      published_by: actor.kind === 'staff' ? actor.id : null,
      published_at: nowDate(),
    })
    .execute()
}
