import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { PlayAbout } from '../../../web/play-kinds.ts'
import type { Services } from '../../../web/services.ts'
import { compileCondition, type Group, surroundingsNow } from '../../segments/index.ts'

/** Whom an enrollment is about. */
export interface Subject {
  readonly accountId: number
  readonly contactId: number | null
}

/** The id that conditions over these look at. */
export function subjectId({ accountId, contactId }: Subject, about: PlayAbout): number {
  return about === 'contact' ? (contactId ?? 0) : accountId
}

/**
 * Of these, the ids (of accounts, or of contacts) that meet the condition now. Throws Invalid when it asks for what is not
 * offered any more.
 */
export async function whoMeets(
  tx: Tx,
  services: Services,
  { about, condition }: { readonly about: PlayAbout; readonly condition: Group },
  subjects: readonly Subject[],
): Promise<ReadonlySet<number>> {
  const surroundings = await surroundingsNow(tx, services.offers)
  if (!surroundings || subjects.length === 0) return new Set()
  const ids = [...new Set(subjects.map(subject => subjectId(subject, about)))]
  const { rows } = await sql<{ account_id?: number; contact_id?: number }>`
    ${compileCondition({ about, condition }, surroundings, ids)}`.execute(tx)
  return new Set(rows.map(row => row.account_id ?? row.contact_id ?? 0))
}
