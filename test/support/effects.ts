import { sql } from 'kysely'
import { afterEach, beforeEach } from 'vitest'
import { setClock } from '../../app/platform/clock.ts'
import type { Db } from '../../app/platform/db.ts'

/** Days active in the seven days after, and before. */
export const daysActive = {
  kind: 'measure',
  use: { measure: 'events.days_active', window: 7 },
  better: 'more',
  days: 7,
} as const

/** Each test of a file begins on 22 November 2026, without accounts, plays, use, and changes of the share held out of all plays. */
export function eachWithoutPlays(db: Db): void {
  beforeEach(async () => {
    setClock(Temporal.Instant.from('2026-11-22T03:00:00Z'))
    await sql`truncate customers.account, plays.play, effects.company_sum cascade`.execute(db)
    await sql`delete from events.usage_day`.execute(db)
    await sql`delete from activity.entry where name = 'plays.holdout_changed'`.execute(db)
  })
  afterEach(() => setClock(undefined))
}

/** A published play with this outcome, without anything that it does. Returns its id. */
export async function publishedPlay(
  db: Db,
  outcome: object | null,
  name = '沈黙への声かけ',
  holdout = 0.1,
  steps: readonly object[] = [],
): Promise<number> {
  const definition = JSON.stringify({ v: 1, trigger: null, audience: null, steps, exits: [], outcome, holdout })
  const { rows } = await sql<{ id: number }>`
    with play as (
      insert into plays.play (name, about, state, draft) values (${name}, 'account', 'live', ${definition}::jsonb) returning id
    ), version as (
      insert into plays.play_version (play_id, number, definition) select id, 1, ${definition}::jsonb from play returning id, play_id
    ) select play_id as id from version`.execute(db)
  const id = rows[0]?.id ?? 0
  await sql`
    update plays.play set live_version_id = (select id from plays.play_version where play_id = ${id}) where id = ${id}`.execute(
    db,
  )
  return id
}

/** Publishes another version of a play, with another share held out or other steps. */
export async function publishAgain(
  db: Db,
  playId: number,
  changes: { readonly holdout?: number; readonly steps?: readonly object[] },
): Promise<void> {
  await sql`
    with version as (
      insert into plays.play_version (play_id, number, definition)
      select play_id, number + 1, definition || ${JSON.stringify(changes)}::jsonb
      from plays.play_version where play_id = ${playId} order by number desc limit 1 returning id
    ) update plays.play set live_version_id = (select id from version) where id = ${playId}`.execute(db)
}

/** So many new accounts. Returns their ids. */
export async function newAccounts(db: Db, count: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    insert into customers.account (name) select 'a' || n from generate_series(1, ${count}) n returning id`.execute(db)
  return rows.map(row => row.id)
}

export interface Entry {
  readonly accountId: number
  readonly arm: 'treated' | 'held_out'
  readonly level?: 'play' | 'company'
  /** 2026-08-01, at noon in Japan. */
  readonly day: string
  readonly despite?: boolean
  /** The number of the version it enters by; 1 when left out. */
  readonly version?: number
}

/** Has accounts enter a play, each in its arm. */
export async function enter(db: Db, playId: number, entries: readonly Entry[]): Promise<void> {
  const levels = entries.map(({ arm, level }) => (arm === 'treated' ? null : (level ?? 'play')))
  await sql`
    insert into plays.arm (play_id, account_id, arm, level, version_id, entered_at, despite_at)
    select ${playId}, e.account_id, e.arm, e.level, v.id, e.day + interval '12 hours' - interval '9 hours',
           case when e.despite then e.day end
    from unnest(${entries.map(one => one.accountId)}::bigint[], ${entries.map(one => one.arm)}::text[], ${levels}::text[],
      ${entries.map(one => `${one.day}T00:00:00Z`)}::timestamptz[], ${entries.map(one => one.despite ?? false)}::boolean[],
      ${entries.map(one => one.version ?? 1)}::int[])
      as e (account_id, arm, level, day, despite, version), plays.play_version v
    where v.play_id = ${playId} and v.number = e.version`.execute(db)
}

export interface Drawn {
  readonly accountId: number
  readonly path: string
  /** At noon in Japan. */
  readonly day: string
  readonly version?: number
}

/** Has accounts be drawn into paths of a random split. */
export async function drawInto(db: Db, playId: number, step: string, drawn: readonly Drawn[]): Promise<void> {
  await sql`
    insert into plays.drawn_path (play_id, step, account_id, path, version_number, taken_at)
    select ${playId}, ${step}, d.account_id, d.path, d.version, d.day + interval '3 hours'
    from unnest(${drawn.map(one => one.accountId)}::bigint[], ${drawn.map(one => one.path)}::text[],
      ${drawn.map(one => one.version ?? 1)}::int[], ${drawn.map(one => `${one.day}T00:00:00Z`)}::timestamptz[])
      as d (account_id, path, version, day)`.execute(db)
}

/** A random split with paths of these names, each with a task in it, and equal shares or these. */
export function splitStep(id: string, names: readonly string[], shares?: readonly number[]): object {
  return {
    id,
    kind: 'split',
    paths: names.map((name, place) => ({
      ...{ id: `p${place + 1}`, name, share: shares?.[place] ?? 100 / names.length },
      steps: [{ id: `t${place + 1}`, kind: 'action', action: 'task', settings: {} }],
    })),
  }
}

/** Has accounts be active on days. */
export async function use(db: Db, uses: readonly { accountId: number; day: string; name?: string }[]): Promise<void> {
  await sql`create table if not exists events.usage_day_test partition of events.usage_day default`.execute(db)
  await sql`
    insert into events.usage_day (account_id, day, contact_id, name, count, last_at)
    select account_id, day, 0, name, 1, day
    from unnest(${uses.map(one => one.accountId)}::bigint[], ${uses.map(one => one.day)}::date[],
      ${uses.map(one => one.name ?? 'open')}::text[]) as u (account_id, day, name)
    on conflict do nothing`.execute(db)
  await sql`
    insert into events.sign_of_life (account_id, first_at, last_at, last_day)
    select account_id, min(day), max(day), max(day) from events.usage_day group by account_id on conflict do nothing`.execute(
    db,
  )
}
