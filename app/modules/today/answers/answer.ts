import type { Selectable } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import { lock, type Tx } from '../../../platform/db.ts'
import { Conflict } from '../../../platform/errors.ts'
import { record, type StaffActor } from '../../activity/index.ts'
import { holdAccount, markChanged } from '../../customers/index.ts'
import { findSentiment, noteSentiment, type sentimentValues } from '../../health/index.ts'
import { closeTask, snoozeTask } from '../../tasks/index.ts'
import { type AnswerKind, quietUntil } from '../judging/quiet.ts'
import { riskOf } from '../judging/ranking.ts'
import { suggestionFor } from '../judging/suggestions.ts'
import { candidatesOf, type DueTask } from '../list/pool.ts'
import type { AnswerTable } from '../tables.ts'

/** What a person says to an account on a list. */
export type Answer =
  | {
      readonly kind: 'done'
      readonly minutes: number | null
      /** The minutes are what the list proposed: nobody said them. */
      readonly estimated: boolean
      readonly note: string | null
      readonly feeling: Feeling | null
    }
  | { readonly kind: 'something_else'; readonly minutes: number | null; readonly note: string }
  | { readonly kind: 'later'; readonly until: Date }
  | { readonly kind: 'not_needed'; readonly note: string }

export type Feeling = (typeof sentimentValues)[number]

/** Where the answer was given. */
export interface Place {
  readonly accountId: number
  /** Whose list; null for nobody's. */
  readonly listStaffId: string | null
  readonly day: string
  /** The due task that the list suggested, if it did. */
  readonly task: DueTask | undefined
  /** The latest answer the page knew of; 0 for none. */
  readonly seen: number
  readonly sample: boolean
}

const moment = 10 * 60_000
const deeds: Readonly<Record<AnswerKind, `today.${string}`>> = {
  done: 'today.answered_done',
  something_else: 'today.answered_something_else',
  later: 'today.answered_later',
  not_needed: 'today.answered_not_needed',
}

/**
 * Records an answer, lets the account rest, does the same to the suggested task, and tells it in the account's timeline.
 * Returns the answer's id. Throws NotFound without the account, Conflict when somebody else answered since the page was made;
 * the same answer sent twice is taken once.
 */
export async function answerAccount(tx: Tx, actor: StaffActor, place: Place, answer: Answer): Promise<number> {
  await lockAnswers(tx, place.accountId)
  const last = await latestAnswer(tx, place.accountId)
  if (last && last.id !== place.seen) {
    if (last.staff_id === actor.id && (await isSentTwice(tx, last, place, answer))) return last.id
    throw new Conflict('today:answer.alreadyAnswered')
  }
  const at = nowDate()
  const sentimentId = await noteFeeling(tx, actor, place, answer)
  const id = await insertAnswer(tx, actor, place, { answer, at, sentimentId })
  await answerTask(tx, actor, place, { answer, at })
  await leaveLists(tx, place)
  await tell(tx, actor, place, answer, id)
  await markChanged(tx, [place.accountId])
  return id
}

/** A second click, or a request that a browser sent again: the same words a moment ago. Anything else was said of another day. */
async function isSentTwice(tx: Tx, last: Selectable<AnswerTable>, { task }: Place, answer: Answer): Promise<boolean> {
  const said = valuesOf(answer)
  const feeling = 'feeling' in answer ? answer.feeling : null
  const felt = last.sentiment_id === null ? null : ((await findSentiment(tx, last.sentiment_id))?.value ?? null)
  const words = last.kind === said.kind && last.minutes === said.minutes && last.note === said.note
  // The task is closed by the first click, so that the second one knows of none.
  const same = words && felt === feeling && (!task || last.task_id === task.id)
  return same && last.until?.getTime() === said.until?.getTime() && nowDate().getTime() - last.at.getTime() < moment
}

function valuesOf(answer: Answer) {
  return {
    kind: answer.kind,
    minutes: 'minutes' in answer ? answer.minutes : null,
    note: 'note' in answer ? answer.note : null,
    until: answer.kind === 'later' ? answer.until : null,
  }
}

/** Answers about one account are given one after another, and not while it is merged away. Throws NotFound when it is gone. */
export async function lockAnswers(tx: Tx, accountId: number): Promise<void> {
  await holdAccount(tx, accountId)
  await lock(tx, 'today.answer', accountId)
}

/** The last answer that was not taken back, if any. */
export function latestAnswer(tx: Tx, accountId: number) {
  return tx
    .selectFrom('today.answer')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('withdrawn_at', 'is', null)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

async function noteFeeling(tx: Tx, actor: StaffActor, { accountId, sample }: Place, answer: Answer) {
  if (answer.kind !== 'done' || answer.feeling === null) return null
  return noteSentiment(tx, actor, accountId, { value: answer.feeling, note: null, sample })
}

/** An answer, and when it was given: its task has the same moment, so that both can be taken back together. */
interface Given {
  readonly answer: Answer
  readonly at: Date
}

async function insertAnswer(
  tx: Tx,
  actor: StaffActor,
  place: Place,
  { answer, at, sentimentId }: Given & { readonly sentimentId: number | null },
): Promise<number> {
  const { accountId, listStaffId, day, task, sample } = place
  const known = await knownOf(tx, accountId)
  const { signals, score, risk } = known
  const { until } = valuesOf(answer)
  const { id } = await tx
    .insertInto('today.answer')
    .values({
      account_id: accountId,
      staff_id: actor.id,
      list_staff_id: listStaffId,
      day,
      ...valuesOf(answer),
      estimated: answer.kind === 'done' && answer.estimated && answer.minutes !== null,
      ...known,
      signals: JSON.stringify(signals),
      suggestion: task ? 'task' : known.suggestion,
      task_id: task?.id ?? null,
      sentiment_id: sentimentId,
      sample,
      at,
      withdrawn_at: null,
      withdrawn_by: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await rest(tx, accountId, quietUntil({ kind: answer.kind, at, until, signals, score, risk }, known))
  return id
}

/** What the list knows of the account. What needed nobody any more a moment ago can be answered all the same. */
async function knownOf(tx: Tx, accountId: number) {
  const candidate = (await candidatesOf(tx, [accountId]))[0]
  return {
    signals: candidate?.signals ?? [],
    suggestion: suggestionFor(candidate?.strongest ?? null).key,
    score: candidate?.score ?? null,
    risk: candidate?.risk ?? riskOf(null, null).risk,
    gain: candidate?.gain ?? 0,
  }
}

/** Lets the account rest until then, or no longer. */
export async function rest(tx: Tx, accountId: number, until: Date | null): Promise<void> {
  await tx.updateTable('today.candidate').set({ quiet_until: until }).where('account_id', '=', accountId).execute()
}

/** The task is answered with the account: nobody says the same thing twice. */
async function answerTask(tx: Tx, actor: StaffActor, { task }: Place, { answer, at }: Given): Promise<void> {
  if (!task) return
  const more = { at, told: false }
  if (answer.kind === 'later') await snoozeTask(tx, actor, task.id, answer.until, more)
  else if (answer.kind === 'done') {
    const { minutes, estimated, note } = answer
    await closeTask(tx, actor, task.id, { kind: 'done', minutes, estimated, note }, more)
  } else await closeTask(tx, actor, task.id, answer, more)
}

async function leaveLists(tx: Tx, { accountId, day }: Place): Promise<void> {
  await tx
    .updateTable('today.list_item')
    .set({ left_at: nowDate(), left_as: 'answered' })
    .where('account_id', '=', accountId)
    .where('day', '=', day)
    .where('left_at', 'is', null)
    .execute()
}

async function tell(tx: Tx, actor: StaffActor, place: Place, answer: Answer, id: number): Promise<void> {
  const { accountId, task, sample } = place
  const data = {
    ...('minutes' in answer && answer.minutes !== null && { minutes: answer.minutes }),
    ...('note' in answer && answer.note !== null && { note: answer.note }),
    ...(answer.kind === 'later' && { until: answer.until.toISOString() }),
    ...(task && { task: task.title }),
  }
  await record(tx, actor, { name: deeds[answer.kind], accountId, subjectId: String(id), data, sample })
}
