import { sql } from 'kysely'
import type { Tx } from '../../../../platform/db.ts'
import type { ContactDraft } from '../rows/contact.ts'
import { insertContacts, joinAccountsOf, updateContacts } from './contacts-write.ts'
import { leaveErased, lookOnceMore, type Speaking } from './erased.ts'
import { leaveOut, matchRows, orderRows, overfull } from './resolve.ts'
import { copyLine } from './session.ts'
import { writeSlices } from './slices.ts'
import type { Outcome, Pass, Store } from './store.ts'

/** Rows of contacts on their way into contacts and memberships. */
export const contactStore: Store<ContactDraft> = {
  columns: ['row_number', 'id', 'name', 'email', 'phone', 'title', 'accounts', 'time_zone', 'locale', 'traits'],
  compared: {
    contact: 'id',
    contact_identity: 'kind, value, contact_id',
    account_identity: 'external_id, account_id',
    membership: 'contact_id, account_id',
  },
  line: draft =>
    copyLine([
      draft.row,
      draft.id,
      draft.name,
      draft.email,
      draft.phone,
      draft.title,
      draft.accounts && JSON.stringify(draft.accounts),
      draft.timeZone,
      draft.locale,
      `{${draft.traits}}`,
    ]),
  prepare,
  resolve,
  write,
}

async function prepare(tx: Tx): Promise<void> {
  await sql`
    create temporary table import_row (
      row_number int, id text, name text, email text, phone text, title text, accounts jsonb, time_zone text, locale text,
      traits jsonb
    )`.execute(tx)
}

async function resolve(tx: Tx, { importId }: Pass): Promise<Outcome> {
  const identities = sql`
    select value as id, contact_id as target_id from customers.contact_identity where kind = 'user'`
  const { warnings } = await matchRows(tx, importId, identities)
  let failed = await leaveErased(tx, importId, speaking)
  failed += await leaveOut(tx, importId, 'unknown_account', strangers)
  failed += await leaveOut(tx, importId, 'too_many_traits', overfull(sql`customers.contact`))
  const { known, fresh } = await orderRows(tx)
  return { created: fresh, updated: known, failed, warnings }
}

const strangers = sql`
  select r.row_number, min(named.id) as value, '{}'::jsonb as detail
  from import_row r join import_match m using (row_number), jsonb_array_elements_text(r.accounts) as named (id)
  where not exists (select from customers.account_identity i where i.external_id = named.id)
  group by r.row_number`

const speaking: Speaking = {
  traits: sql`r.traits || jsonb_build_object('email', r.email)`,
  saying: (userId, traits) => ({ call: 'identify', userId, traits }),
}

async function write(tx: Tx, pass: Pass): Promise<void> {
  await writeSlices(tx, pass, {
    insert: slice => insertContacts(tx, pass, slice),
    findOvertaken: () => findOvertaken(tx),
    update: slice => updateContacts(tx, pass, slice),
  })
  await joinAccountsOf(tx, pass)
  await lookOnceMore(tx, pass.committed, speaking)
}

async function findOvertaken(tx: Tx): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with found as (
      update import_ready r set target_id = i.contact_id from customers.contact_identity i
      where r.target_id is null and i.kind = 'user' and i.value = r.id
        and not exists (select from import_made m where m.id = r.id)
      returning r.id
    )
    select count(*) as count from found`.execute(tx)
  return rows[0]?.count ?? 0
}
