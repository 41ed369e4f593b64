import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'
import { type Actor, record } from '../../activity/index.ts'

// Addresses at these say nothing about where a person works.
const commonMail = [
  'gmail.com',
  'googlemail.com',
  'yahoo.co.jp',
  'yahoo.com',
  'ymail.ne.jp',
  'outlook.com',
  'outlook.jp',
  'hotmail.com',
  'hotmail.co.jp',
  'live.jp',
  'live.com',
  'msn.com',
  'icloud.com',
  'me.com',
  'mac.com',
  'aol.com',
  'aol.jp',
  'docomo.ne.jp',
  'ezweb.ne.jp',
  'au.com',
  'softbank.ne.jp',
  'i.softbank.jp',
  'nifty.com',
  'biglobe.ne.jp',
  'ocn.ne.jp',
  'so-net.ne.jp',
  'plala.or.jp',
  'proton.me',
  'protonmail.com',
  'gmx.com',
  'gmx.de',
  'web.de',
  'qq.com',
  '163.com',
  'naver.com',
  'example.com',
]

// More accounts than this under one name are branches or test data, not duplicates.
const mostOfOneName = 5

/**
 * Looks through all accounts and contacts for pairs that may be the same: accounts of the same name (without legal form),
 * two accounts that share the domain of their contacts' mail addresses; contacts with the same address, and of the same
 * name at one account. Groups equal keys, so it takes time in proportion to what is stored. For a job.
 */
export async function findDuplicates(tx: Tx): Promise<void> {
  const now = nowDate()
  await findAccounts(tx, now)
  await findContacts(tx, now)
}

async function findAccounts(tx: Tx, now: Date): Promise<void> {
  await sql`delete from customers.account_duplicate where dismissed_at is null`.execute(tx)
  await sql`
    with named as (
      select array_agg(id order by id) as ids from customers.account
      where name_key is not null group by name_key having count(*) between 2 and ${mostOfOneName}
    )
    insert into customers.account_duplicate (account_id, other_id, reason, found_at)
    select one, other, 'name', ${now} from named, unnest(ids) one, unnest(ids) other where one < other
    on conflict do nothing`.execute(tx)
  await sql`
    with shared as (
      select array_agg(distinct m.account_id) as ids
      from customers.contact c join customers.membership m on m.contact_id = c.id
      where c.email_domain is not null and c.email_domain <> all(${commonMail}::text[])
      group by c.email_domain having count(distinct m.account_id) = 2
    )
    insert into customers.account_duplicate (account_id, other_id, reason, found_at)
    select least(ids[1], ids[2]), greatest(ids[1], ids[2]), 'email_domain', ${now} from shared
    on conflict do nothing`.execute(tx)
}

async function findContacts(tx: Tx, now: Date): Promise<void> {
  await sql`delete from customers.contact_duplicate where dismissed_at is null`.execute(tx)
  await sql`
    with same as (
      select array_agg(id order by id) as ids from customers.contact
      where email is not null group by lower(email) having count(*) between 2 and ${mostOfOneName}
    )
    insert into customers.contact_duplicate (contact_id, other_id, reason, found_at)
    select one, other, 'email', ${now} from same, unnest(ids) one, unnest(ids) other where one < other
    on conflict do nothing`.execute(tx)
  await sql`
    with same as (
      select array_agg(c.id order by c.id) as ids
      from customers.membership m join customers.contact c on c.id = m.contact_id
      where c.name is not null group by m.account_id, replace(lower(c.name), ' ', '')
      having count(*) between 2 and ${mostOfOneName}
    )
    insert into customers.contact_duplicate (contact_id, other_id, reason, found_at)
    select one, other, 'name_at_account', ${now} from same, unnest(ids) one, unnest(ids) other where one < other
    on conflict do nothing`.execute(tx)
}

/** A suggested pair, the lower id first. */
export interface DuplicatePair {
  readonly subject: 'account' | 'contact'
  readonly id: number
  readonly otherId: number
}

/** Notes that a suggested pair is not the same, so that it is not suggested again. Throws NotFound. */
export async function dismissDuplicate(tx: Tx, actor: Actor, pair: DuplicatePair): Promise<void> {
  const by = actor.kind === 'staff' ? actor.id : null
  const table = sql.table(pair.subject === 'account' ? 'customers.account_duplicate' : 'customers.contact_duplicate')
  const column = sql.ref(pair.subject === 'account' ? 'account_id' : 'contact_id')
  const { rows } = await sql`
    update ${table} set dismissed_at = ${nowDate()}, dismissed_by = ${by}
    where ${column} = ${pair.id} and other_id = ${pair.otherId} and dismissed_at is null
    returning other_id`.execute(tx)
  if (rows.length === 0) throw new NotFound('no such pair')
  if (pair.subject === 'account') {
    await record(tx, actor, {
      name: 'customers.duplicate_dismissed',
      accountId: pair.id,
      data: { otherId: pair.otherId },
    })
  }
}
