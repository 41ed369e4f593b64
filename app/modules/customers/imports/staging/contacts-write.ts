import { sql } from 'kysely'
import type { Tx } from '../../../../platform/db.ts'
import { currentTimes, currentTraits, isOlder, timesOf } from './said.ts'
import type { Slice } from './slices.ts'
import type { Pass } from './store.ts'

// Columns that messages can set too, so that each has a time.
const said = sql`
  r.traits || jsonb_strip_nulls(jsonb_build_object('name', r.name, 'email', r.email, 'phone', r.phone, 'title', r.title))`

/** Makes the contacts of rows that are about nobody known, by one statement. */
export async function insertContacts(tx: Tx, { at }: Pass, { first, last }: Slice): Promise<void> {
  await sql`
    with made as (
      insert into customers.contact
        (external_id, name, email, phone, title, time_zone, locale, traits, traits_at, created_at, updated_at)
      select id, name, email, phone, title, time_zone, locale, traits, ${timesOf(said, at)}, ${at}, ${at}
      from import_ready r where position between ${first} and ${last}
      order by id
      on conflict (external_id) do nothing
      returning id, external_id
    ), named as (
      insert into customers.contact_identity (kind, value, contact_id, joined_at)
      select 'user', external_id, id, ${at} from made order by external_id
      on conflict (kind, value) do nothing
    )
    insert into import_made (id, target_id) select external_id, id from made`.execute(tx)
}

/** Puts the rows that are about known contacts into them. Where a row says nothing, what is known stays. */
export async function updateContacts(tx: Tx, { at }: Pass, { first, last }: Slice): Promise<void> {
  const slice = sql`r.position between ${first} and ${last} and r.target_id is not null`
  await sql`
    select a.id from customers.contact a join import_ready r on r.target_id = a.id
    where ${slice} order by a.id for no key update of a`.execute(tx)
  // Names and addresses are searched for, which is dear to keep, so they are written only when they are others.
  await sql`
    update customers.contact a
    set name = case when ${isOlder('name', at)} then coalesce(r.name, a.name) else a.name end,
        email = case when ${isOlder('email', at)} then coalesce(r.email, a.email) else a.email end
    from import_ready r
    where ${slice} and a.id = r.target_id and (r.name <> coalesce(a.name, '') or r.email <> coalesce(a.email, ''))`.execute(
    tx,
  )
  await sql`
    update customers.contact a
    set phone = case when ${isOlder('phone', at)} then coalesce(r.phone, a.phone) else a.phone end,
        title = case when ${isOlder('title', at)} then coalesce(r.title, a.title) else a.title end,
        time_zone = coalesce(r.time_zone, a.time_zone), locale = coalesce(r.locale, a.locale),
        traits = a.traits || ${currentTraits(at)}, traits_at = a.traits_at || ${currentTimes(said, at)},
        version = a.version + 1, updated_at = ${at}
    from import_ready r
    where ${slice} and a.id = r.target_id`.execute(tx)
}

/**
 * Joins the contacts to the accounts their rows name; those they are in already stay as they are. Who was erased meanwhile is
 * not there any more.
 */
export async function joinAccountsOf(tx: Tx, { at }: Pass): Promise<void> {
  await sql`
    insert into customers.membership (contact_id, account_id, first_at, last_at, origin)
    select distinct c.id, i.account_id, ${at}::timestamptz, ${at}::timestamptz, 'import'
    from import_ready r left join import_made m on m.id = r.id
    join customers.contact c on c.id = coalesce(r.target_id, m.target_id),
      jsonb_array_elements_text(r.accounts) as named (id)
    join customers.account_identity i on i.external_id = named.id
    order by 1, 2
    on conflict (contact_id, account_id) do nothing`.execute(tx)
}
