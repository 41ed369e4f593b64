import { sql } from 'kysely'
import type { Db } from '../../app/platform/db.ts'
import { addDayOfUse, type Population, populate, today } from '../health/population.ts'

const window = 28
/** Days ago on which accounts entered, so that their window is over. */
export const entered = { first: 60, last: 31 } as const

/** Accounts with 90 days of use, all of which entered one play on 30 days, a tenth held out. */
export async function putPlay(db: Db, accounts: number): Promise<void> {
  const population: Population = { accounts, days: entered.first + window + 2, rowsPerDay: 1 }
  await populate(db, population)
  await addDayOfUse(db, population, 0)
  const outcome = { kind: 'measure', use: { measure: 'events.days_active' }, better: 'more', days: window }
  const rest = { audience: null, reentry: { rule: 'never' }, steps: [], exits: [] }
  const definition = JSON.stringify({ v: 1, trigger: null, ...rest, outcome, holdout: 0.1 })
  await sql`insert into plays.play (name, about, state, draft) values ('x', 'account', 'paused', ${definition}::jsonb)`.execute(
    db,
  )
  await sql`insert into plays.play_version (play_id, number, definition) select id, 1, draft from plays.play`.execute(
    db,
  )
  await sql`update plays.play set live_version_id = (select id from plays.play_version)`.execute(db)
  await sql`
    insert into plays.arm (play_id, account_id, arm, level, version_id, entered_at)
    select v.play_id, a.account_id, case when plays.draw('x', a.account_id) < 0.1 then 'held_out' else 'treated' end,
           case when plays.draw('x', a.account_id) < 0.1 then 'play' end, v.id,
           (${today} - ${entered.last}::int - (a.account_id % ${entered.first - entered.last + 1})::int)::timestamp at time zone 'Asia/Tokyo'
    from customers.account_fact a, plays.play_version v`.execute(db)
  await sql`vacuum analyze`.execute(db)
}

/** Forgets what was seen, so that all of it is looked at again. */
export async function forgetSeen(db: Db): Promise<void> {
  await sql`
    truncate effects.play_sum, effects.play_course, effects.play_result, effects.play_before, effects.company_sum,
      effects.met_by_people`.execute(db)
}

/** The same sums by hand, in one statement over all days: what anybody would have to read at least. */
export async function bareSql(db: Db): Promise<void> {
  await sql`
    with seen as (
      select a.account_id, a.arm, a.entered_at::date as day,
             count(distinct u.day) filter (where u.day > a.entry) as y, count(distinct u.day) filter (where u.day < a.entry) as x
      from (select *, (entered_at at time zone 'Asia/Tokyo')::date as entry from plays.arm_fact) a
      left join events.usage_day u
        on u.account_id = a.account_id and u.day between a.entry - ${window}::int and a.entry + ${window}::int and u.day <> a.entry
      group by 1, 2, 3
    )
    select arm, day, count(*), sum(y), sum(y * y), sum(x), sum(x * x), sum(x * y) from seen group by arm, day`.execute(
    db,
  )
}
