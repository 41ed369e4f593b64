import { sql } from 'kysely'
import { z } from 'zod'
import { nowDate } from '../../../platform/clock.ts'
import { type Tx, transact } from '../../../platform/db.ts'
import type { Job } from '../../../platform/jobs.ts'
import type { Services } from '../../../web/services.ts'
import { accountIdsAfter } from '../../customers/index.ts'
import type { Surroundings } from '../conditions/facts.ts'
import { segmentsTopic, segmentTopic } from '../segment.ts'
import { evaluable, surroundingsNow, withDependents } from './definitions.ts'
import { evaluate, waitForTurn } from './evaluate.ts'
import { evaluationJob } from './job-names.ts'
import { batchSize, closeDay, countMembers, finish } from './progress.ts'

const payloadShape = z.object({ segmentId: z.int() })

/** Evaluates a segment that was made or edited, batch by batch, so that nothing waits long and its page shows how far it is. */
const evaluateOne: Job<Services> = {
  name: evaluationJob,
  async run(services, payload, signal) {
    const { segmentId } = payloadShape.parse(payload)
    const surroundings = await surroundingsNow(services.db, services.offers)
    if (!surroundings) return
    try {
      const version = await begin(services, segmentId)
      let step: Step = { lastId: 0 }
      while (version !== undefined && step.lastId !== undefined) {
        signal.throwIfAborted()
        step = await transact(services.db, tx => takeStep(tx, services, surroundings, { segmentId, version, ...step }))
      }
    } catch (error) {
      if (!signal.aborted) await fail(services, segmentId)
      throw error
    }
  },
}

interface Step {
  /** undefined when there is nothing left to do. */
  readonly lastId?: number
}

interface Under {
  readonly segmentId: number
  readonly version: number
  readonly lastId?: number
}

/** Returns the version of the condition to evaluate; undefined when the segment is gone. */
async function begin({ db, live }: Services, segmentId: number): Promise<number | undefined> {
  const { rows } = await sql<{ version: number }>`
    update segments.evaluation e
    set status = 'running', accounts_done = 0, accounts_total = (select count(*) from customers.account_fact)
    from segments.segment s where s.id = e.segment_id and e.segment_id = ${segmentId}
    returning s.condition_version as version`.execute(db)
  await live.publish(db, [segmentTopic(segmentId)])
  return rows[0]?.version
}

async function takeStep(
  tx: Tx,
  services: Services,
  surroundings: Surroundings,
  { segmentId, version, lastId = 0 }: Under,
): Promise<Step> {
  await waitForTurn(tx)
  const definitions = await evaluable(tx, services.offers)
  const target = definitions.find(({ id }) => id === segmentId)
  if (!target) await markFailed(tx, segmentId)
  // Edited meanwhile: another job is waiting to do it right.
  if (target?.conditionVersion !== version) return {}
  const accountIds = await accountIdsAfter(tx, lastId, batchSize)
  const concerned = withDependents(definitions, [segmentId])
  await services.live.publish(tx, [segmentTopic(segmentId)])
  if (accountIds.length === 0) {
    await finish(tx, [target])
    await countMembers(
      tx,
      surroundings,
      concerned.map(({ id }) => id),
    )
    await services.live.publish(tx, [segmentsTopic])
    return {}
  }
  await evaluate(tx, services, surroundings, concerned, accountIds, 'definition')
  await tx
    .updateTable('segments.evaluation')
    .set(eb => ({ accounts_done: eb('accounts_done', '+', accountIds.length) }))
    .where('segment_id', '=', segmentId)
    .execute()
  return { lastId: accountIds.at(-1) ?? 0 }
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
      going = await transact(services.db, tx => goOn(tx, services, surroundings))
    }
  },
}

async function beginRound(tx: Tx, { today }: Surroundings): Promise<void> {
  const round = await tx.selectFrom('segments.daily_round').selectAll().forUpdate().executeTakeFirst()
  if (round?.day === today) return
  await closeDay(tx, Temporal.PlainDate.from(today).subtract({ days: 1 }).toString())
  await sql`
    insert into segments.daily_round (day) values (${today}::date)
    on conflict (one) do update set day = excluded.day, last_account_id = 0, finished_at = null`.execute(tx)
}

/** One batch of the day's round. Returns whether there is more to do. */
async function goOn(tx: Tx, services: Services, surroundings: Surroundings): Promise<boolean> {
  await waitForTurn(tx)
  const round = await tx.selectFrom('segments.daily_round').selectAll().forUpdate().executeTakeFirst()
  if (!round || round.finished_at || round.day !== surroundings.today) return false
  const accountIds = await accountIdsAfter(tx, round.last_account_id, batchSize)
  if (accountIds.length === 0) {
    await countMembers(tx, surroundings)
    await tx.updateTable('segments.daily_round').set({ finished_at: nowDate() }).execute()
    await services.live.publish(tx, [segmentsTopic])
    return false
  }
  await evaluate(tx, services, surroundings, await evaluable(tx, services.offers), accountIds, 'day')
  await tx
    .updateTable('segments.daily_round')
    .set({ last_account_id: accountIds.at(-1) ?? 0 })
    .execute()
  return true
}

export const segmentJobs: readonly Job<Services>[] = [evaluateOne, evaluateDaily]
