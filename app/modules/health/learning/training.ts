import { sql, type Updateable } from 'kysely'
import { z } from 'zod'
import { nowDate, today } from '../../../platform/clock.ts'
import { type Db, type Tx, transact } from '../../../platform/db.ts'
import { Conflict } from '../../../platform/errors.ts'
import type { Job } from '../../../platform/jobs.ts'
import { log } from '../../../platform/log.ts'
import type { Services } from '../../../web/services.ts'
import { type Actor, record } from '../../activity/index.ts'
import { markAllChanged } from '../../customers/index.ts'
import { companySettings } from '../../identity/index.ts'
import { type Asked, failAbandoned, jobKey } from '../abandoned.ts'
import { type RiskModel, type TrainResult, trainRisk } from '../risk/train.ts'
import { predictingStage, type RiskModelTable } from '../tables.ts'
import { collectDatasets, type Dataset, isSampleOnly } from './dataset.ts'
import { lookBack, predictForAll } from './everybody.ts'

export const trainJobName = 'health.train'
export const asTraining: Asked = { table: 'health.risk_model', underWay: 'training', job: trainJobName }
/** Changes when the state of a training or the risks of all accounts change. */
export const riskTopic = 'risk'

/** Asks for a new risk model. Throws Conflict while one is being trained. */
export async function requestTraining(tx: Tx, services: Services, actor: Actor): Promise<number> {
  await sql`lock table health.risk_model in share row exclusive mode`.execute(tx)
  await failAbandoned(tx, asTraining)
  const running = await tx
    .selectFrom('health.risk_model')
    .select('id')
    .where('status', '=', 'training')
    .executeTakeFirst()
  if (running) throw new Conflict('health:risk.alreadyTraining')
  const sample = await isSampleOnly(tx)
  const { id } = await tx
    .insertInto('health.risk_model')
    .values({
      status: 'training',
      kind: null,
      horizon_days: null,
      stage: 'collecting',
      reason: null,
      error: null,
      requested_by: actor.kind === 'staff' ? actor.id : null,
      finished_at: null,
      sample,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await services.jobs.enqueue(tx, trainJobName, { id }, { attempts: 3, key: jobKey(asTraining, id) })
  // What a person asked for stays on record when the sample goes.
  await record(tx, actor, {
    name: 'health.training_requested',
    subjectId: String(id),
    sample: sample && actor.kind === 'system',
  })
  return id
}

/**
 * Trains what `requestTraining` asked for, shows its progress, and on success predicts for every account. When that fails the
 * job does, and its next try goes on with the model that was learned.
 */
export const trainJob: Job<Services> = {
  name: trainJobName,
  async run(services, payload, signal) {
    const { id } = z.object({ id: z.number() }).parse(payload)
    if (!(await isLearned(services.db, id))) await learn(services, id, signal)
    await services.live.publish(services.db, [riskTopic])
    if (!(await isLearned(services.db, id))) return
    await lookBack(services, signal)
    await predictForAll(services, signal)
    // Others rank by risk: they hear of it as of any other change.
    await transact(services.db, async tx => {
      for (const hear of services.offers.risksLearned) await hear(tx, services)
      await markAllChanged(tx)
    })
    await services.live.publish(services.db, [riskTopic])
  },
}

async function isLearned(db: Db, id: number): Promise<boolean> {
  const found = db.selectFrom('health.risk_model').select('id').where('id', '=', id).where('status', '=', 'ready')
  return (await found.executeTakeFirst()) !== undefined
}

/** Learns, and keeps what was learned or why nothing was. */
async function learn(services: Services, id: number, signal: AbortSignal): Promise<void> {
  try {
    await train(services, id, signal)
  } catch (error) {
    // Stopped with the process: the job is tried again by the next worker.
    if (signal.aborted) throw error
    log.error({ err: error, riskModel: id }, 'training the risk model failed')
    await finish(services.db, id, { status: 'failed', error: error instanceof Error ? error.message : String(error) })
  }
}

async function train(services: Services, id: number, signal: AbortSignal): Promise<void> {
  const { db, offers } = services
  const company = await companySettings(db)
  const progress = progressWriter(services, id)
  // Said before anything is read: should the sample go meanwhile, what is learned from it goes, too.
  const sample = await isSampleOnly(db)
  await db.updateTable('health.risk_model').set({ sample }).where('id', '=', id).execute()
  let last: { dataset: Dataset; result: TrainResult } | undefined
  for (const collect of await collectDatasets(db, offers, today(company.timeZone), company.timeZone)) {
    progress({ stage: 'collecting', share: 0 })
    const dataset = await collect()
    const { rows, outcome, inputs, groups } = dataset
    const result = await trainRisk(rows, outcome, { inputs, groups, signal, onProgress: progress })
    last = { dataset, result }
    // A model that is no better than the base rate is worth a try with the other kind of rows.
    if (result.trained && result.model.beatsBaseRate) break
  }
  await progress.settled()
  if (!last) return
  if (last.result.trained) await keep(db, { id, sample }, last.result.model, last.dataset)
  else {
    await finish(db, id, { status: 'refused', reason: JSON.stringify(last.result.refusal), ...describe(last.dataset) })
  }
}

/** Makes the model the one in use. Nothing is kept of a training that is gone with the sample that it learned from. */
async function keep(
  db: Db,
  { id, sample }: { readonly id: number; readonly sample: boolean },
  model: RiskModel,
  dataset: Dataset,
): Promise<void> {
  await transact(db, async tx => {
    const asked = tx.selectFrom('health.risk_model').select('id').where('id', '=', id).forUpdate()
    if (!(await asked.executeTakeFirst())) return
    await tx.updateTable('health.risk_model').set({ active: false }).where('active', '=', true).execute()
    await finish(tx, id, {
      status: 'ready',
      stage: predictingStage,
      model: JSON.stringify(model),
      active: model.beatsBaseRate,
      ...describe(dataset),
    })
    await record(
      tx,
      { kind: 'system' },
      { name: 'health.risk_trained', subjectId: String(id), data: { auc: model.metrics.auc }, sample },
    )
  })
}

function describe(dataset: Dataset) {
  return { kind: dataset.kind, horizon_days: dataset.horizonDays }
}

async function finish(db: Db | Tx, id: number, ending: Updateable<RiskModelTable>): Promise<void> {
  await db
    .updateTable('health.risk_model')
    .set({ ...ending, progress: 1, finished_at: nowDate() })
    .where('id', '=', id)
    .execute()
}

interface Progress {
  (step: { readonly stage: string; readonly share: number }): void
  settled(): Promise<void>
}

/** Writes progress at most twice a second, outside of any transaction, and tells open pages. */
function progressWriter(services: Services, id: number): Progress {
  let writing: Promise<unknown> = Promise.resolve()
  let next = 0
  const write = ({ stage, share }: { readonly stage: string; readonly share: number }) => {
    const time = performance.now()
    if (time < next) return
    next = time + 500
    writing = writing
      .then(() =>
        services.db.updateTable('health.risk_model').set({ stage, progress: share }).where('id', '=', id).execute(),
      )
      .then(() => services.live.publish(services.db, [riskTopic]))
      .catch(error => log.warn({ err: error }, 'progress could not be written'))
  }
  return Object.assign(write, { settled: () => writing.then(() => undefined) })
}
