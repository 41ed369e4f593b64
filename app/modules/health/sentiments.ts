import { dayOf, nowDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { NotFound } from '../../platform/errors.ts'
import { allows, leaders, type Staff } from '../../web/access.ts'
import { record, type StaffActor } from '../activity/index.ts'
import { markChanged } from '../customers/index.ts'
import { companySettings } from '../identity/index.ts'
import { computedScore } from './queries.ts'

/** From "very worried" to "very confident", as a person felt it after talking to the customer. */
export const sentimentValues = [0, 25, 50, 75, 100] as const

/** A feeling is news for this many days; then it no longer counts. */
export const sentimentDays = 60

export type SentimentValue = (typeof sentimentValues)[number]

export interface Sentiment {
  readonly id: number
  readonly value: SentimentValue
  readonly note: string | null
  readonly staffId: string
  readonly createdAt: Date
  readonly expiresAt: Date
}

/** Notes how an account feels to a person; returns its id. It counts as a measure for 60 days. */
export async function noteSentiment(
  tx: Tx,
  actor: StaffActor,
  accountId: number,
  input: {
    readonly value: SentimentValue
    readonly note: string | null
    readonly at?: Date
    readonly sample?: boolean
  },
): Promise<number> {
  const at = input.at ?? nowDate()
  const { timeZone } = await companySettings(tx)
  // Of a feeling from the past it is not known what was computed then; a backfill may find out.
  const computed = input.at ? null : await computedScore(tx, accountId)
  const { id } = await tx
    .insertInto('health.sentiment')
    .values({
      account_id: accountId,
      value: input.value,
      computed,
      day: dayOf(at, timeZone).toString(),
      note: input.note,
      staff_id: actor.id,
      created_at: at,
      expires_at: new Date(at.getTime() + sentimentDays * 86_400_000),
      sample: input.sample ?? false,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await record(tx, actor, {
    name: 'health.sentiment_noted',
    accountId,
    data: { value: input.value, note: input.note },
    ...(input.at ? { at } : {}),
    ...(input.sample ? { sample: true } : {}),
  })
  await markChanged(tx, [accountId])
  return id
}

/** Whether a person may take a feeling back: their own, or as somebody who leads. */
export function canWithdraw(person: Pick<Staff, 'id' | 'roles'>, sentiment: Pick<Sentiment, 'staffId'>): boolean {
  return sentiment.staffId === person.id || allows(leaders, person)
}

/** Which feeling was noted, and by whom; undefined when there is none with this id. */
export async function findSentiment(
  db: Db | Tx,
  id: number,
): Promise<Pick<Sentiment, 'staffId' | 'value'> | undefined> {
  const row = await db
    .selectFrom('health.sentiment')
    .select(['staff_id', 'value'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row && { staffId: row.staff_id, value: row.value as SentimentValue }
}

/**
 * Takes back a feeling that was noted by mistake: it counts no more, the one before it counts again, the timeline keeps
 * both. Once is enough: nothing happens when it was taken back already. Returns the account. Throws NotFound without
 * such a feeling.
 */
export async function withdrawSentiment(tx: Tx, actor: StaffActor, id: number): Promise<number> {
  const row = await tx.selectFrom('health.sentiment').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw new NotFound(`sentiment ${id}`)
  if (row.withdrawn_at) return row.account_id
  await tx
    .updateTable('health.sentiment')
    .set({ withdrawn_at: nowDate(), withdrawn_by: actor.id })
    .where('id', '=', id)
    .execute()
  const { account_id: accountId, value, sample } = row
  await record(tx, actor, { name: 'health.sentiment_withdrawn', accountId, data: { value }, sample })
  await markChanged(tx, [accountId])
  return accountId
}

/** The latest feeling that has neither faded nor been taken back, if any. */
export async function currentSentiment(db: Db, accountId: number): Promise<Sentiment | undefined> {
  const row = await db
    .selectFrom('health.sentiment')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('expires_at', '>', nowDate())
    .where('withdrawn_at', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return (
    row && {
      id: row.id,
      value: row.value as SentimentValue,
      note: row.note,
      staffId: row.staff_id,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
    }
  )
}
