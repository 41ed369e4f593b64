import { type RawBuilder, sql } from 'kysely'
import type { Offers } from '../../../web/module.ts'
import type { Model } from '../models.ts'
import { column, pointsOf, weighted } from './points.ts'

/** Cut points per position of a version's measures; only percentile scales have them. */
export type Cuts = ReadonlyMap<number, readonly number[]>

/**
 * SQL that turns measured values (columns account_id, v0 … vn) into one row per account:
 * account_id, computed, confidence, values, points, contributions.
 */
export function scoreValues(
  model: Model,
  measured: RawBuilder<unknown>,
  offers: Offers,
  cuts: Cuts,
): RawBuilder<unknown> {
  const { measures } = model.definition
  const values = measures.map((_, i) => sql`${sql.ref(`v${i}`)}`)
  const points = measures.map((measure, i) => {
    const offered = offers.measures.get(measure.measure)
    const known = offered
      ? pointsOf(measure, offered, values[i] as RawBuilder<unknown>, cuts.get(i))
      : sql`null::float8`
    return sql`${known} as ${column(i)}`
  })
  const { present, earned, contributions, total } = weighted(model.definition)
  return sql`
    select account_id,
      (case when present > 0 then earned / present end)::real as computed,
      (present / ${total}::float8)::real as confidence,
      array[${sql.join(values)}]::float8[] as values,
      array[${sql.join(measures.map((_, i) => column(i)))}]::real[] as points,
      array[${contributions}]::real[] as contributions
    from (
      select *, (${present})::float8 as present, (${earned})::float8 as earned
      from (select account_id, ${sql.join(values)}, ${sql.join(points)} from (${measured}) measured) pointed
    ) weighed`
}

/**
 * SQL that stores scored rows as the present score, and as the day's score where it is another than before.
 * Nothing is written for accounts of which nothing changed. Returns account_id, moved (the score itself changed).
 */
export function storeScores(
  model: Model,
  scored: RawBuilder<unknown>,
  today: string,
  at: Date,
): RawBuilder<{ account_id: number; moved: boolean }> {
  const version = sql`${model.versionId}::bigint`
  return sql`
    with scored as materialized (${scored}),
    fresh as (${comparedWithBefore(model, today, at)}),
    stored as (
      insert into health.score (account_id, version_id, computed, score, band, overridden, confidence,
                                values, points, contributions, week_ago, computed_at)
      select account_id, ${version}, computed, score, band, overridden, confidence,
             values, points, contributions, week_ago, ${at}::timestamptz
      from fresh where moved or touched
      on conflict (account_id) do update set version_id = excluded.version_id, computed = excluded.computed,
        score = excluded.score, band = excluded.band, overridden = excluded.overridden, confidence = excluded.confidence,
        values = excluded.values, points = excluded.points, contributions = excluded.contributions,
        week_ago = excluded.week_ago, computed_at = excluded.computed_at
    ),
    day as (
      insert into health.score_day (account_id, day, version_id, score, band, confidence, values, points, contributions)
      select account_id, ${today}::date, ${version}, score, band, confidence, values, points, contributions
      from fresh where moved
      on conflict (account_id, day) do update set version_id = excluded.version_id, score = excluded.score,
        band = excluded.band, confidence = excluded.confidence, values = excluded.values, points = excluded.points,
        contributions = excluded.contributions
    )
    select account_id, moved from fresh where moved or touched`
}

/** Scored rows with what counts (an override goes before), and whether that differs from what is stored. */
function comparedWithBefore(model: Model, today: string, at: Date): RawBuilder<unknown> {
  const counts = sql`coalesce(o.score, s.computed)`
  return sql`
    select s.*, ${counts} as score, o.score is not null as overridden, w.score as week_ago, ${bandSql(model, counts)} as band,
      old.points is distinct from s.points or old.score is distinct from ${counts}
        or old.version_id is distinct from ${model.versionId}::bigint as moved,
      old.values is distinct from s.values or old.week_ago is distinct from w.score as touched
    from scored s
    left join health.score old on old.account_id = s.account_id
    left join health.override o on o.account_id = s.account_id and o.ended_at is null and o.expires_at > ${at}
    left join lateral (
      select d.score from health.score_day d
      where d.account_id = s.account_id and d.day <= ${today}::date - 7
      order by d.day desc limit 1
    ) w on true`
}

/** SQL that stores what a model says of a past day, where it differs from the day stored before; what was shown stays. */
export function storePastDay(model: Model, scored: RawBuilder<unknown>, day: string): RawBuilder<unknown> {
  return sql`
    insert into health.score_day (account_id, day, version_id, score, band, confidence, values, points, contributions)
    select s.account_id, ${day}::date, ${model.versionId}::bigint, s.computed, ${bandSql(model, sql`s.computed`)},
           s.confidence, s.values, s.points, s.contributions
    from (${scored}) s
    left join lateral (
      select d.points from health.score_day d
      where d.account_id = s.account_id and d.day < ${day}::date order by d.day desc limit 1
    ) b on true
    where s.computed is not null and b.points is distinct from s.points
    on conflict (account_id, day) do nothing`
}

function bandSql(model: Model, score: RawBuilder<unknown>): RawBuilder<unknown> {
  const { good, care } = model.definition.bands
  return sql`case when ${score} is null then 'unknown' when ${score} >= ${good} then 'good'
    when ${score} >= ${care} then 'care' else 'bad' end`
}
