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

/**
 * Scored rows (in the order of ids) as they will be stored, in the same order, beside what is stored (`was_…`): `moved` when the
 * score differs, `touched` when only values or the comparison with last week do, `ends_day` when what is stored is of an earlier
 * day. That nothing is known of an account is no news for its history unless something was known before.
 */
export function comparedWithBefore(
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
      order by account_id offset 0
    ) c
    order by account_id offset 0`
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
      ${bandSql(counts, model.definition.bands)} as band, old.account_id is not null as was_there,
      old.version_id as was_version_id, old.score as was_score, old.band as was_band, old.confidence as was_confidence,
      old.values as was_values, old.points as was_points, old.contributions as was_contributions,
      old.week_ago as was_week_ago, old.day as was_day, old.since as was_since, old.values_then as was_values_then,
      old.points is distinct from s.points or old.score is distinct from ${counts}
        or old.version_id is distinct from ${version} as moved
    from (${scored}) s
    left join health.score old on old.account_id = s.account_id${round ? sql` and ${inRange('old', round)}` : sql``}
    left join health.override o on o.account_id = s.account_id and o.ended_at is null and o.expires_at > ${moment.at}
    order by s.account_id offset 0`
}

/** Said of each table by itself, since the planner does not carry it over: else it reads everything for every batch. */
export function inRange(table: string, { range }: Pick<Round, 'range'>, column = 'account_id'): RawBuilder<unknown> {
  const id = sql.ref(`${table}.${column}`)
  return sql`${id} > ${range.after}::bigint and ${id} <= ${range.upTo}::bigint`
}

/**
 * What counted a week ago; once a day, after a past was computed, and when another measure is known than before, since it stays
 * the same meanwhile. What is stored did if it has counted for so long; else the history knows. What was said from other
 * measures is no score to compare with: an account does not fall because a model was published, or because another one holds
 * it now. Nor is what was computed afterwards without a measure that nobody knew for the past, if it is known now: who was
 * always unhappy does not fall on the day on which it is first counted.
 */
function weekAgo(present: RawBuilder<unknown>, { day, dayBegan }: Moment): RawBuilder<unknown> {
  const measures = (version: RawBuilder<unknown>) =>
    sql`(select v.definition -> 'measures' from health.model_version v where v.id = ${version})`
  const comparable = (version: RawBuilder<unknown>) =>
    sql`(${version} = ${present} or ${measures(version)} = ${measures(present)})`
  const since = sql`greatest(${dayBegan}::timestamptz, (select done_at from health.backfill))`
  const until = sql`${day}::date - 7`
  return sql`
    case when old.version_id = ${present} and old.computed_at > ${since}
        and (old.week_ago is null or ${sameKnown(sql`old.points`, sql`s.points`)}) then old.week_ago
      when old.day <= ${until} then case when ${comparable(sql`old.version_id`)} then old.score end
      else (
        select case when ${comparable(sql`d.version_id`)} and not ${knownByNow(sql`d.unknowable`, sql`s.points`)} then d.score end
        from health.score_day d
        where d.account_id = s.account_id and d.day <= ${until} order by d.day desc, d.at desc limit 1
      ) end`
}

/** Whether the same measures have points; mostly the points themselves are the same, which is quicker to see. */
function sameKnown(before: RawBuilder<unknown>, now: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`(${before} = ${now} or array_positions(${before}, null) = array_positions(${now}, null))`
}

/** Whether one of the measures that could not be known (places, from 1) has points now. */
export function knownByNow(unknowable: RawBuilder<unknown>, points: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`exists (select from unnest(${unknowable}) place where (${points})[place] is not null)`
}
