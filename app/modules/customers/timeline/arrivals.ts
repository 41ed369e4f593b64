import { sql } from 'kysely'
import { href, paths } from '../../../paths.ts'
import type { Db } from '../../../platform/db.ts'
import type { TimelineEntry, TimelineReader } from '../../../web/readers.ts'
import { companySettings } from '../../identity/index.ts'
import type { Origin } from '../tables.ts'

type Range = Parameters<TimelineReader>[2]

/**
 * That the account came in, and who joined it, as far as it came from the app or a file: what people do by hand is on record
 * and told from there. Read from what is stored anyway, so that no message writes a line for it.
 */
export async function arrivals(db: Db, accountId: number, range: Range): Promise<readonly TimelineEntry[]> {
  const [first, joined] = await Promise.all([firstSign(db, accountId, range), joinings(db, accountId, range)])
  return [...joined, ...first]
}

async function firstSign(db: Db, accountId: number, { before }: Range): Promise<readonly TimelineEntry[]> {
  const { rows } = await sql<{ at: Date; origin: Origin }>`
    select origin, case origin when 'app' then least(a.created_at, (
        select min(first_at) from customers.membership m where m.account_id = a.id
      )) else a.created_at end as at
    from customers.account a where id = ${accountId} and origin <> 'staff'`.execute(db)
  return rows
    .filter(({ at }) => at < before)
    .map(({ at, origin }) => ({
      at,
      icon: 'plus',
      tone: 'neutral',
      text: origin === 'import' ? 'customers:timeline.firstImported' : 'customers:timeline.firstHeard',
    }))
}

interface Joining {
  readonly at: Date
  readonly count: number
  readonly ids: readonly number[]
  readonly names: readonly string[]
}

const mostNames = 5

/** One line per day of the company, at the time of the last who joined, so that a day is never told twice on two pages. */
async function joinings(db: Db, accountId: number, { before, limit }: Range): Promise<readonly TimelineEntry[]> {
  const { timeZone } = await companySettings(db)
  const { rows } = await sql<Joining>`
    with days as (
      select (first_at at time zone ${timeZone})::date as day, max(first_at) as at, count(*) as count,
             (array_agg(contact_id order by first_at, contact_id))[1:${sql.lit(mostNames)}] as ids
      from customers.membership where account_id = ${accountId} and origin <> 'staff'
      group by 1 having max(first_at) < ${before} order by 2 desc limit ${limit}
    )
    select at, count, ids, (
      select array_agg(coalesce(c.name, c.email, c.external_id, '#' || c.id) order by place)
      from unnest(ids) with ordinality as one (id, place) join customers.contact c using (id)
    ) as names
    from days order by at desc`.execute(db)
  return rows.map(({ at, count, ids, names }) => ({
    at,
    icon: 'user-plus',
    tone: 'neutral',
    text: count === 1 ? 'customers:timeline.joinedOne' : 'customers:timeline.joinedMany',
    values: { count, contact: names[0] ?? '' },
    ...(count === 1 && ids[0] !== undefined && { href: href(paths.contact, { id: ids[0] }) }),
    ...(count > 1 && { note: [...names, ...(count > names.length ? ['…'] : [])].join(' · ') }),
  }))
}
