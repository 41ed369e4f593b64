import { sql } from 'kysely'
import { endOfDay, startOfDay } from '../../../platform/clock.ts'
import { type Db, type Tx, transact } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { customersOn } from './customers-on.ts'
import { observe, settlingDays, shifted } from './outcome.ts'
import { lookAtTiming } from './timing.ts'

/** How many of some accounts still had a contract in the end. */
export interface Kept {
  readonly accounts: number
  readonly kept: number
}

/** Accounts that people met, and those that they did not, and who of them stayed. */
export interface Association {
  readonly met: Kept
  readonly notMet: Kept
  /** Days within which people met them, and those after which it was looked who is still there. */
  readonly within: number
  readonly after: number
}

const within = 28
const after = 90

/** What became of those whom people met, at the last look; undefined before there was one. */
export async function peopleAndStaying(db: Db): Promise<Association | undefined> {
  const row = await db.selectFrom('effects.met_by_people').selectAll().executeTakeFirst()
  return (
    row && {
      met: { accounts: row.met, kept: row.met_stayed },
      notMet: { accounts: row.not_met, kept: row.not_met_stayed },
      within,
      after,
    }
  )
}

/**
 * Looks at what became of accounts with a running contract on the day 92 days ago, by whether people met them in the four weeks up
 * to it, and at when they were met before contracts were renewed or ended. Associations: people choose whom they meet, so they say
 * nothing about what meeting them changed. Only those held out at random can say that.
 */
export async function lookAtPeople(
  { db, offers }: Pick<Services, 'db' | 'offers'>,
  { day: today, timeZone }: { readonly day: string; readonly timeZone: string },
): Promise<void> {
  const day = shifted(today, -after - settlingDays)
  const entry = { accounts: await customersOn(db, { day, timeZone }), day, timeZone }
  const observation = observe({ kind: 'subscription', state: 'retained', days: after }, entry, offers, today)
  if (typeof observation === 'string') throw new Error(observation)
  const touches = offers.touches.map(
    ({ relation }) => sql`
      select account_id from ${sql.table(relation)}
      where kind = 'high' and touched
        and at >= ${startOfDay(shifted(day, 1 - within), timeZone)} and at < ${endOfDay(day, timeZone)}`,
  )
  const met = touches.length > 0 ? sql.join(touches, sql` union all `) : sql`select null::bigint as account_id`
  const { rows } = await sql<{ met: boolean } & Kept>`
    with seen as materialized (${observation.after}), met as (select distinct account_id from (${met}) all_touches)
    select m.account_id is not null as met, count(*) as accounts, coalesce(sum(s.value), 0) as kept
    from seen s left join met m on m.account_id = s.account_id group by 1`.execute(db)
  await transact(db, async tx => {
    await lookAtTiming(tx, offers.touches, { day: today, timeZone })
    await keep(tx, today, rows)
  })
}

/** Whether all accounts were looked at on this day. */
export async function wereLookedAt(db: Db, day: string): Promise<boolean> {
  const known = await db.selectFrom('effects.met_by_people').select('looked_on').executeTakeFirst()
  return known?.looked_on === day
}

async function keep(tx: Tx, day: string, rows: readonly ({ readonly met: boolean } & Kept)[]): Promise<void> {
  const of = (was: boolean) => rows.find(row => row.met === was) ?? { accounts: 0, kept: 0 }
  const values = {
    met: of(true).accounts,
    met_stayed: of(true).kept,
    not_met: of(false).accounts,
    not_met_stayed: of(false).kept,
    looked_on: day,
  }
  await tx
    .insertInto('effects.met_by_people')
    .values(values)
    .onConflict(conflict => conflict.column('one').doUpdateSet(values))
    .execute()
}
