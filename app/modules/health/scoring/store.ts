import { type RawBuilder, sql } from 'kysely'
import type { Model } from '../models.ts'
import { bandSql } from './points.ts'

/** When scores are stored. */
export interface Moment {
  /** The company's day. */
  readonly day: string
  /** When it began. */
  readonly dayBegan: Date
  readonly at: Date
}

/** Of whom scores are stored at once. */
export interface Round {
  /** Ids above the one and up to the other. */
  readonly range: { readonly after: number; readonly upTo: number }
  /** Scores stored after this instant were computed from newer facts, so they stay. */
  readonly unlessStoredAfter: Date
}

/** Accounts whose score changed, and those of which only values or the comparison with last week changed. */
export interface Stored {
  readonly moved: readonly number[]
  readonly touched: readonly number[]
}

/**
 * SQL that stores scored rows as the present score, and as the day's score where it is another than before.
 * Nothing is written for accounts of which nothing changed.
 *
 * Rows are locked in the order of ids, so that two at once cannot wait for each other in a circle. Of single accounts that
 * is done by an insert which finds a row there already. In a round through everybody a plain update costs a third less; it
 * goes in the order in which the rows are joined: that of ids, as long as the connection does not join by hashing.
 */
export function storeScores(
  model: Model,
  scored: RawBuilder<unknown>,
  moment: Moment,
  round?: Round,
): RawBuilder<Stored> {
  const version = sql`${model.versionId}::bigint`
  const at = sql`${moment.at}::timestamptz`
  const guard = round ? sql`known.computed_at <= ${round.unlessStoredAfter}::timestamptz` : sql`true`
  return sql`
    with fresh as materialized (${comparedWithBefore(model, scored, moment, round)} order by account_id),
    ${round ? updated(version, at, sql`${guard} and ${inRange('known', round)}`) : sql``}
    inserted as (${inserted(version, at, round ? sql`not was_there` : sql`moved or touched`, guard)}),
    stored as (
      select fresh.* from fresh join inserted using (account_id)
      ${round ? sql`union all select * from updated` : sql``}
    ),
    day as (
      insert into health.score_day (account_id, day, version_id, score, band, confidence, values, points, contributions, at)
      select account_id, ${moment.day}::date, ${version}, score, band, confidence, values, points, contributions, ${at}
      from stored where moved and news
      on conflict (account_id, day) do update set version_id = excluded.version_id, score = excluded.score,
        band = excluded.band, confidence = excluded.confidence, values = excluded.values, points = excluded.points,
        contributions = excluded.contributions, at = excluded.at
    )
    select coalesce(json_agg(account_id) filter (where moved), '[]') as moved,
           coalesce(json_agg(account_id) filter (where not moved), '[]') as touched
    from stored`
}

function updated(version: RawBuilder<unknown>, at: RawBuilder<unknown>, which: RawBuilder<unknown>) {
  return sql`updated as (
      update health.score known set version_id = ${version}, computed = fresh.computed, score = fresh.score,
        band = fresh.band, overridden = fresh.overridden, confidence = fresh.confidence, values = fresh.values,
        points = fresh.points, contributions = fresh.contributions, week_ago = fresh.week_ago, computed_at = ${at}
      from fresh
      where known.account_id = fresh.account_id and fresh.was_there and (fresh.moved or fresh.touched) and ${which}
      returning fresh.*
    ),`
}

function inserted(
  version: RawBuilder<unknown>,
  at: RawBuilder<unknown>,
  which: RawBuilder<unknown>,
  guard: RawBuilder<unknown>,
) {
  return sql`
      insert into health.score as known (account_id, version_id, computed, score, band, overridden, confidence,
                                         values, points, contributions, week_ago, computed_at)
      select account_id, ${version}, computed, score, band, overridden, confidence,
             values, points, contributions, week_ago, ${at}
      from fresh where ${which} order by account_id
      on conflict (account_id) do update set version_id = excluded.version_id, computed = excluded.computed,
        score = excluded.score, band = excluded.band, overridden = excluded.overridden, confidence = excluded.confidence,
        values = excluded.values, points = excluded.points, contributions = excluded.contributions,
        week_ago = excluded.week_ago, computed_at = excluded.computed_at
      where ${guard}
      returning account_id`
}

/** Said of each table by itself, since the planner does not carry it over: else it reads everything for every batch. */
export function inRange(table: string, { range }: Pick<Round, 'range'>, column = 'account_id'): RawBuilder<unknown> {
  const id = sql.ref(`${table}.${column}`)
  return sql`${id} > ${range.after}::bigint and ${id} <= ${range.upTo}::bigint`
}

/**
 * Scored rows with what counts (an override goes before), and whether that differs from what is stored. That nothing is
 * known of an account is news only when something was known before.
 */
function comparedWithBefore(
  model: Model,
  scored: RawBuilder<unknown>,
  moment: Moment,
  round: Round | undefined,
): RawBuilder<unknown> {
  const counts = sql`coalesce(o.score, s.computed)`
  const present = sql`${model.versionId}::bigint`
  return sql`
    select s.*, old.account_id is not null as was_there, ${counts} as score, o.score is not null as overridden, w.week_ago,
      ${bandSql(counts, model.definition.bands)} as band,
      old.points is distinct from s.points or old.score is distinct from ${counts}
        or old.version_id is distinct from ${present} as moved,
      old.values is distinct from s.values or old.week_ago is distinct from w.week_ago as touched,
      coalesce(${counts}, old.score) is not null as news
    from (${scored}) s
    left join health.score old on old.account_id = s.account_id${round ? sql` and ${inRange('old', round)}` : sql``}
    left join health.override o on o.account_id = s.account_id and o.ended_at is null and o.expires_at > ${moment.at}
    cross join lateral (${weekAgo(present, moment)}) w`
}

/**
 * What counted a week ago, from the history; once a day and after a past was computed, since it stays the same meanwhile.
 * What was said from other measures is no score to compare with: an account does not fall because a model was published, or
 * because another one holds it now.
 */
function weekAgo(present: RawBuilder<unknown>, { day, dayBegan }: Moment): RawBuilder<unknown> {
  const measures = (version: RawBuilder<unknown>) =>
    sql`(select v.definition -> 'measures' from health.model_version v where v.id = ${version})`
  const since = sql`greatest(${dayBegan}::timestamptz, (select done_at from health.backfill))`
  return sql`
    select case when old.version_id = ${present} and old.computed_at > ${since} then old.week_ago else (
      select case when d.version_id = ${present} or ${measures(sql`d.version_id`)} = ${measures(present)} then d.score end
      from health.score_day d
      where d.account_id = s.account_id and d.day <= ${day}::date - 7
      order by d.day desc limit 1
    ) end as week_ago offset 0`
}

/** SQL that stores what a model says of a past day, where it differs from the day stored before; what was shown stays. */
export function storePastDay(
  model: Model,
  scored: RawBuilder<unknown>,
  { day, at }: Pick<Moment, 'day' | 'at'>,
): RawBuilder<unknown> {
  return sql`
    insert into health.score_day (account_id, day, version_id, score, band, confidence, values, points, contributions, at)
    select s.account_id, ${day}::date, ${model.versionId}::bigint, s.computed,
           ${bandSql(sql`s.computed`, model.definition.bands)},
           s.confidence, s.values, s.points, s.contributions, ${at}::timestamptz
    from (${scored}) s
    left join lateral (
      select d.points from health.score_day d
      where d.account_id = s.account_id and d.day < ${day}::date order by d.day desc limit 1
    ) b on true
    where s.computed is not null and b.points is distinct from s.points
    order by s.account_id
    on conflict (account_id, day) do nothing`
}
