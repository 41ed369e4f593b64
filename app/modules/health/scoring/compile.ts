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
  const { good, care } = model.definition.bands
  return sql`
    with scored as materialized (${scored}),
    fresh as (
      select s.*, coalesce(o.score, s.computed) as score, o.score is not null as overridden, w.score as week_ago,
        case when coalesce(o.score, s.computed) is null then 'unknown'
             when coalesce(o.score, s.computed) >= ${good} then 'good'
             when coalesce(o.score, s.computed) >= ${care} then 'care' else 'bad' end as band,
        old.points is distinct from s.points or old.score is distinct from coalesce(o.score, s.computed)
          or old.version_id is distinct from ${model.versionId}::bigint as moved,
        old.values is distinct from s.values or old.week_ago is distinct from w.score as touched
      from scored s
      left join health.score old on old.account_id = s.account_id
      left join health.override o on o.account_id = s.account_id and o.ended_at is null and o.expires_at > ${at}
      left join lateral (
        select d.score from health.score_day d
        where d.account_id = s.account_id and d.day <= ${today}::date - 7
        order by d.day desc limit 1
      ) w on true
    ),
    stored as (
      insert into health.score as present (account_id, version_id, computed, score, band, overridden, confidence,
                                           values, points, contributions, week_ago, computed_at)
      select account_id, ${model.versionId}::bigint, computed, score, band, overridden, confidence,
             values, points, contributions, week_ago, ${at}::timestamptz
      from fresh where moved or touched
      on conflict (account_id) do update set version_id = excluded.version_id, computed = excluded.computed,
        score = excluded.score, band = excluded.band, overridden = excluded.overridden, confidence = excluded.confidence,
        values = excluded.values, points = excluded.points, contributions = excluded.contributions,
        week_ago = excluded.week_ago, computed_at = excluded.computed_at
    ),
    day as (
      insert into health.score_day (account_id, day, version_id, score, band, confidence, values, points, contributions)
      select account_id, ${today}::date, ${model.versionId}::bigint, score, band, confidence, values, points, contributions
      from fresh where moved
      on conflict (account_id, day) do update set version_id = excluded.version_id, score = excluded.score,
        band = excluded.band, confidence = excluded.confidence, values = excluded.values, points = excluded.points,
        contributions = excluded.contributions
    )
    select account_id, moved from fresh where moved or touched`
}
