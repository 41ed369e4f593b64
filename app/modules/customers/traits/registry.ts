import { sql } from 'kysely'
import type { Tx } from '../../../platform/db.ts'
import type { TraitSubject, TraitType } from '../tables.ts'
import { commonType, type Json, typeOf } from './trait.ts'

/** Trait keys with the types they were seen with. */
export type SeenTraits = Map<string, TraitType>

/** Adds what these traits show to what was seen. Keys that no column could name are left out. */
export function seeTraits(seen: SeenTraits, traits: Iterable<readonly [string, Json]>): void {
  for (const [key, value] of traits) {
    const type = typeOf(value)
    if (!type || key.length < 1 || key.length > 200) continue
    const known = seen.get(key)
    seen.set(key, known ? commonType(known, type) : type)
  }
}

/** Keeps the list of traits up to date; writes only what is new or shows another type. */
export async function registerTraits(tx: Tx, subject: TraitSubject, seen: SeenTraits): Promise<void> {
  if (seen.size === 0) return
  await sql`
    insert into customers.trait as known (subject, key, type)
    select ${subject}, key, type
    from unnest(${[...seen.keys()]}::text[], ${[...seen.values()]}::text[]) as seen (key, type)
    where not exists (
      select from customers.trait t
      where t.subject = ${subject} and t.key = seen.key
        and (t.type in (seen.type, 'mixed') or (t.type = 'text' and seen.type = 'date'))
    )
    order by key
    on conflict (subject, key) do update
    set type = case when array[known.type, excluded.type] <@ array['text', 'date'] then 'text' else 'mixed' end
    where known.type <> excluded.type`.execute(tx)
}
