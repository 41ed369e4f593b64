import type { Db, Tx } from '../../../platform/db.ts'
import type { TraitSubject, TraitType } from '../tables.ts'

/** A trait that was seen at least once. */
export interface KnownTrait {
  readonly key: string
  readonly type: TraitType
  /** How people call it; its key when nobody said. */
  readonly label: string | null
}

/** The traits that were ever seen on accounts or contacts: for choices of columns, filters and conditions. At most 500. */
export async function knownTraits(db: Db | Tx, subject: TraitSubject): Promise<readonly KnownTrait[]> {
  return db
    .selectFrom('customers.trait')
    .select(['key', 'type', 'label'])
    .where('subject', '=', subject)
    .orderBy('key')
    .limit(500)
    .execute()
}
