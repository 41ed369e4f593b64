import { sql } from 'kysely'
import type { Db } from '../../../platform/db.ts'
import { followedDays, leastDifference } from './agreement.ts'

/** What a person said of an account, what was computed then, and what became of it. */
export interface Judgement {
  readonly kind: 'override' | 'sentiment'
  readonly id: number
  readonly accountId: number
  readonly name: string
  readonly sample: boolean
  readonly at: Date
  readonly staffId: string
  /** 0 to 100, as the person saw it. */
  readonly value: number
  readonly computed: number | null
  readonly words: string | null
  readonly leftAt: Date | null
  readonly left: boolean
  /** What counts now; null without a score. */
  readonly scoreNow: number | null
}

/** Where a page of judgements ends. */
export interface JudgementCursor {
  readonly at: Date
  readonly kind: 'override' | 'sentiment'
  readonly id: number
}

/** Overrides and feelings that were not taken back, newest first, along the indices of both. */
export async function judgementPage(db: Db, limit: number, after?: JudgementCursor): Promise<readonly Judgement[]> {
  const beyond = after
    ? sql`(j.created_at, j.kind, j.id) < (${after.at}::timestamptz, ${after.kind}::text, ${after.id}::bigint)`
    : sql`true`
  const upTo = after ? sql`created_at <= ${after.at}::timestamptz` : sql`true`
  const part = (kind: Judgement['kind'], columns: ReturnType<typeof sql>) => sql`
    (select ${sql.lit(kind)}::text as kind, id, account_id, created_at, staff_id, computed, ${columns}
     from ${sql.table(`health.${kind}`)} where ${upTo} ${kind === 'sentiment' ? sql`and withdrawn_at is null` : sql``} order by created_at desc, id desc limit ${limit + tied})`
  const { rows } = await sql<Judgement>`
    with judged as (
      ${part('override', sql`score::float8 as value, reason as words`)}
      union all
      ${part('sentiment', sql`value::float8, note`)}
    )
    select j.kind, j.id, j.account_id as "accountId", a.name, a.sample, j.created_at as at,
      j.staff_id as "staffId", j.value, j.computed, j.words, a.cancelled_at as "leftAt", a.cancelled as left, s.score as "scoreNow"
    from judged j
    join customers.account_fact a on a.account_id = j.account_id
    left join health.score s on s.account_id = j.account_id
    where ${beyond} order by j.created_at desc, j.kind desc, j.id desc limit ${limit}`.execute(db)
  return rows
}

/** So many may have been said at the same instant (by an import) without a page ending among them. */
const tied = 200

/** How often people saw an account lower or higher than was computed, and how many of these left within 90 days. */
export interface Disagreement {
  readonly side: 'lower' | 'same' | 'higher'
  readonly count: number
  readonly left: number
}

/** Counts all judgements of accounts that had not left, of which it is known what was computed then. */
export async function disagreements(db: Db): Promise<readonly Disagreement[]> {
  const { rows } = await sql<Disagreement>`
    with judged as (
      select account_id, created_at, score - computed as difference from health.override where computed is not null
      union all
      select account_id, created_at, value - computed from health.sentiment
      where computed is not null and withdrawn_at is null
    )
    select case when difference <= ${-leastDifference}::int then 'lower' when difference >= ${leastDifference}::int then 'higher'
        else 'same' end as side,
      count(*) as count,
      count(*) filter (
        where a.cancelled_at > j.created_at and a.cancelled_at <= j.created_at + make_interval(days => ${followedDays}::int)
      ) as left
    from judged j join customers.account_fact a on a.account_id = j.account_id
    where not a.cancelled or a.cancelled_at > j.created_at
    group by 1`.execute(db)
  return (['lower', 'same', 'higher'] as const).map(
    side => rows.find(row => row.side === side) ?? { side, count: 0, left: 0 },
  )
}
