import { nowDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { markContactsChanged, markManyChanged } from '../changes.ts'
import { lockAccounts, saveAccounts } from '../intake/accounts.ts'
import { lockContacts, saveContacts } from '../intake/contacts.ts'
import type { TraitSubject } from '../tables.ts'
import { accountColumns, applyTraits, contactColumns } from './profile.ts'
import { registerTraits, type SeenTraits, seeTraits } from './registry.ts'
import type { Json } from './trait.ts'

/** Whether what a trait of this key would say has a field of its own, such as the name: then it is no trait. */
export function hasOwnField(subject: TraitSubject, key: string): boolean {
  return (subject === 'account' ? accountColumns : contactColumns).some(column => column.key === key)
}

/**
 * Sets one trait of many accounts (or contacts) in a handful of statements, as the latest word about them. Those that are gone,
 * or hold as many traits as one may, are left out; returns the ids of those that have it now.
 */
export async function setTraitOfMany(
  tx: Tx,
  { subject, ids }: { readonly subject: TraitSubject; readonly ids: readonly number[] },
  key: string,
  value: Json,
): Promise<readonly number[]> {
  const columns = subject === 'account' ? accountColumns : contactColumns
  const sorted = [...new Set(ids)].sort((a, b) => a - b)
  const profiles = subject === 'account' ? await lockAccounts(tx, sorted) : await lockContacts(tx, sorted)
  const changed = [...profiles].flatMap(([id, profile]) => {
    const at = Math.max(nowDate().getTime(), (profile.times.get(key) ?? 0) + 1)
    return applyTraits(profile, { [key]: value }, at, columns) === 'too_many_traits'
      ? []
      : [{ id, profile, renamed: false }]
  })
  await (subject === 'account' ? saveAccounts(tx, changed) : saveContacts(tx, changed))
  const seen: SeenTraits = new Map()
  seeTraits(seen, [[key, value]])
  await registerTraits(tx, subject, seen)
  const done = changed.map(one => one.id)
  await (subject === 'account' ? markManyChanged(tx, done) : markContactsChanged(tx, done))
  return done
}
