import { type RawBuilder, sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import { type Db, lock, type Tx } from '../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../platform/errors.ts'
import { refuseLate } from '../../web/was.ts'
import { type Actor, record } from '../activity/index.ts'
import type { Mix } from './mix.ts'

/** How much of people and programs the accounts of a segment get. */
export interface TouchModel extends Mix {
  readonly id: number
  readonly name: string
  /** Null for the model that holds everybody else. */
  readonly segmentId: number | null
  /** Expected of people, per account and month. */
  readonly minutes: number
  readonly note: string
  readonly sample: boolean
  /** Kept for the months in which it was. */
  readonly ended: boolean
}

/** What is said of a model. */
export type ModelInput = Omit<TouchModel, 'id' | 'sample' | 'ended'>

/** All models in the order in which they are tried; the one for everybody else is last. */
export async function currentModels(db: Db | Tx): Promise<readonly TouchModel[]> {
  return readModels(db, sql`archived_at is null`)
}

/** All models that ever were, by id: past months speak of those that were ended, too. */
export async function everyModel(db: Db | Tx): Promise<ReadonlyMap<number, TouchModel>> {
  return new Map((await readModels(db, sql`true`)).map(model => [model.id, model]))
}

/** One of them, ended or not. Throws NotFound. */
export async function findModel(db: Db | Tx, id: number): Promise<TouchModel> {
  const [model] = await readModels(db, sql`id = ${id}`)
  if (!model) throw new NotFound(`touch model ${id}`)
  return model
}

async function findPresent(tx: Tx, id: number): Promise<TouchModel> {
  const model = await findModel(tx, id)
  if (model.ended) throw new NotFound(`touch model ${id} has ended`)
  return model
}

async function readModels(db: Db | Tx, which: RawBuilder<unknown>): Promise<readonly TouchModel[]> {
  const { rows } = await sql<TouchModel>`
    select id, name, segment_id as "segmentId", minutes, note, sample,
           archived_at is not null as ended,
           case when high is not null
             then json_build_object('high', high, 'low', low, 'tech', tech, 'community', community) end as shares,
           json_build_object('high', high_for, 'low', low_for, 'tech', tech_for, 'community', community_for) as purposes
    from touch.model where ${which}
    order by archived_at is not null, segment_id is null, position, id`.execute(db)
  return rows
}

/**
 * Adds a model for a segment, tried after those there are. With the first one comes `otherwise`, which holds everybody else.
 * Throws Conflict when the segment has one, Invalid when it is gone.
 */
export async function createModel(
  tx: Tx,
  actor: Actor,
  input: ModelInput,
  otherwise: ModelInput,
  sample = false,
): Promise<number> {
  await lock(tx, 'touch.model')
  const id = await insertModel(tx, actor, input, sample)
  const models = await currentModels(tx)
  if (!models.some(model => model.segmentId === null)) await insertModel(tx, actor, otherwise, sample)
  return id
}

async function insertModel(tx: Tx, actor: Actor, input: ModelInput, sample: boolean): Promise<number> {
  await checkSegment(tx, input.segmentId)
  const { rows } = await sql<{ id: number }>`
    insert into touch.model (
      name, segment_id, position, high, low, tech, community, high_for, low_for, tech_for, community_for, minutes, note, sample,
      created_at, updated_at
    )
    values (
      ${input.name}, ${input.segmentId}, (select coalesce(max(position), 0) + 1 from touch.model), ${valuesOf(input)},
      ${sample}, ${nowDate()}, ${nowDate()}
    )
    on conflict do nothing returning id`.execute(tx)
  const id = rows[0]?.id
  if (id === undefined) throw new Conflict('touch:form.segmentTaken')
  await record(tx, actor, { name: 'touch.model_created', subjectId: String(id), data: { name: input.name }, sample })
  return id
}

function valuesOf({ shares, purposes, minutes, note }: ModelInput): RawBuilder<unknown> {
  const { high, low, tech, community } = shares ?? { high: null, low: null, tech: null, community: null }
  return sql`${high}, ${low}, ${tech}, ${community}, ${purposes.high}, ${purposes.low}, ${purposes.tech},
    ${purposes.community}, ${minutes}, ${note}`
}

/**
 * Changes a model. Throws NotFound when it was ended, Conflict when the segment has another or when it is no longer what the form
 * showed (`was`, the word of `modelShown`), Invalid when the segment is gone.
 */
export async function changeModel(tx: Tx, actor: Actor, id: number, input: ModelInput, was?: string): Promise<void> {
  await lock(tx, 'touch.model')
  const model = await findPresent(tx, id)
  refuseLate(was, ...modelShown(model))
  // Who holds everybody else goes on holding them.
  const segmentId = model.segmentId === null ? null : input.segmentId
  if (segmentId !== model.segmentId) await checkSegment(tx, segmentId)
  const others = await currentModels(tx)
  if (others.some(other => other.id !== id && other.segmentId === segmentId)) {
    throw new Conflict('touch:form.segmentTaken')
  }
  await sql`
    update touch.model
    set (name, segment_id, high, low, tech, community, high_for, low_for, tech_for, community_for, minutes, note, updated_at) =
        (${input.name}, ${segmentId}::bigint, ${valuesOf(input)}, ${nowDate()}::timestamptz)
    where id = ${id}`.execute(tx)
  const data = { name: input.name }
  await record(tx, actor, { name: 'touch.model_changed', subjectId: String(id), data, sample: model.sample })
}

/** What the form of a model shows, in the order of its word (see was.ts). */
export function modelShown(model: ModelInput): readonly (string | number | null)[] {
  const { shares, purposes } = model
  return [
    model.name,
    model.segmentId,
    ...(shares ? [shares.high, shares.low, shares.tech, shares.community] : [null]),
    ...[purposes.high, purposes.low, purposes.tech, purposes.community],
    model.minutes,
    model.note,
  ]
}

async function checkSegment(tx: Tx, segmentId: number | null): Promise<void> {
  if (segmentId === null) return
  const found = await tx
    .selectFrom('segments.segment_fact')
    .select('segment_id')
    .where('segment_id', '=', segmentId)
    .where('about', '=', 'account')
    .executeTakeFirst()
  if (!found) throw new Invalid({ segment: 'touch:form.segmentGone' })
}

/** Has a model tried one place earlier (−1) or later (1); nothing happens at the ends. Throws NotFound when it was ended. */
export async function moveModel(tx: Tx, actor: Actor, id: number, by: -1 | 1): Promise<void> {
  await lock(tx, 'touch.model')
  const model = await findPresent(tx, id)
  const order = (await currentModels(tx)).flatMap(one => (one.segmentId === null ? [] : [one.id]))
  const place = order.indexOf(id)
  const other = order[place + by]
  if (place < 0 || other === undefined) return
  order[place] = other
  order[place + by] = id
  await sql`
    update touch.model m set position = o.position::int
    from unnest(${order}::bigint[]) with ordinality o (id, position) where o.id = m.id`.execute(tx)
  const data = { name: model.name }
  await record(tx, actor, { name: 'touch.model_moved', subjectId: String(id), data, sample: model.sample })
}

/**
 * Ends a model and lets go of its segment: its accounts fall to the next one that holds them; months that were counted keep it.
 * Throws Conflict for the one that holds everybody else, NotFound when it was ended already.
 */
export async function endModel(tx: Tx, actor: Actor, id: number): Promise<void> {
  await lock(tx, 'touch.model')
  const model = await findPresent(tx, id)
  if (model.segmentId === null) throw new Conflict('touch:form.lastOne')
  await sql`update touch.model set archived_at = ${nowDate()}, segment_id = null where id = ${id}`.execute(tx)
  const data = { name: model.name }
  await record(tx, actor, { name: 'touch.model_ended', subjectId: String(id), data, sample: model.sample })
}
