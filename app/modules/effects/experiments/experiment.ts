import { nowDate } from '../../../platform/clock.ts'
import { type Db, type Tx, transact } from '../../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../../platform/errors.ts'
import type { Jobs } from '../../../platform/jobs.ts'
import { publish } from '../../../platform/live.ts'
import { refuseLate } from '../../../web/was.ts'
import { type Actor, record } from '../../activity/index.ts'
import type { ExperimentStatus } from '../tables.ts'
import { type Plan, planShape } from './plan.ts'

export const lookJob = 'effects.look'
export const readJob = 'effects.read'

/** The topic that open pages about an experiment listen to. */
export const experimentTopic = (id: number) => `experiment:${id}`

/** Makes an experiment whose file is still arriving, and returns its id. */
export async function openExperiment(
  db: Db | Tx,
  actor: Actor,
  file: { readonly name: string; readonly fileName: string },
): Promise<number> {
  const row = await db
    .insertInto('effects.experiment')
    .values({
      name: (file.name || file.fileName).slice(0, 100) || '–',
      file_name: file.fileName,
      staff_id: actor.kind === 'staff' ? actor.id : null,
      created_at: nowDate(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** The file is here: it will be looked at. */
export async function experimentArrived(db: Db, jobs: Jobs, id: number, bytes: number): Promise<void> {
  await transact(db, async tx => {
    await tx.updateTable('effects.experiment').set({ status: 'looking', bytes }).where('id', '=', id).execute()
    await jobs.enqueue(tx, lookJob, { id })
  })
}

/**
 * Says which column is what, and has the rows added up. Throws Invalid when the plan does not fit the file, Conflict when it was read
 * already, NotFound.
 */
export async function choosePlan(tx: Tx, jobs: Jobs, actor: Actor, id: number, plan: Plan): Promise<void> {
  const found = await lock(tx, id, ['choosing'])
  if (!found.columns?.[plan.arm]?.arms?.includes(plan.control)) throw new Invalid({ control: 'effects:choose.noArm' })
  const used = [plan.arm, plan.outcome, plan.before, plan.day, plan.unit].filter(column => column !== null)
  if (new Set(used).size < used.length) throw new Invalid({ outcome: 'effects:choose.twice' })
  if (used.some(column => found.columns?.[column] === undefined)) throw new Conflict('effects:choose.late')
  await tx
    .updateTable('effects.experiment')
    .set({ plan: JSON.stringify(planShape.parse(plan)), status: 'reading', rows_done: 0, failure: null })
    .where('id', '=', id)
    .execute()
  await jobs.enqueue(tx, readJob, { id })
  await record(tx, actor, { name: 'effects.experiment_read', subjectId: String(id), data: { name: found.name } })
  await publish(tx, [experimentTopic(id)])
}

/** What stands in the form of the question, in the order of its word (see was.ts). */
export function questionShown({ control, better, smallest, controlShare }: Question) {
  return [control, better, smallest, controlShare] as const
}

type Question = Pick<Plan, 'control' | 'better' | 'smallest' | 'controlShare'>

/**
 * Asks something else of sums that are there: against which arm, which way is better, what matters. Throws Invalid, NotFound, and
 * Conflict when it is no longer what the form showed (`was`).
 */
export async function changeQuestion(tx: Tx, actor: Actor, id: number, change: Question, was?: string): Promise<void> {
  const found = await lock(tx, id, ['done'])
  if (!found.plan) throw new Conflict('effects:choose.late')
  refuseLate(was, ...questionShown(found.plan))
  const arms = await tx
    .selectFrom('effects.experiment_sum')
    .select('arm')
    .distinct()
    .where('experiment_id', '=', id)
    .execute()
  if (arms.every(({ arm }) => arm !== change.control)) throw new Invalid({ control: 'effects:choose.noArm' })
  const plan = planShape.parse({ ...found.plan, ...change })
  await tx
    .updateTable('effects.experiment')
    .set({ plan: JSON.stringify(plan) })
    .where('id', '=', id)
    .execute()
  await record(tx, actor, { name: 'effects.question_changed', subjectId: String(id), data: { name: found.name } })
}

/** Throws the experiment away, with its file and its sums. Throws NotFound. */
export async function removeExperiment(tx: Tx, actor: Actor, id: number): Promise<void> {
  const found = await lock(tx, id)
  await forgetArrival(tx, id)
  await record(tx, actor, { name: 'effects.experiment_removed', subjectId: String(id), data: { name: found.name } })
}

/** The same for a file that did not arrive whole: nobody did that. */
export async function forgetArrival(tx: Tx, id: number): Promise<void> {
  await tx.deleteFrom('effects.experiment').where('id', '=', id).execute()
}

async function lock(tx: Tx, id: number, allowed?: readonly ExperimentStatus[]) {
  const row = await tx
    .selectFrom('effects.experiment')
    .select(['name', 'status', 'columns', 'plan'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new NotFound(`experiment ${id}`)
  if (allowed && !allowed.includes(row.status)) throw new Conflict('effects:choose.late')
  return row
}
