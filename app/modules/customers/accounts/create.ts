import { nowDate, today } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { Invalid } from '../../../platform/errors.ts'
import { type Actor, record } from '../../activity/index.ts'
import { findCompany, isPresent } from '../../identity/index.ts'
import { markChanged } from '../changes.ts'
import { findSuppressed } from '../contacts/suppression.ts'
import type { Kind, OpenStage } from '../tables.ts'

/** What a person can say about an account. Undefined means that nothing is known. */
export interface AccountInput {
  readonly name: string
  readonly externalId?: string | undefined
  readonly kind: Kind
  readonly stage: OpenStage
  readonly ownerId?: string | undefined
  readonly timeZone?: string | undefined
  readonly customerSince?: string | undefined
}

/** Makes an account and returns its id. Throws Invalid when the id outside is taken or the owner is not there. */
export async function createAccount(tx: Tx, actor: Actor, input: AccountInput): Promise<number> {
  await checkOwner(tx, input.ownerId)
  const company = await findCompany(tx)
  const at = nowDate()
  const row = await tx
    .insertInto('customers.account')
    .values({
      ...columnsOf(input),
      stage: input.stage,
      owner_id: input.ownerId ?? null,
      currency: company?.currency ?? 'JPY',
      origin: 'staff' as const,
      customer_since: input.customerSince ?? today(company?.timeZone ?? 'UTC').toString(),
      traits_at: JSON.stringify({ name: at.getTime() }),
      created_at: at,
      updated_at: at,
    })
    .onConflict(conflict => conflict.column('external_id').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!row) throw new Invalid({ externalId: 'customers:account.idTaken' })
  if (input.externalId) await takeIdentity(tx, row.id, input.externalId)
  await record(tx, actor, { name: 'customers.account_created', accountId: row.id })
  await markChanged(tx, [row.id])
  return row.id
}

/** The columns of an account that are written as they were typed. */
export function columnsOf(input: AccountInput) {
  return {
    name: input.name,
    external_id: input.externalId ?? null,
    kind: input.kind,
    time_zone: input.timeZone ?? null,
    customer_since: input.customerSince ?? null,
  }
}

/**
 * Gives the account an id outside. Throws Invalid when another account has it, also one that was merged, or a person
 * who was erased had it.
 */
export async function takeIdentity(tx: Tx, accountId: number, externalId: string): Promise<void> {
  const { account } = await findSuppressed(tx, { account: [externalId] })
  if (account.size > 0) throw new Invalid({ externalId: 'customers:contact.erased' })
  const known = await tx
    .insertInto('customers.account_identity')
    .values({ external_id: externalId, account_id: accountId })
    .onConflict(conflict => conflict.doNothing())
    .returning('account_id')
    .executeTakeFirst()
  if (known) return
  const holder = await tx
    .selectFrom('customers.account_identity')
    .select('account_id')
    .where('external_id', '=', externalId)
    .executeTakeFirst()
  if (holder?.account_id !== accountId) throw new Invalid({ externalId: 'customers:account.idTaken' })
}

/** Throws Invalid when nobody present has this id. */
export async function checkOwner(tx: Tx, ownerId: string | undefined): Promise<void> {
  if (ownerId && !(await isPresent(tx, ownerId))) throw new Invalid({ ownerId: 'customers:account.noSuchOwner' })
}
