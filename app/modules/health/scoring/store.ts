import { type RawBuilder, sql } from 'kysely'
import type { Model } from '../models.ts'
import { bandSql } from './points.ts'

/** When scores are stored. */
export interface Moment {
  /** The company's day. */
  readonly day: string
  readonly at: Date
  /** Scores stored after this instant were computed from newer facts, so they stay. */
  readonly unlessStoredAfter?: Date
}

/**
 * SQL that stores scored rows as the present score, and as the day's score where it is another than before.
 * Nothing is written for accounts of which nothing changed. Returns account_id, moved (the score itself changed).
 * In the order of ids, so that two at once cannot wait for each other in a circle.
 */
export function storeScores(
  model: Model,
  scored: RawBuilder<unknown>,
  { day, at, unlessStoredAfter }: Moment,
): RawBuilder<{ account_id: number; moved: boolean }> {
  const version = sql`${model.versionId}::bigint`
  const guard = unlessStoredAfter ? sql`where known.computed_at <= ${unlessStoredAfter}::timestamptz` : sql``
  return sql`
    with fresh as materialized (${comparedWithBefore(model, scored, day, at)}),
    stored as (
      insert into health.score as known (account_id, version_id, computed, score, band, overridden, confidence,
                                         values, points, contributions, week_ago, computed_at)
      select account_id, ${version}, computed, score, band, overridden, confidence,
             values, points, contributions, week_ago, ${at}::timestamptz
      from fresh where moved or touched order by account_id
      on conflict (account_id) do update set version_id = excluded.version_id, computed = excluded.computed,
        score = excluded.score, band = excluded.band, overridden = excluded.overridden, confidence = excluded.confidence,
        values = excluded.values, points = excluded.points, contributions = excluded.contributions,
        week_ago = excluded.week_ago, computed_at = excluded.computed_at
      ${guard}
      returning account_id
    ),
    day as (
      insert into health.score_day (account_id, day, version_id, score, band, confidence, values, points, contributions, at)
      select account_id, ${day}::date, ${version}, score, band, confidence, values, points, contributions, ${at}::timestamptz
      from fresh join stored using (account_id) where moved and news order by account_id
      on conflict (account_id, day) do update set version_id = excluded.version_id, score = excluded.score,
        band = excluded.band, confidence = excluded.confidence, values = excluded.values, points = excluded.points,
        contributions = excluded.contributions, at = excluded.at
    )
    select account_id, moved from fresh join stored using (account_id)`
}

/**
 * Scored rows with what counts (an override goes before), and whether that differs from what is stored. That nothing is
 * known of an account is news only when something was known before. What was said a week ago from other measures is no
 * score to compare with: an account does not fall because a model was published, or because another one holds it now.
 */
function comparedWithBefore(model: Model, scored: RawBuilder<unknown>, day: string, at: Date): RawBuilder<unknown> {
  const counts = sql`coalesce(o.score, s.computed)`
  const measures = (version: RawBuilder<unknown>) =>
    sql`(select v.definition -> 'measures' from health.model_version v where v.id = ${version})`
  const present = sql`${model.versionId}::bigint`
  return sql`
    select s.*, ${counts} as score, o.score is not null as overridden, w.score as week_ago,
      ${bandSql(counts, model.definition.bands)} as band,
      old.points is distinct from s.points or old.score is distinct from ${counts}
        or old.version_id is distinct from ${present} as moved,
      old.values is distinct from s.values or old.week_ago is distinct from w.score as touched,
      coalesce(${counts}, old.score) is not null as news
    from (${scored}) s
    left join health.score old on old.account_id = s.account_id
    left join health.override o on o.account_id = s.account_id and o.ended_at is null and o.expires_at > ${at}
    left join lateral (
      select case when d.version_id = ${present} or ${measures(sql`d.version_id`)} = ${measures(present)} then d.score end
        as score
      from health.score_day d
      where d.account_id = s.account_id and d.day <= ${day}::date - 7
      order by d.day desc limit 1
    ) w on true`
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
