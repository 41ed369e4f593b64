import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { Offers } from '../../../web/module.ts'
import { compileMeasures } from '../../segments/index.ts'
import { type Meeting, meetingsOf } from './meetings.ts'
import type { Answered } from './quiet.ts'
import type { Band, Facts, Signal } from './signals.ts'

/** What is known of an account, from all modules, with what ranking needs besides. */
export interface AccountFacts extends Facts {
  readonly accountId: number
  readonly ownerId: string | null
  /** Minor units per month; null when nobody said any. */
  readonly monthlyAmount: number | null
  readonly currency: string
  readonly taskDue: boolean
  readonly lastAnswer: Answered | null
  /** What people did lately and said elsewhere, the latest first. */
  readonly meetings: readonly Meeting[]
}

interface Row {
  readonly account_id: number
  readonly owner_id: string | null
  readonly stage: Facts['stage']
  readonly monthly_amount: number | null
  readonly currency: string
  readonly days_since_start: number
  readonly silent_days: number | null
  readonly active_days: number | null
  readonly span_days: number | null
  readonly renews_in: number | null
  readonly score: number | null
  readonly band: Band | null
  readonly change: number | null
  readonly risk: number | null
  readonly risk_week_ago: number | null
  readonly task_due: boolean
  readonly kind: Answered['kind'] | null
  readonly at: Date
  readonly until: Date | null
  readonly answer_signals: readonly Signal[]
  readonly answer_score: number | null
  readonly answer_risk: number
}

/** On which day (of the company) accounts are looked at, and when that day ends. */
export interface Day {
  readonly today: string
  readonly ends: Date
  readonly timeZone: string
}

/** Why accounts are judged: something was heard of them, or all of them are. */
export type Occasion = 'news' | 'round'

/** Gathers what is known of these accounts in a few statements, whatever their number. Accounts that are gone are absent. */
export async function gatherFacts(
  tx: Tx,
  offers: Pick<Offers, 'measures'>,
  accountIds: readonly number[],
  day: Day,
  occasion: Occasion,
): Promise<readonly AccountFacts[]> {
  await learnRhythms(tx, accountIds, day, occasion)
  const sentiments = await readSentiments(tx, offers, accountIds, day.today)
  const meetings = await meetingsOf(tx, accountIds)
  const rows = await readRows(tx, accountIds, day)
  return rows.map(row => ({
    accountId: row.account_id,
    ownerId: row.owner_id,
    stage: row.stage,
    silentDays: row.silent_days,
    rhythm: row.active_days && row.span_days ? { activeDays: row.active_days, spanDays: row.span_days } : null,
    daysSinceStart: row.days_since_start,
    renewsIn: row.renews_in,
    score: row.score,
    band: row.band ?? 'unknown',
    change: row.change,
    risk: row.risk,
    riskWeekAgo: row.risk_week_ago,
    sentiment: sentiments.get(row.account_id) ?? null,
    monthlyAmount: row.monthly_amount,
    currency: row.currency,
    taskDue: row.task_due,
    lastAnswer: answerOf(row),
    meetings: meetings.get(row.account_id) ?? [],
  }))
}

/**
 * For accounts silent for a week: how often they were active in the eight weeks up to their last sign of life. It changes
 * during a silence only by what is news: events sent later, a merge, visitors who turn out to be theirs. So a round computes
 * it once per silence.
 */
async function learnRhythms(
  tx: Tx,
  accountIds: readonly number[],
  { today, timeZone }: Day,
  occasion: Occasion,
): Promise<void> {
  await sql`
    with silent as materialized (
      select s.account_id, s.last_day,
             greatest(s.last_day - 55, least((s.first_at at time zone ${timeZone})::date, s.last_day)) as from_day
      from events.sign_of_life s
      left join today.rhythm r on r.account_id = s.account_id
      where s.account_id = any(${accountIds}::bigint[]) and s.last_day <= ${today}::date - 7
        and (r.last_day is distinct from s.last_day or ${occasion === 'news'})
        and exists (select from customers.account_fact a where a.account_id = s.account_id)
    )
    insert into today.rhythm as known (account_id, last_day, active_days, span_days)
    select s.account_id, s.last_day, used.days, s.last_day - s.from_day + 1
    from silent s, lateral (
      select count(*) as days from (
        select distinct day from events.usage_day u
        where u.account_id = s.account_id and u.day between s.from_day and s.last_day
          -- For all alike, so that months before and after are not looked at.
          and u.day >= (select min(from_day) from silent) and u.day <= (select max(last_day) from silent)
      ) each_day
    ) used
    where used.days > 0
    on conflict (account_id) do update
    set last_day = excluded.last_day, active_days = excluded.active_days, span_days = excluded.span_days
    where (known.last_day, known.active_days, known.span_days)
      is distinct from (excluded.last_day, excluded.active_days, excluded.span_days)`.execute(tx)
}

const sentimentMeasure = 'health.sentiment'

/** The last feelings that still count; none where nobody offers them. */
async function readSentiments(
  tx: Tx,
  offers: Pick<Offers, 'measures'>,
  accounts: readonly number[],
  today: string,
): Promise<ReadonlyMap<number, number>> {
  if (!offers.measures.has(sentimentMeasure)) return new Map()
  const { rows } = await compileMeasures([{ measure: sentimentMeasure }], offers, { accounts, today }).execute(tx)
  return new Map(rows.flatMap(({ account_id, m0 }) => (m0 == null ? [] : [[account_id, m0] as const])))
}

async function readRows(
  tx: Tx,
  accountIds: readonly number[],
  { today, ends, timeZone }: Day,
): Promise<readonly Row[]> {
  const ids = sql`any(${[...accountIds]}::bigint[])`
  const { rows } = await sql<Row>`
    select a.account_id, owner.id as owner_id, a.stage, a.monthly_amount, a.currency,
           contract.renews_on - ${today}::date as renews_in,
           greatest(0, ${today}::date - coalesce(a.customer_since, (a.created_at at time zone ${timeZone})::date))
             as days_since_start,
           case when life.last_day is not null then greatest(0, ${today}::date - life.last_day) end as silent_days,
           case when r.last_day = life.last_day then r.active_days end as active_days,
           case when r.last_day = life.last_day then r.span_days end as span_days,
           h.score, h.band, h.change, h.risk, h.risk_week_ago, due.account_id is not null as task_due,
           said.kind, said.at, said.until, said.signals as answer_signals, said.score as answer_score,
           said.risk as answer_risk
    from customers.account_fact a
    -- Whoever left the company owns nothing any more.
    left join identity.person owner on owner.id = a.owner_id and owner.present
    left join events.sign_of_life life on life.account_id = a.account_id
    left join today.rhythm r on r.account_id = a.account_id
    left join health.account_health h on h.account_id = a.account_id
    left join (
      select account_id, min(renews_on) as renews_on from customers.subscription_fact
      where account_id = ${ids} and (cancelled_at is null or cancelled_at > ${ends})
        and period <> 'month' and renews_on >= ${today}::date
      group by account_id
    ) contract on contract.account_id = a.account_id
    left join (
      select account_id from tasks.open_task where account_id = ${ids} and due_at <= ${ends} group by account_id
    ) due on due.account_id = a.account_id
    left join (
      select distinct on (account_id) account_id, kind, at, until, signals, score, risk
      from today.answer where account_id = ${ids} and withdrawn_at is null order by account_id, at desc, id desc
    ) said on said.account_id = a.account_id
    where a.account_id = ${ids}`.execute(tx)
  return rows
}

function answerOf(row: Row): Answered | null {
  const { kind, at, until, answer_signals: signals, answer_score: score, answer_risk: risk } = row
  return kind && { kind, at, until, signals, score, risk }
}
