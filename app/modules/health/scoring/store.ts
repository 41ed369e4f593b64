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

/** A stretch of all accounts, whose scores are stored at once. */
export interface Round {
  /** Ids above the one and up to the other. */
  readonly range: { readonly after: number; readonly upTo: number }
  /** Scores stored after this instant were computed from newer facts, so they stay. */
  readonly unlessStoredAfter: Date
}

export interface Stored {
  /** Accounts whose score changed. */
  readonly moved: readonly number[]
  /** Those of which only values or the comparison with last week changed. */
  readonly touched: readonly number[]
}

/**
 * SQL that stores scored rows as the present score; in a round those that had none, since updateScores does the rest. Where
 * it is another than before, that of an earlier day goes to the history. Nothing is written where nothing changed.
 *
 * Whoever writes scores locks them in the order of ids, in one go, so that two at once cannot wait for each other in a circle.
 */
export function storeScores(
  model: Model,
  scored: RawBuilder<unknown>,
  moment: Moment,
  round?: Round,
): RawBuilder<Stored> {
  const names = sql.join(columns.map(name => sql.id(name)))
  const guard = round ? sql`where known.computed_at <= ${round.unlessStoredAfter}::timestamptz` : sql``
  return sql`
    with fresh as materialized (${comparedWithBefore(model, scored, moment, round)}),
    inserted as (
      insert into health.score as known (account_id, ${names})
      select account_id, ${names} from fresh where ${round ? sql`not was_there` : sql`moved or touched`} order by account_id
      on conflict (account_id) do update
      set ${sql.join(columns.map(name => sql`${sql.id(name)} = excluded.${sql.id(name)}`))}
      ${guard}
      returning account_id
    ),
    stored as (select account_id, moved, ends_day from fresh join inserted using (account_id)),
    ended as (${endedDays(round)})
    select ${movedAndTouched} from stored`
}

/**
 * The same for those that have a score, a third cheaper; `missing` is how many have none. Rows are locked in the order in
 * which they are joined, which is that of ids as long as the connection joins by merging.
 */
export function updateScores(
  model: Model,
  scored: RawBuilder<unknown>,
  moment: Moment,
  round: Round,
): RawBuilder<Stored & { readonly missing: number }> {
  return sql`
    with fresh as materialized (${comparedWithBefore(model, scored, moment, round)}),
    stored as (
      update health.score known set ${sql.join(columns.map(name => sql`${sql.id(name)} = fresh.${sql.id(name)}`))}
      from fresh
      where known.account_id = fresh.account_id and fresh.was_there and (fresh.moved or fresh.touched)
        and ${inRange('known', round)} and known.computed_at <= ${round.unlessStoredAfter}::timestamptz
      returning fresh.account_id, fresh.moved, fresh.ends_day
    ),
    ended as (${endedDays(round)})
    select ${movedAndTouched}, (select count(*) from fresh where not was_there) as missing from stored`
}

/** What is written of a score, by the name of the column; `fresh` has them all. */
const columns = [
  'version_id', 'computed', 'score', 'band', 'overridden', 'confidence', 'values', 'points', 'contributions', 'week_ago',
  'computed_at', 'day', 'since', 'values_then',
] as const // biome-ignore format: a list of words

/** SQL that puts scores (rows of health.score whose day is known) into the history, as they were on their day. */
export function keepDays(scores: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    insert into health.score_day (account_id, day, version_id, score, band, confidence, values, points, contributions, at)
    select account_id, day, version_id, score, band, confidence, coalesce(values_then, values), points, contributions, since
    from (${scores}) scores
    on conflict (account_id, day) do update set version_id = excluded.version_id, score = excluded.score,
      band = excluded.band, confidence = excluded.confidence, values = excluded.values, points = excluded.points,
      contributions = excluded.contributions, at = excluded.at, unknowable = null`
}

const movedAndTouched = sql`coalesce(json_agg(account_id) filter (where moved), '[]') as moved,
  coalesce(json_agg(account_id) filter (where not moved), '[]') as touched`

/** What is stored of those whose day ended: a statement sees rows as they were before it. */
function endedDays(round: Round | undefined): RawBuilder<unknown> {
  return keepDays(sql`
      select old.* from stored join health.score old on old.account_id = stored.account_id
      where ends_day${round ? sql` and ${inRange('old', round)}` : sql``}`)
}

/** Said of each table by itself, since the planner does not carry it over: else it reads everything for every batch. */
export function inRange(table: string, { range }: Pick<Round, 'range'>, column = 'account_id'): RawBuilder<unknown> {
  const id = sql.ref(`${table}.${column}`)
  return sql`${id} > ${range.after}::bigint and ${id} <= ${range.upTo}::bigint`
}

/**
 * Scored rows as they will be stored, and whether that differs from what is: `moved` when the score does, `touched` when
 * only values or the comparison with last week do, `ends_day` when what is stored is of an earlier day. That nothing is known
 * of an account is no news for its history unless something was known before.
 */
function comparedWithBefore(
  model: Model,
  scored: RawBuilder<unknown>,
  moment: Moment,
  round: Round | undefined,
): RawBuilder<unknown> {
  const version = sql`${model.versionId}::bigint`
  const day = sql`${moment.day}::date`
  const at = sql`${moment.at}::timestamptz`
  return sql`
    select c.*, ${version} as version_id, ${at} as computed_at,
      case when news then ${day} else was_day end as day, case when news then ${at} else was_since end as since,
      case when news then null when values is distinct from was_values then coalesce(was_values_then, was_values)
        else was_values_then end as values_then,
      news and was_day < ${day} as ends_day
    from (
      select d.*, moved and coalesce(score, was_score) is not null as news,
        values is distinct from was_values or week_ago is distinct from was_week_ago as touched
      from (${besideBefore(model, scored, moment, round)}) d
      offset 0
    ) c`
}

function besideBefore(
  model: Model,
  scored: RawBuilder<unknown>,
  moment: Moment,
  round: Round | undefined,
): RawBuilder<unknown> {
  const counts = sql`coalesce(o.score, s.computed)`
  const version = sql`${model.versionId}::bigint`
  return sql`
    select s.*, ${counts} as score, o.score is not null as overridden, ${weekAgo(version, moment)} as week_ago,
      ${bandSql(counts, model.definition.bands)} as band,
      old.account_id is not null as was_there, old.score as was_score, old.day as was_day, old.since as was_since,
      old.values as was_values, old.values_then as was_values_then, old.week_ago as was_week_ago,
      old.points is distinct from s.points or old.score is distinct from ${counts}
        or old.version_id is distinct from ${version} as moved
    from (${scored}) s
    left join health.score old on old.account_id = s.account_id${round ? sql` and ${inRange('old', round)}` : sql``}
    left join health.override o on o.account_id = s.account_id and o.ended_at is null and o.expires_at > ${moment.at}
    offset 0`
}

/**
 * What counted a week ago, from the history; once a day and after a past was computed, since it stays the same meanwhile.
 * What was said from other measures is no score to compare with: an account does not fall because a model was published, or
 * because another one holds it now. Nor is what was computed afterwards without a measure that nobody knew for the past, if it
 * is known now: who was always unhappy does not fall on the day on which it is first counted.
 */
function weekAgo(present: RawBuilder<unknown>, { day, dayBegan }: Moment): RawBuilder<unknown> {
  const measures = (version: RawBuilder<unknown>) =>
    sql`(select v.definition -> 'measures' from health.model_version v where v.id = ${version})`
  const since = sql`greatest(${dayBegan}::timestamptz, (select done_at from health.backfill))`
  const until = sql`${day}::date - 7`
  return sql`
    case when old.version_id = ${present} and old.computed_at > ${since} then old.week_ago else (
      select case when (was.version_id = ${present} or ${measures(sql`was.version_id`)} = ${measures(present)})
        and not ${knownSince(sql`was.unknowable`, sql`s.points`)} then was.score end
      from (
        (select d.day, d.version_id, d.score, d.at, d.unknowable from health.score_day d
         where d.account_id = s.account_id and d.day <= ${until} order by d.day desc limit 1)
        union all
        select old.day, old.version_id, old.score, old.since, null where old.day <= ${until}
      ) was order by was.day desc, was.at desc limit 1
    ) end`
}

/** Whether one of the measures that could not be known (places, from 1) has points now. */
export function knownSince(unknowable: RawBuilder<unknown>, points: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`exists (select from unnest(${unknowable}) place where (${points})[place] is not null)`
}

/**
 * SQL that stores what a model says of a past day, where it differs from the day stored before; from the first day on which
 * something was shown of an account (health.course_begun) its course stays. `unknowable` are the places, from 1, of the
 * measures that only know the present.
 */
export function storePastDay(
  model: Model,
  scored: RawBuilder<unknown>,
  { day, at }: Pick<Moment, 'day' | 'at'>,
  unknowable: readonly number[],
): RawBuilder<unknown> {
  return sql`
    insert into health.score_day
      (account_id, day, version_id, score, band, confidence, values, points, contributions, at, unknowable)
    select s.account_id, ${day}::date, ${model.versionId}::bigint, s.computed,
           ${bandSql(sql`s.computed`, model.definition.bands)},
           s.confidence, s.values, s.points, s.contributions, ${at}::timestamptz, ${[...unknowable]}::int[]
    from (${scored}) s
    join health.course_begun c on c.account_id = s.account_id and c.day > ${day}::date
    left join lateral (
      select d.points from health.score_course d
      where d.account_id = s.account_id and d.day < ${day}::date order by d.day desc, d.at desc limit 1
    ) b on true
    where s.computed is not null and b.points is distinct from s.points
    order by s.account_id
    on conflict (account_id, day) do nothing`
}
