import { type RawBuilder, sql } from 'kysely'

/** The traits that the row `r` says, without those that `a` has from a later time. */
export function currentTraits(at: Date): RawBuilder<unknown> {
  return sql`case when ${hasLater(at)} then (
    select coalesce(jsonb_object_agg(said.key, said.value), '{}') from jsonb_each(r.traits) said
    where ${isCurrent(at)}
  ) else r.traits end`
}

/** The times of what the row says (`said`, an object): now, without those that `a` has from a later time. */
export function currentTimes(said: RawBuilder<unknown>, at: Date): RawBuilder<unknown> {
  return sql`case when ${hasLater(at)} then (
    select coalesce(jsonb_object_agg(said.key, ${at.getTime()}::bigint), '{}') from jsonb_each(${said}) said
    where ${isCurrent(at)}
  ) else ${timesOf(said, at)} end`
}

/** When the members of the object were said: all now. */
export function timesOf(object: RawBuilder<unknown>, at: Date): RawBuilder<unknown> {
  return sql`(select coalesce(jsonb_object_agg(said.key, ${at.getTime()}::bigint), '{}') from jsonb_each(${object}) said)`
}

/** Whether the column of `a` was last said before. */
export function isOlder(key: string, at: Date): RawBuilder<unknown> {
  return sql`coalesce((a.traits_at ->> ${key}::text)::numeric, 0) <= ${at.getTime()}::bigint`
}

/** Whether `a` has anything from a later time, which is rare, and tells quickly that nothing needs to be compared. */
function hasLater(at: Date): RawBuilder<unknown> {
  return sql`jsonb_path_exists(a.traits_at, '$.* ? (@ > $at)', jsonb_build_object('at', ${at.getTime()}::bigint))`
}

function isCurrent(at: Date): RawBuilder<unknown> {
  return sql`coalesce((a.traits_at ->> said.key)::numeric, 0) <= ${at.getTime()}::bigint`
}
