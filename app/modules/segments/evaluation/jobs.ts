import { z } from 'zod'
import { nowDate } from '../../../platform/clock.ts'
import { type Tx, transact, transactAgain } from '../../../platform/db.ts'
import type { Job } from '../../../platform/jobs.ts'
import type { Services } from '../../../web/services.ts'
import type { Surroundings } from '../conditions/facts.ts'
import { waitForUnaware } from '../references.ts'
import { segmentsTopic, segmentTopic } from '../segment.ts'
import { evaluateCrowds } from './crowds.ts'
import { evaluable, surroundingsNow, withDependents } from './definitions.ts'
import { evaluate, prepare } from './evaluate.ts'
import { evaluationJob } from './job-names.ts'
import { beginning, closeDay, countAll, countMembers, finish, nextBatch, type Place } from './progress.ts'

const payloadShape = z.object({ segmentId: z.int() })

/** Evaluates a segment that was made or edited, batch by batch, so that nothing waits long and its page shows how far it is. */
const evaluateOne: Job<Services> = {
  name: evaluationJob,
  async run(services, payload, signal) {
    const { segmentId } = payloadShape.parse(payload)
    try {
      await transact(services.db, tx => waitForUnaware(tx, segmentId))
      const version = await transact(services.db, tx => begin(tx, services, segmentId))
      await services.live.publish(services.db, [segmentTopic(segmentId)])
      let place: Place | undefined = beginning
      while (version !== undefined && place) {
        signal.throwIfAborted()
        const from: Place = place
        place = await transactAgain(services.db, tx => takeStep(tx, services, { segmentId, version }, from))
      }
    } catch (error) {
      if (!signal.aborted) await fail(services, segmentId)
      throw error
    }
  },
}

interface Under {
  readonly segmentId: number
  readonly version: number
}

/** Returns the version of the condition to evaluate; undefined when the segment is gone or there is no company. */
async function begin(tx: Tx, services: Services, segmentId: number): Promise<number | undefined> {
  const segment = await tx
    .selectFrom('segments.segment')
    .select(['about', 'condition_version'])
    .where('id', '=', segmentId)
    .executeTakeFirst()
  if (!segment || !(await surroundingsNow(tx, services.offers))) return undefined
  const concerned = withDependents(await evaluable(tx, services.offers), [segmentId])
  await tx
    .updateTable('segments.evaluation')
    .set({ status: 'running', done: 0, total: await countAll(tx, concerned) })
    .where('segment_id', '=', segmentId)
    .execute()
  return segment.condition_version
}

/** One batch, or the end. Returns where to go on; undefined when there is nothing left to do. */
async function takeStep(
  tx: Tx,
  services: Services,
  { segmentId, version }: Under,
  place: Place,
): Promise<Place | undefined> {
  const evaluating = await prepare(tx, services, 'definition')
  const target = evaluating?.definitions.find(({ id }) => id === segmentId)
  if (!target) await markFailed(tx, segmentId)
  // Edited meanwhile: another job is waiting to do it right.
  if (!evaluating || target?.conditionVersion !== version) return undefined
  const concerned = withDependents(evaluating.definitions, [segmentId])
  const batch = await nextBatch(tx, place, concerned)
  await services.live.publish(tx, [segmentTopic(segmentId)])
  if (!batch) {
    await finish(tx, [target])
    await countMembers(
      tx,
      evaluating.surroundings,
      concerned.map(({ id }) => id),
    )
    await services.live.publish(tx, [segmentsTopic])
    return undefined
  }
  await evaluate(tx, { ...evaluating, definitions: concerned }, batch)
  await tx
    .updateTable('segments.evaluation')
    .set(eb => ({ done: eb('done', '+', batch.ids.length) }))
    .where('segment_id', '=', segmentId)
    .execute()
  return batch
}

async function fail(services: Services, segmentId: number): Promise<void> {
  await transact(services.db, async tx => {
    await markFailed(tx, segmentId)
    await services.live.publish(tx, [segmentTopic(segmentId)])
  })
}

async function markFailed(tx: Tx, segmentId: number): Promise<void> {
  await tx.updateTable('segments.evaluation').set({ status: 'failed' }).where('segment_id', '=', segmentId).execute()
}

/**
 * Once a day evaluates everything for everybody: relative dates and windows slide, also for accounts of which nothing is
 * heard. Looks hourly whether a day of the company has begun; later in the hour than health, whose scores conditions read.
 * Goes on where it was after a restart.
 */
const evaluateDaily: Job<Services> = {
  name: 'segments.evaluate_daily',
  cron: '20 * * * *',
  async run(services, _payload, signal) {
    const surroundings = await surroundingsNow(services.db, services.offers)
    if (!surroundings) return
    await transact(services.db, tx => beginRound(tx, surroundings))
    let going = true
    while (going) {
      signal.throwIfAborted()
      going = await transactAgain(services.db, tx => goOn(tx, services, surroundings.today))
    }
  },
}

async function beginRound(tx: Tx, { today }: Surroundings): Promise<void> {
  const round = await tx.selectFrom('segments.daily_round').selectAll().forUpdate().executeTakeFirst()
  if (round?.day === today) return
  await closeDay(tx, Temporal.PlainDate.from(today).subtract({ days: 1 }).toString())
  const fresh = { day: today, about: beginning.about, last_id: beginning.lastId, finished_at: null }
  await tx
    .insertInto('segments.daily_round')
    .values(fresh)
    .onConflict(conflict => conflict.column('one').doUpdateSet(fresh))
    .execute()
}

/** One batch of the day's round. Returns whether there is more to do. */
async function goOn(tx: Tx, services: Services, today: string): Promise<boolean> {
  const evaluating = await prepare(tx, services, 'day')
  const round = await tx.selectFrom('segments.daily_round').selectAll().forUpdate().executeTakeFirst()
  if (!evaluating || !round || round.finished_at || round.day !== today) return false
  const batch = await nextBatch(tx, { about: round.about, lastId: round.last_id }, evaluating.definitions)
  if (!batch) {
    await countMembers(tx, evaluating.surroundings)
    await tx.updateTable('segments.daily_round').set({ finished_at: nowDate() }).execute()
    await services.live.publish(tx, [segmentsTopic])
    return false
  }
  await evaluate(tx, evaluating, batch)
  await tx.updateTable('segments.daily_round').set({ about: batch.about, last_id: batch.lastId }).execute()
  return true
}

/** What changed at accounts with very many people. */
const evaluateCrowded: Job<Services> = {
  name: 'segments.evaluate_crowds',
  cron: '* * * * *',
  run: (services, _payload, signal) => evaluateCrowds(services, signal),
}

export const segmentJobs: readonly Job<Services>[] = [evaluateOne, evaluateDaily, evaluateCrowded]
