import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Day } from './facts.ts'
import { metLately } from './meetings.ts'

const aliveDays = 7

/**
 * Counts what was carried without people, company-wide, and whose accounts show signals. Counting reads every account, so
 * pages show what a job counted.
 * - active: a sign of life within seven days (today counts);
 * - calm: of those the ones in good health, without a signal, a due task, or an answer or closed task of a person within seven days.
 */
export async function countFigures(tx: Tx, { today }: Day): Promise<void> {
  await sql`
    update today.reference set
      (active_accounts, calm_accounts) = (
        select count(*), count(*) filter (
          where h.band = 'good' and c.account_id is null and not exists (
            select from today.answer n
            where n.account_id = s.account_id and n.withdrawn_at is null
              and n.at > ${nowDate()}::timestamptz - ${aliveDays} * interval '1 day'
          ) and not exists (select from ${metLately()} where o.account_id = s.account_id)
        )
        from events.sign_of_life s
        join customers.account_fact a on a.account_id = s.account_id and a.stage <> 'cancelled'
        left join health.account_health h on h.account_id = s.account_id
        left join today.candidate c on c.account_id = s.account_id
        where s.last_day > ${today}::date - ${aliveDays}::int
      ),
      events_today = (select coalesce(sum(count), 0) from events.usage_day where day = ${today}::date),
      figures_at = ${nowDate()}`.execute(tx)
  await sql`delete from today.portfolio`.execute(tx)
  await sql`
    insert into today.portfolio (owner_id, accounts, signalled)
    select owner.id, count(*), count(c.strongest)
    from customers.account_fact a
    left join identity.person owner on owner.id = a.owner_id and owner.present
    left join today.candidate c on c.account_id = a.account_id
    where a.stage <> 'cancelled'
    group by owner.id`.execute(tx)
}
