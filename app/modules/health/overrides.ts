import { sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import { type Db, lock, type Tx } from '../../platform/db.ts'
import { Invalid } from '../../platform/errors.ts'
import { refuseLate } from '../../web/was.ts'
import { record, type StaffActor } from '../activity/index.ts'
import { holdAccount, markChanged } from '../customers/index.ts'
import { computedScore } from './queries.ts'

export interface Override {
  readonly id: number
  readonly score: number
  readonly computed: number | null
  readonly reason: string
  readonly staffId: string
  readonly createdAt: Date
  readonly expiresAt: Date
}

export interface OverrideInput {
  readonly score: number
  readonly reason: string
  readonly expiresAt: Date
  /** When it was said, if not now (imports of history): on an account without an override, after its course was computed. */
  readonly at?: Date
  readonly sample?: boolean
  /** The word of the override's id that was on the screen, if any (see was.ts). */
  readonly was?: string | undefined
}

const longestDays = 180

/**
 * Sets what counts as an account's score until `expiresAt`, in place of the computed one, which stays beside it.
 * Ends an earlier override, which was on the screen: throws Conflict when another one counts by now than the form showed
 * (`was`). Throws NotFound without the account, Invalid when the expiry is not within the next 180 days.
 */
export async function overrideScore(tx: Tx, actor: StaffActor, accountId: number, input: OverrideInput): Promise<void> {
  const at = input.at ?? nowDate()
  checkExpiry(input.expiresAt, at)
  await refuseLateOverride(tx, accountId, input.was)
  await end(tx, accountId, actor.id, at)
  const computed = await (input.at ? computedAt(tx, accountId, at) : computedScore(tx, accountId))
  await tx
    .insertInto('health.override')
    .values({
      account_id: accountId,
      score: input.score,
      computed,
      reason: input.reason,
      staff_id: actor.id,
      created_at: at,
      expires_at: input.expiresAt,
      ended_at: input.expiresAt <= nowDate() ? input.expiresAt : null,
      ended_by: null,
    })
    .execute()
  await record(tx, actor, {
    name: 'health.score_overridden',
    accountId,
    data: {
      score: input.score,
      computed,
      reason: input.reason,
      expiresAt: input.expiresAt.toISOString(),
    },
    ...(input.at ? { at } : {}),
    ...(input.sample ? { sample: true } : {}),
  })
  await markChanged(tx, [accountId])
}

/** What the course of the account says was computed at a time; null when it does not reach back so far. */
async function computedAt(tx: Tx, accountId: number, at: Date): Promise<number | null> {
  const { rows } = await sql<{ score: number }>`
    select score from health.score_course where account_id = ${accountId} and at <= ${at}
    order by day desc, at desc limit 1`.execute(tx)
  return rows[0]?.score ?? null
}

/** Of two people one is first; the other one is told, unless both want the same: that it ends. */
async function refuseLateOverride(tx: Tx, accountId: number, was: string | undefined): Promise<void> {
  await holdAccount(tx, accountId)
  await lock(tx, 'health.override', accountId)
  refuseLate(was, (await currentOverride(tx, accountId))?.id)
}

function checkExpiry(expiresAt: Date, now: Date): void {
  const days = (expiresAt.getTime() - now.getTime()) / 86_400_000
  if (days <= 0 || days > longestDays) throw new Invalid({ expiresOn: 'health:override.expiryRange' })
}

/**
 * Lets the computed score count again. Nothing happens when there is no override; throws Conflict when it is another one than
 * the page showed (`was`).
 */
export async function endOverride(tx: Tx, actor: StaffActor, accountId: number, was?: string): Promise<void> {
  await refuseLateOverride(tx, accountId, was)
  const ended = await end(tx, accountId, actor.id, nowDate())
  if (!ended) return
  await record(tx, actor, { name: 'health.override_ended', accountId })
  await markChanged(tx, [accountId])
}

/** Marks the accounts whose override has run out, so that their score is computed again; returns how many. */
export async function expireOverrides(tx: Tx): Promise<number> {
  const now = nowDate()
  const rows = await tx
    .updateTable('health.override')
    .set({ ended_at: sql<Date>`expires_at` })
    .where('ended_at', 'is', null)
    .where('expires_at', '<=', now)
    .returning('account_id')
    .execute()
  await markChanged(
    tx,
    rows.map(row => row.account_id),
  )
  return rows.length
}

/** The override that counts now, if any. */
export async function currentOverride(db: Db | Tx, accountId: number): Promise<Override | undefined> {
  const row = await db
    .selectFrom('health.override')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', nowDate())
    .executeTakeFirst()
  return (
    row && {
      id: row.id,
      score: row.score,
      computed: row.computed,
      reason: row.reason,
      staffId: row.staff_id,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
    }
  )
}

async function end(tx: Tx, accountId: number, staffId: string, at: Date): Promise<boolean> {
  const result = await tx
    .updateTable('health.override')
    .set({
      ended_at: sql<Date>`least(expires_at, ${at}::timestamptz)`,
      ended_by: sql<string | null>`case when expires_at > ${at} then ${staffId} end`,
    })
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
