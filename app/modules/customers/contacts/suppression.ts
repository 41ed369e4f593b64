import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import { installationSecret } from '../../../platform/secret.ts'

type SuppressedKind = 'user' | 'anonymous' | 'email'

export interface OutsideIds {
  readonly userIds: readonly string[]
  readonly anonymousIds: readonly string[]
}

/** Which of these ids belong to persons who were erased and may not come back. */
export async function suppressedIds(
  db: Db | Tx,
  ids: OutsideIds,
): Promise<{ readonly users: Set<string>; readonly anonymous: Set<string> }> {
  const [users, anonymous] = [new Set<string>(), new Set<string>()]
  // Most installations never erased anybody; then there is nothing to hash.
  const { rows: any } = await sql<{ any: boolean }>`
    select exists (select from customers.suppression) as any`.execute(db)
  if (!any[0]?.any) return { users, anonymous }
  const hash = await suppressionHash(db)
  const asked = [
    ...ids.userIds.map(value => ({ kind: 'user', value, hash: hash('user', value) })),
    ...ids.anonymousIds.map(value => ({ kind: 'anonymous', value, hash: hash('anonymous', value) })),
  ]
  const { rows } = await sql<{ position: number }>`
    select position from unnest(${asked.map(one => one.kind)}::text[], ${asked.map(one => one.hash)}::bytea[])
      with ordinality as asked (kind, hash, position)
    join customers.suppression using (kind, hash)`.execute(db)
  for (const { position } of rows) {
    const found = asked[position - 1]
    if (found) (found.kind === 'user' ? users : anonymous).add(found.value)
  }
  return { users, anonymous }
}

/** Refuses these ids from now on. Only a keyed hash is kept, so the list itself names nobody. */
export async function suppress(
  tx: Tx,
  staffId: string | undefined,
  at: Date,
  ids: readonly { readonly kind: SuppressedKind; readonly value: string }[],
): Promise<void> {
  if (ids.length === 0) return
  const hash = await suppressionHash(tx)
  await tx
    .insertInto('customers.suppression')
    .values(ids.map(({ kind, value }) => ({ kind, hash: hash(kind, value), at, by_staff_id: staffId ?? null })))
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

/** Which of these mail addresses, as they are given, belong to persons who were erased. */
export async function suppressedEmails(db: Db | Tx, emails: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows: any } = await sql<{ any: boolean }>`
    select exists (select from customers.suppression where kind = 'email') as any`.execute(db)
  if (!any[0]?.any) return new Set()
  const hash = await suppressionHash(db)
  const { rows } = await sql<{ position: number }>`
    select position from unnest(${emails.map(email => hash('email', email.toLowerCase()))}::bytea[])
      with ordinality as asked (hash, position)
    join customers.suppression s on s.kind = 'email' and s.hash = asked.hash`.execute(db)
  return new Set(rows.map(({ position }) => emails[position - 1] ?? ''))
}

/** Keyed with the secret in the database, not with the one from the environment, which may be changed. */
async function suppressionHash(db: Db | Tx): Promise<(kind: SuppressedKind, value: string) => Buffer> {
  const secret = await installationSecret(db, undefined)
  return (kind, value) => createHmac('sha256', secret).update(`banso suppression ${kind}\0${value}`).digest()
}
