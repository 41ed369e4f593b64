import { sql } from 'kysely'
import { type Db, lock, type Tx } from '../../platform/db.ts'
import { refuseLate } from '../../web/was.ts'
import { type Actor, record, type StaffActor } from '../activity/index.ts'
import { staffNames } from '../identity/index.ts'

/** Minutes a person has for this work on a day, unless they said otherwise. */
const usualMinutes = 120

/** What a day can have. */
export const mostMinutes = 960

/** Minutes a person has on a day: said for that day, else for its weekday, else 120. */
export async function minutesOn(db: Db | Tx, staffId: string, day: string): Promise<number> {
  const { rows } = await sql<{ minutes: number | null }>`
    select coalesce(
      (select minutes from today.working_day where staff_id = ${staffId} and day = ${day}::date),
      (select minutes[extract(isodow from ${day}::date)] from today.working_week where staff_id = ${staffId})
    ) as minutes`.execute(db)
  return rows[0]?.minutes ?? usualMinutes
}

/**
 * Minutes these people have on the days from `from` up to and with `to`, by id. Of who never said what their week is like, the
 * usual minutes count from Monday to Friday only: over a month weekends would make a difference.
 */
export async function minutesBetween(
  db: Db | Tx,
  staffIds: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
): Promise<ReadonlyMap<string, { readonly minutes: number; readonly said: boolean }>> {
  const { rows } = await sql<{ id: string; minutes: number; said: boolean }>`
    select p.id, w.staff_id is not null as said,
           sum(coalesce(d.minutes, w.minutes[extract(isodow from days.one)::int],
                        case when extract(isodow from days.one) <= 5 then ${usualMinutes}::int else 0 end))::int as minutes
    from unnest(${[...staffIds]}::text[]) p (id)
    cross join generate_series(${from}::date, ${to}::date, '1 day') days (one)
    left join today.working_week w on w.staff_id = p.id
    left join today.working_day d on d.staff_id = p.id and d.day = days.one::date
    group by p.id, w.staff_id`.execute(db)
  return new Map(rows.map(({ id, ...one }) => [id, one]))
}

/** Says how many minutes a person has on a day. */
export async function setMinutesOn(
  tx: Tx,
  actor: Actor,
  { staffId, day }: { readonly staffId: string; readonly day: string },
  minutes: number,
): Promise<void> {
  if ((await minutesOn(tx, staffId, day)) === minutes) return
  await tx
    .insertInto('today.working_day')
    .values({ staff_id: staffId, day, minutes })
    .onConflict(conflict => conflict.columns(['staff_id', 'day']).doUpdateSet({ minutes }))
    .execute()
  const data = { person: await nameOf(tx, staffId), day, minutes }
  await record(tx, actor, { name: 'today.minutes_set', subjectId: staffId, data })
}

async function nameOf(tx: Tx, staffId: string): Promise<string> {
  return (await staffNames(tx, [staffId])).get(staffId) ?? ''
}

/** A person's minutes on Monday … Sunday. */
export async function workingWeek(db: Db | Tx, staffId: string): Promise<readonly number[]> {
  const row = await db
    .selectFrom('today.working_week')
    .select('minutes')
    .where('staff_id', '=', staffId)
    .executeTakeFirst()
  return row?.minutes ?? Array.from({ length: 7 }, () => usualMinutes)
}

/**
 * Says what one's own minutes are on Monday … Sunday, for days for which nothing else is said. Throws Conflict when
 * they are no longer what the form showed (`was`).
 */
export async function setWorkingWeek(
  tx: Tx,
  actor: StaffActor,
  minutes: readonly number[],
  was?: string,
): Promise<void> {
  const staffId = actor.id
  await lock(tx, 'today.working_week', staffId)
  refuseLate(was, await workingWeek(tx, staffId))
  const values = { minutes: [...minutes] }
  await tx
    .insertInto('today.working_week')
    .values({ staff_id: staffId, ...values })
    .onConflict(conflict => conflict.column('staff_id').doUpdateSet(values))
    .execute()
  await record(tx, actor, { name: 'today.week_set', subjectId: staffId, data: { minutes: minutes.join(' / ') } })
}
