import { sql } from 'kysely'
import { expect } from 'vitest'
import type { ScoredMeasure } from '../../app/modules/health/scoring/definition.ts'
import type { Db } from '../../app/platform/db.ts'

/** What a test wants an account to be. */
export interface HealthAccount {
  readonly name: string
  /** Days back from the company's day on which somebody used it, by `people` persons; none of it when absent. */
  readonly used?: readonly number[]
  readonly people?: number
  readonly event?: string
  readonly since?: string
  readonly traits?: Readonly<Record<string, unknown>>
  readonly monthly?: number
}

/** The day that `used` counts back from, and the zone in which it is one. */
export interface TestDay {
  readonly today: string
}

/** Accounts with their use, put straight into the tables of the modules below; returns their ids in order. */
export async function putUsedAccounts(
  db: Db,
  { today }: TestDay,
  ...accounts: readonly HealthAccount[]
): Promise<readonly number[]> {
  const ids: number[] = []
  for (const account of accounts) {
    const { rows } = await sql<{ id: number }>`
      insert into customers.account (name, customer_since, traits, monthly_amount)
      values (${account.name}, ${account.since ?? '2025-01-01'}::date, ${JSON.stringify(account.traits ?? {})}::jsonb,
        ${account.monthly ?? null}) returning id`.execute(db)
    const id = rows[0]?.id ?? 0
    ids.push(id)
    if (account.used) await putUse(db, { today }, id, account.used, account.people, account.event)
  }
  return ids
}

/** Puts a key into the list of known traits, as whoever takes traits in does. */
export async function knowTrait(db: Db, key: string): Promise<void> {
  await sql`insert into customers.trait (subject, key, type) values ('account', ${key}, 'mixed') on conflict do nothing`.execute(
    db,
  )
}

/** Use of an event by so many people on days counted back from today. */
export async function putUse(
  db: Db,
  { today }: TestDay,
  accountId: number,
  daysAgo: readonly number[],
  people = 1,
  event = '給餌を記録',
): Promise<void> {
  if (daysAgo.length === 0) return
  await sql`create table if not exists events.usage_day_test partition of events.usage_day default`.execute(db)
  await sql`
    insert into events.usage_day (account_id, day, contact_id, name, count, last_at)
    select ${accountId}, ${today}::date - d, ${accountId * 100} + p, ${event}, 3, (${today}::date - d)::timestamptz
    from unnest(${[...daysAgo]}::int[]) d, generate_series(1, ${people}::int) p
    on conflict do nothing`.execute(db)
  await sql`
    insert into events.sign_of_life (account_id, first_at, last_at, last_day)
    select account_id, min(last_at), max(last_at), max(day) from events.usage_day where account_id = ${accountId} group by 1
    on conflict (account_id) do update
    set first_at = excluded.first_at, last_at = excluded.last_at, last_day = excluded.last_day`.execute(db)
}

/** The whole numbers from `from` up to, but without, `to`. */
export function every(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}

/** The present scores by account. */
export async function scoresById(db: Db) {
  const rows = await db.selectFrom('health.score').selectAll().execute()
  return new Map(rows.map(row => [row.account_id, row]))
}

/** A measure scored between two values. */
export function threshold(
  measure: string,
  zero: number,
  full: number,
  more: Partial<ScoredMeasure> = {},
): ScoredMeasure {
  return { measure, weight: 10, ...more, scale: { kind: 'threshold', zero, full } }
}

/** A measure scored by rank, over 28 days. */
export function percentile(measure: string, more: Partial<ScoredMeasure> = {}): ScoredMeasure {
  return { measure, window: 28, weight: 10, ...more, scale: { kind: 'percentile' } }
}

/** The contributions add up to the score, and everything lies within its bounds. */
export function expectSound(row: {
  computed: number | null
  confidence: number
  contributions: readonly (number | null)[]
  points: readonly (number | null)[]
}): void {
  const sum = row.contributions.reduce<number>((total, part) => total + (part ?? 0), 0)
  expect(sum).toBeCloseTo(row.computed ?? 0, 2)
  for (const value of [row.computed ?? 0, ...row.points.map(one => one ?? 0)]) {
    expect(value).toBeGreaterThanOrEqual(0)
    expect(value).toBeLessThanOrEqual(100)
  }
  expect(row.confidence).toBeGreaterThanOrEqual(0)
  expect(row.confidence).toBeLessThanOrEqual(1)
}
