import { type RawBuilder, sql } from 'kysely'
import type { Model } from '../models.ts'
import { comparedWithBefore, inRange, type Moment, type Round } from './compare.ts'
import { bandSql } from './points.ts'

export interface Stored {
  /** Accounts whose score changed. */
  readonly moved: readonly number[]
  /** Those of which only values or the comparison with last week changed. */
  readonly touched: readonly number[]
}

/**
 * SQL that stores scored rows (in the order of ids) as the present score. Where it is another than before, that of an earlier
 * day goes to the history. Nothing is written where nothing changed.
 *
 * Whoever writes scores locks them in the order of ids, in one go, so that two at once cannot wait for each other in a circle.
 */
export function storeScores(model: Model, scored: RawBuilder<unknown>, moment: Moment): RawBuilder<Stored> {
  return sql`
    with fresh as materialized (${comparedWithBefore(model, scored, moment, undefined)}),
    inserted as (${insertOrUpdate(sql`from fresh where moved or touched order by account_id`)}),
    stored as (select fresh.* from fresh join inserted using (account_id)),
    ended as (${endedDays})
    select ${movedAndTouched} from stored`
}

/**
 * The same in a round for those that have no score. They are compared all the same: whoever got one meanwhile from facts that
 * are not newer gets another.
 */
export function insertScores(
  model: Model,
  scored: RawBuilder<unknown>,
  moment: Moment,
  round: Round,
): RawBuilder<Stored> {
  const compared = comparedWithBefore(model, scored, moment, round)
  return sql`
    with inserted as (${insertOrUpdate(
      sql`from (${compared}) fresh where not was_there order by account_id`,
      sql`where known.computed_at <= ${round.unlessStoredAfter}::timestamptz`,
    )})
    select coalesce(json_agg(account_id), '[]') as moved, '[]'::json as touched from inserted`
}

/**
 * The same for those that have a score, a third cheaper. Rows are locked in the order in which they are joined, which is that
 * of ids as long as the connection joins by merging; the rows that come in it need neither be kept nor sorted for that.
 */
export function updateScores(
  model: Model,
  scored: RawBuilder<unknown>,
  moment: Moment,
  round: Round,
): RawBuilder<Stored> {
  return sql`
    with stored as (
      update health.score known set ${sql.join(columns.map(name => sql`${sql.id(name)} = fresh.${sql.id(name)}`))}
      from (${comparedWithBefore(model, scored, moment, round)}) fresh
      where known.account_id = fresh.account_id and fresh.was_there and (fresh.moved or fresh.touched)
        and ${inRange('known', round)} and known.computed_at <= ${round.unlessStoredAfter}::timestamptz
      returning fresh.account_id, moved, ends_day, ${sql.join(pastColumns.map(name => sql.id(`was_${name}`)))}
    ),
    ended as (${endedDays})
    select ${movedAndTouched} from stored`
}

/** What is written of a score, by the name of the column; `fresh` has them all. */
const columns = [
  'version_id', 'computed', 'score', 'band', 'overridden', 'confidence', 'values', 'points', 'contributions', 'week_ago',
  'computed_at', 'day', 'since', 'values_then',
] as const // biome-ignore format: a list of words

/** What the history keeps of it, but for whose it is. */
const pastColumns = [
  'day', 'version_id', 'score', 'band', 'confidence', 'values', 'points', 'contributions', 'since', 'values_then',
] as const // biome-ignore format: a list of words

function insertOrUpdate(rows: RawBuilder<unknown>, guard = sql``): RawBuilder<unknown> {
  const names = sql.join(columns.map(name => sql.id(name)))
  return sql`
    insert into health.score as known (account_id, ${names})
    select account_id, ${names} ${rows}
    on conflict (account_id) do update
    set ${sql.join(columns.map(name => sql`${sql.id(name)} = excluded.${sql.id(name)}`))}
    ${guard}
    returning account_id`
}

/**
 * SQL that puts scores (rows of health.score whose day is known) into the history, as they were on their day. There it is only
 * added to: who left and came back within a day has two rows of it, of which the later counts.
 */
export function keepDays(scores: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    insert into health.score_day (account_id, day, version_id, score, band, confidence, values, points, contributions, at)
    select account_id, day, version_id, score, band, confidence, coalesce(values_then, values), points, contributions, since
    from (${scores}) scores`
}

const movedAndTouched = sql`coalesce(json_agg(account_id) filter (where moved), '[]') as moved,
  coalesce(json_agg(account_id) filter (where not moved), '[]') as touched`

const endedDays = keepDays(sql`
  select account_id, ${sql.join(pastColumns.map(name => sql`${sql.id(`was_${name}`)} as ${sql.id(name)}`))}
  from stored where ends_day`)

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
      select d.day, d.points from health.score_course d
      where d.account_id = s.account_id and d.day <= ${day}::date order by d.day desc, d.at desc limit 1
    ) b on true
    where s.computed is not null and b.day is distinct from ${day}::date and b.points is distinct from s.points
    order by s.account_id`
}
