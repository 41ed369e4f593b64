import { nowDate } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { type Actor, record } from '../activity/index.ts'
import { markChanged } from '../customers/index.ts'
import { companySettings } from '../identity/index.ts'
import { computedScore } from './queries.ts'

/** From "very worried" to "very confident", as a person felt it after talking to the customer. */
export const sentimentValues = [0, 25, 50, 75, 100] as const

/** A feeling is news for this many days; then it no longer counts. */
export const sentimentDays = 60

export type SentimentValue = (typeof sentimentValues)[number]

export interface Sentiment {
  readonly value: SentimentValue
  readonly note: string | null
  readonly staffId: string
  readonly createdAt: Date
  readonly expiresAt: Date
}

/** Notes how an account feels to a person. It counts as a measure for 60 days. */
export async function noteSentiment(
  tx: Tx,
  actor: Extract<Actor, { kind: 'staff' }>,
  accountId: number,
  input: {
    readonly value: SentimentValue
    readonly note: string | null
    readonly at?: Date
    readonly sample?: boolean
  },
): Promise<void> {
  const at = input.at ?? nowDate()
  const { timeZone } = await companySettings(tx)
  // Of a feeling from the past it is not known what was computed then; a backfill may find out.
  const computed = input.at ? null : await computedScore(tx, accountId)
  await tx
    .insertInto('health.sentiment')
    .values({
      account_id: accountId,
      value: input.value,
      computed,
      day: Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString(),
      note: input.note,
      staff_id: actor.id,
      created_at: at,
      expires_at: new Date(at.getTime() + sentimentDays * 86_400_000),
      sample: input.sample ?? false,
    })
    .execute()
  await record(tx, actor, {
    name: 'health.sentiment_noted',
    accountId,
    data: { value: input.value, note: input.note },
    ...(input.at ? { at } : {}),
    ...(input.sample ? { sample: true } : {}),
  })
  await markChanged(tx, [accountId])
}

/** The latest feeling that has not faded, if any. */
export async function currentSentiment(db: Db, accountId: number): Promise<Sentiment | undefined> {
  const row = await db
    .selectFrom('health.sentiment')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('expires_at', '>', nowDate())
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return (
    row && {
      value: row.value as SentimentValue,
      note: row.note,
      staffId: row.staff_id,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
    }
  )
}
