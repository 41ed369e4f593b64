import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { Conflict, NotFound } from '../../../platform/errors.ts'
import { record, type StaffActor } from '../../activity/index.ts'
import { markChanged } from '../../customers/index.ts'
import { withdrawSentiment } from '../../health/index.ts'
import { takeBackOutcome } from '../../tasks/index.ts'
import { meetingsOf } from '../judging/meetings.ts'
import { restsUntil } from '../judging/quiet.ts'
import { candidatesOf } from '../list/pool.ts'
import { latestAnswer, lockAnswers, rest } from './answer.ts'

/** For so long an answer can be taken back. */
const withdrawHours = 24

/**
 * Takes an answer back: the account is where it was on the list, its task is open again unless somebody said something else
 * of it since, and the feeling that was noted with it counts no more. Throws NotFound when there is no such answer, Conflict
 * when it is too old, taken back already, or somebody answered after it.
 */
export async function withdrawAnswer(tx: Tx, actor: StaffActor, answerId: number): Promise<void> {
  const answer = await tx.selectFrom('today.answer').selectAll().where('id', '=', answerId).executeTakeFirst()
  if (!answer) throw new NotFound(`answer ${answerId}`)
  await lockAnswers(tx, answer.account_id)
  const now = nowDate()
  const last = await latestAnswer(tx, answer.account_id)
  if (last?.id !== answerId) throw new Conflict('today:answer.notLatest')
  if (now.getTime() - answer.at.getTime() > withdrawHours * 3_600_000) throw new Conflict('today:answer.tooLate')
  await tx
    .updateTable('today.answer')
    .set({ withdrawn_at: now, withdrawn_by: actor.id })
    .where('id', '=', answerId)
    .execute()
  if (answer.task_id !== null) await takeBackOutcome(tx, actor, answer.task_id, { by: answer.staff_id, at: answer.at })
  await forgetFeeling(tx, actor, answer.sentiment_id)
  await restAsBefore(tx, answer.account_id)
  await tx
    .updateTable('today.list_item')
    .set({ left_at: null, left_as: null })
    .where('account_id', '=', answer.account_id)
    .where('day', '=', answer.day)
    .where('left_as', '=', 'answered')
    .execute()
  const { account_id: accountId, sample } = answer
  await record(tx, actor, { name: 'today.answer_withdrawn', accountId, data: { kind: answer.kind }, sample })
  await markChanged(tx, [accountId])
}

async function forgetFeeling(tx: Tx, actor: StaffActor, sentimentId: number | null): Promise<void> {
  if (sentimentId !== null) await withdrawSentiment(tx, actor, sentimentId)
}

/** What was said before it, or done elsewhere, counts again. */
async function restAsBefore(tx: Tx, accountId: number): Promise<void> {
  const candidate = (await candidatesOf(tx, [accountId]))[0]
  if (!candidate) return
  const before = await latestAnswer(tx, accountId)
  const met = (await meetingsOf(tx, [accountId])).get(accountId)?.[0]
  const signals = met?.signals ?? candidate.signals
  await rest(tx, accountId, restsUntil(before ?? null, met ? { at: met.at, signals } : null, candidate))
}
