import { sql } from 'kysely'
import type { Tx } from '../../../../platform/db.ts'
import type { AccountDraft } from '../rows/account.ts'
import { isHere, updateAccounts } from './accounts-known.ts'
import { insertAccounts } from './accounts-new.ts'
import { leaveErased, lookOnceMore, type Speaking } from './erased.ts'
import { leaveOut, matchRows, orderRows, overfull, warnAbout } from './resolve.ts'
import { copyLine } from './session.ts'
import { writeSlices } from './slices.ts'
import type { Outcome, Pass, Store } from './store.ts'

/** Rows of accounts on their way into accounts, subscriptions and cancellations. */
export const accountStore: Store<AccountDraft> = {
  columns: [
    'row_number',
    'id',
    'name',
    'kind',
    'stage',
    'owner_id',
    'time_zone',
    'customer_since',
    'plan',
    'amount',
    'currency',
    'period',
    'started_on',
    'renews_on',
    'gone',
    'gone_at',
    'reason',
    'traits',
  ],
  compared: {
    account: 'id',
    account_identity: 'external_id, account_id',
    subscription: 'account_id, external_id',
    cancellation: 'account_id',
  },
  line: draft =>
    copyLine([
      draft.row,
      draft.id,
      draft.name,
      draft.kind,
      draft.stage,
      draft.ownerId,
      draft.timeZone,
      draft.customerSince,
      draft.plan,
      draft.amount,
      draft.currency,
      draft.period,
      draft.startedOn,
      draft.renewsOn,
      draft.left,
      draft.leftAt,
      draft.reason,
      `{${draft.traits}}`,
    ]),
  prepare,
  resolve,
  write,
}

async function prepare(tx: Tx): Promise<void> {
  await sql`
    create temporary table import_row (
      row_number int, id text, name text, kind text, stage text, owner_id text, time_zone text, customer_since date,
      plan text, amount bigint, currency text, period text, started_on date, renews_on date,
      gone boolean, gone_at timestamptz, reason text, traits jsonb,
      subscribed boolean generated always as (
        num_nonnulls(plan, amount, period, started_on, renews_on) > 0 or (gone is not true and gone_at is not null)
      ) stored
    )`.execute(tx)
}

async function resolve(tx: Tx, { importId }: Pass): Promise<Outcome> {
  const identities = sql`select external_id as id, account_id as target_id from customers.account_identity`
  const matched = await matchRows(tx, importId, identities)
  let failed = await leaveErased(tx, importId, speaking)
  failed += await leaveOut(tx, importId, 'too_many_traits', overfull(sql`customers.account`))
  const staying = await warnAbout(tx, importId, 'stays_cancelled', cancelledOtherwise)
  const { known, fresh } = await orderRows(tx)
  return { created: fresh, updated: known, failed, warnings: matched.warnings + staying }
}

const speaking: Speaking = {
  traits: sql`r.traits`,
  saying: (groupId, traits) => ({ call: 'group', groupId, traits }),
}

/** Only what an import recorded can an import take back. */
const cancelledOtherwise = sql`
  select m.row_number, m.id as value, '{}'::jsonb as detail
  from import_match m join import_row r using (row_number) join customers.cancellation c on c.account_id = m.target_id
  where ${isHere} and c.source <> 'import'`

async function write(tx: Tx, pass: Pass): Promise<void> {
  await writeSlices(tx, pass, {
    insert: slice => insertAccounts(tx, pass, slice),
    findOvertaken: () => findOvertaken(tx),
    update: slice => updateAccounts(tx, pass, slice),
  })
  await lookOnceMore(tx, pass.committed, speaking)
}

async function findOvertaken(tx: Tx): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with found as (
      update import_ready r set target_id = i.account_id from customers.account_identity i
      where r.target_id is null and i.external_id = r.id and not exists (select from import_made m where m.id = r.id)
      returning r.id
    )
    select count(*) as count from found`.execute(tx)
  return rows[0]?.count ?? 0
}
