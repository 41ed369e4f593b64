import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { Erased } from '../../web/erased.ts'
import { mentions, namedIn } from '../customers/index.ts'
import { keepSegments } from '../segments/index.ts'

interface Pair {
  readonly fromId: number
  readonly intoId: number
}

/** Evidence from an account goes with it into the one it is merged with. */
export async function moveAccount(tx: Tx, { fromId, intoId }: Pair): Promise<void> {
  await tx.updateTable('hypotheses.evidence').set({ account_id: intoId }).where('account_id', '=', fromId).execute()
}

/** The same for a contact. */
export async function moveContact(tx: Tx, { fromId, intoId }: Pair): Promise<void> {
  await tx.updateTable('hypotheses.evidence').set({ contact_id: intoId }).where('contact_id', '=', fromId).execute()
}

/**
 * What was said by or of a person who is erased goes, also where a hypothesis names them; that something speaks for or against
 * it stays. Forms that are still open cannot bring it back.
 */
export async function forgetContact(tx: Tx, erased: Erased): Promise<void> {
  const { mention, contactId } = erased
  const said = sql`concat_ws(' ', note, figure, source, url)`
  await sql`
    update hypotheses.evidence
    set note = '…', figure = case when figure is not null then '…' end, source = null, url = null, contact_id = null
    where contact_id = ${contactId} or ${mentions(erased, sql`account_id`, said)}
      or (account_id is null and ${namedIn(mention, said)})`.execute(tx)
  await sql`
    update hypotheses.hypothesis set statement = '…', reason = null, about = null, version = version + 1
    where ${namedIn(mention, sql`concat_ws(' ', statement, reason, about)`)}`.execute(tx)
  await sql`
    update hypotheses.judgement set note = null where note is not null and ${namedIn(mention, sql`note`)}`.execute(tx)
}

/**
 * Hypotheses of the sample go, and what its accounts say for or against those of the company. A segment of the sample that one of
 * the company's is about stays.
 */
export async function removeSampleHypotheses(tx: Tx): Promise<void> {
  await tx.deleteFrom('hypotheses.hypothesis').where('sample', '=', true).execute()
  const about = await tx
    .selectFrom('hypotheses.hypothesis')
    .select('segment_id')
    .where('segment_id', 'is not', null)
    .execute()
  await keepSegments(
    tx,
    about.flatMap(({ segment_id }) => segment_id ?? []),
  )
  await sql`
    delete from hypotheses.evidence e
    where sample or exists (select from customers.account_fact a where a.account_id = e.account_id and a.sample)`.execute(
    tx,
  )
}
