import { nowDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { Conflict, Invalid, NotFound } from '../../platform/errors.ts'
import type { Actor } from '../activity/index.ts'
import { holdAccount, holdContact } from '../customers/index.ts'
import { lockHypothesis, staffOf, tell } from './hypothesis.ts'
import type { Stance } from './tables.ts'

export interface EvidenceInput {
  readonly stands: Stance
  /** What was seen or heard, or what the figure says. */
  readonly note: string
  readonly accountId: number | null
  /** Somebody of that account. */
  readonly contactId: number | null
  /** With its unit, as people write it; with one the evidence is quantitative. */
  readonly figure: string | null
  readonly source: string | null
  readonly url: string | null
}

/**
 * Records what speaks for or against a hypothesis. Returns its id. Throws NotFound without hypothesis or account, Invalid when
 * the contact is not of the account.
 */
export async function addEvidence(
  tx: Tx,
  actor: Actor,
  hypothesisId: number,
  input: EvidenceInput,
  more: { readonly at?: Date; readonly sample?: boolean } = {},
): Promise<number> {
  // Who erases goes from the person to the accounts.
  if (input.contactId !== null) await holdContact(tx, input.contactId)
  if (input.accountId !== null) await holdAccount(tx, input.accountId)
  await checkContact(tx, input)
  const { sample } = await lockHypothesis(tx, hypothesisId)
  const { accountId, contactId, ...said } = input
  const { id } = await tx
    .insertInto('hypotheses.evidence')
    .values({
      hypothesis_id: hypothesisId,
      ...said,
      kind: input.figure === null ? 'note' : 'figure',
      account_id: accountId,
      contact_id: contactId,
      staff_id: staffOf(actor),
      at: more.at ?? nowDate(),
      withdrawn_at: null,
      withdrawn_by: null,
      sample: more.sample ?? sample,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tell(tx, actor, 'hypotheses.evidence_added', hypothesisId, { sample, ...more })
  return id
}

/** Takes evidence back; it counts no more. Throws NotFound without it, Conflict when it was taken back already. */
export async function withdrawEvidence(tx: Tx, actor: Actor, id: number): Promise<void> {
  const found = await tx
    .updateTable('hypotheses.evidence')
    .set({ withdrawn_at: nowDate(), withdrawn_by: staffOf(actor) })
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .returning(['hypothesis_id', 'sample'])
    .executeTakeFirst()
  if (!found) throw new Conflict('hypotheses:evidence.gone')
  await tell(tx, actor, 'hypotheses.evidence_withdrawn', found.hypothesis_id, { sample: found.sample })
}

async function checkContact(tx: Tx, { accountId, contactId }: EvidenceInput): Promise<void> {
  if (contactId === null) return
  if (accountId === null) throw new NotFound('account')
  const member = await tx
    .selectFrom('customers.membership_fact')
    .select('contact_id')
    .where('account_id', '=', accountId)
    .where('contact_id', '=', contactId)
    .executeTakeFirst()
  if (!member) throw new Invalid({ contactId: 'hypotheses:evidence.notOfAccount' })
}
