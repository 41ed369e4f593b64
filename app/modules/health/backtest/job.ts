import { sql } from 'kysely'
import { z } from 'zod'
import { lastMomentOf, nowDate, today } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { Conflict } from '../../../platform/errors.ts'
import type { Job } from '../../../platform/jobs.ts'
import { log } from '../../../platform/log.ts'
import type { Services } from '../../../web/services.ts'
import { type Actor, record } from '../../activity/index.ts'
import { companySettings } from '../../identity/index.ts'
import { type Asked, failAbandoned, jobKey } from '../abandoned.ts'
import { pastUses } from '../measured.ts'
import { currentModels, type Model } from '../models.ts'
import { noCuts } from '../scoring/compile.ts'
import { cutsOf } from '../scoring/percentiles.ts'
import { outcomesAt, type ScoreOutcome } from './outcomes.ts'
import { type BacktestReport, type ModelBacktest, summarise } from './report.ts'

/** Changes while a back-test runs. */
export const backtestTopic = 'backtest'
const jobName = 'health.backtest'
export const asBacktest: Asked = { table: 'health.backtest', underWay: 'running', job: jobName }
const horizonDays = 90
/** A horizon apart, so that nobody who left is counted twice and the intervals are what they say. */
const moments = 6

export interface Backtest {
  readonly id: number
  readonly status: 'running' | 'done' | 'failed'
  readonly progress: number
  readonly report: BacktestReport | null
  readonly error: string | null
  readonly createdAt: Date
}

/** Asks for a back-test of the present models. Throws Conflict while one runs. */
export async function requestBacktest(tx: Tx, services: Services, actor: Actor): Promise<void> {
  await sql`lock table health.backtest in share row exclusive mode`.execute(tx)
  await failAbandoned(tx, asBacktest)
  const running = await tx.selectFrom('health.backtest').select('id').where('status', '=', 'running').executeTakeFirst()
  if (running) throw new Conflict('health:backtest.alreadyRunning')
  const { id } = await tx
    .insertInto('health.backtest')
    .values({
      status: 'running',
      error: null,
      requested_by: actor.kind === 'staff' ? actor.id : null,
      finished_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await services.jobs.enqueue(tx, jobName, { id }, { attempts: 3, key: jobKey(asBacktest, id) })
  await record(tx, actor, { name: 'health.backtest_requested', subjectId: String(id) })
}

/** The last back-test, finished or not, and the last finished one. */
export async function lastBacktests(
  db: Db,
): Promise<{ readonly last: Backtest | undefined; readonly done: Backtest | undefined }> {
  const rows = await db.selectFrom('health.backtest').selectAll().orderBy('id', 'desc').limit(20).execute()
  const found = rows.map(row => ({
    id: row.id,
    status: row.status,
    progress: row.progress,
    report: row.report as BacktestReport | null,
    error: row.error,
    createdAt: row.created_at,
  }))
  return { last: found[0], done: found.find(one => one.status === 'done') }
}

/** Which back-test ended last, for a page that waits for it. */
export function settledBacktest(last: Backtest | undefined): string | undefined {
  if (last?.status === 'running') return undefined
  return last ? String(last.id) : ''
}

export const backtestJob: Job<Services> = {
  name: jobName,
  async run(services, payload, signal) {
    const { id } = z.object({ id: z.number() }).parse(payload)
    const end = (values: { status: 'done' | 'failed'; report?: string; error?: string }) =>
      services.db
        .updateTable('health.backtest')
        .set({ ...values, progress: 1, finished_at: nowDate() })
        .where('id', '=', id)
        .execute()
    try {
      const report = await backtest(services, signal, async progress => {
        await services.db.updateTable('health.backtest').set({ progress }).where('id', '=', id).execute()
        await services.live.publish(services.db, [backtestTopic])
      })
      await end({ status: 'done', report: JSON.stringify(report) })
    } catch (error) {
      if (signal.aborted) throw error
      log.error({ err: error }, 'back-test failed')
      await end({ status: 'failed', error: error instanceof Error ? error.message : String(error) })
    }
    await services.live.publish(services.db, [backtestTopic])
  },
}

/**
 * What the present models would have said on six days, 90 days apart, of which the last is 90 days ago, and who left
 * within 90 days of each. `onProgress` is told the finished share.
 */
export async function backtest(
  services: Services,
  signal: AbortSignal,
  onProgress: (share: number) => Promise<void>,
): Promise<BacktestReport> {
  const { db } = services
  const { timeZone } = await companySettings(db)
  const models = await currentModels(db)
  const cuts = await cutsOf(db, models)
  const days = Array.from({ length: moments }, (_, i) => today(timeZone).subtract({ days: horizonDays * (i + 1) }))
  const results: ModelBacktest[] = []
  for (const [place, model] of models.entries()) {
    const outcomes: ScoreOutcome[] = []
    for (const [i, day] of days.entries()) {
      signal.throwIfAborted()
      const moment = {
        day: day.toString(),
        at: lastMomentOf(day, timeZone),
        limit: lastMomentOf(day.add({ days: horizonDays }), timeZone),
      }
      outcomes.push(
        ...(await outcomesAt(db, services.offers, moment, {
          model,
          models,
          cuts: cuts.get(model.versionId) ?? noCuts,
        })),
      )
      await onProgress((place * days.length + i + 1) / (models.length * days.length))
    }
    results.push(resultOf(model, outcomes, services))
  }
  return { horizonDays, days: days.map(String), models: results }
}

function resultOf(model: Model, outcomes: readonly ScoreOutcome[], { offers }: Services): ModelBacktest {
  const { measures, bands } = model.definition
  const leftOut = pastUses(measures, offers).flatMap((use, i) => (use ? [] : (measures[i]?.measure ?? [])))
  return { modelId: model.id, name: model.name, leftOut, ...summarise(outcomes, bands) }
}
