import type { Tx } from '../../platform/db.ts'

/**
 * When a person is erased: files that nobody had read yet, and values that were kept to explain why rows were left out, may be about
 * them. Sums are about nobody.
 */
export async function forgetPerson(tx: Tx): Promise<void> {
  await tx.updateTable('effects.experiment_fault').set({ value: '' }).where('value', '<>', '').execute()
  await tx.deleteFrom('effects.experiment').where('status', '<>', 'done').execute()
}

/** What came of the sample's plays goes with them; all plays together, and what was before plays, are looked at anew, without the sample. */
export async function removeSampleEffects(tx: Tx): Promise<void> {
  await tx.deleteFrom('effects.company_sum').execute()
  await tx.deleteFrom('effects.play_before').execute()
  await tx.deleteFrom('effects.met_by_people').execute()
  await tx.deleteFrom('effects.touch_timing').execute()
}
