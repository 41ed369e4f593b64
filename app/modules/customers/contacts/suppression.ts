import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import { installationSecret } from '../../../platform/secret.ts'
import type { Json } from '../traits/trait.ts'

/** `account` is the id of an account that was this very person. */
const idKinds = ['user', 'anonymous', 'account'] as const
type IdKind = (typeof idKinds)[number]
type SuppressedKind = IdKind | 'email'

/** Ids outside and mail addresses, by kind. */
export type Asked = Readonly<Partial<Record<SuppressedKind, readonly string[]>>>

/** Those of the asked ids and addresses, as they were given, that belong to persons who were erased. */
export type Suppressed = Readonly<Record<SuppressedKind, ReadonlySet<string>>>

/** Whether anybody was ever erased. Most installations never did; then nothing has to be gathered and hashed. */
export async function anySuppressed(db: Db | Tx): Promise<boolean> {
  const { rows } = await sql<{ any: boolean }>`select exists (select from customers.suppression) as any`.execute(db)
  return rows[0]?.any === true
}

/**
 * Which of these ids and mail addresses belong to persons who were erased and may not come back. An id that is an erased
 * address is refused as well, unless somebody has it who is still there: then several shared the address.
 */
export async function findSuppressed(db: Db | Tx, asked: Asked): Promise<Suppressed> {
  const ids = idKinds.flatMap(of => (asked[of] ?? []).map(value => ({ kind: of as SuppressedKind, value, of })))
  const found = await suppressedOf(db, [
    ...ids,
    ...ids.filter(({ value }) => canBeAddress(value)).map(one => ({ ...one, kind: 'email' as const })),
    ...(asked.email ?? []).map(value => ({ kind: 'email' as const, value, of: 'email' as const })),
  ])
  const shared = found.filter(({ kind, of }) => kind === 'email' && of !== 'email').map(({ value }) => value)
  const there = await stillThere(db, shared)
  const those = (kind: SuppressedKind) =>
    new Set(
      found
        .filter(one => one.of === kind && !(one.kind === 'email' && there.has(`${kind} ${one.value}`)))
        .map(one => one.value),
    )
  return { user: those('user'), anonymous: those('anonymous'), account: those('account'), email: those('email') }
}

async function stillThere(db: Db | Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{ kind: IdKind; value: string }>`
    select kind, value from customers.contact_identity
    where kind in ('user', 'anonymous') and value = any(${ids}::text[])
    union all
    select 'account', external_id from customers.account_identity where external_id = any(${ids}::text[])`.execute(db)
  return new Set(rows.map(({ kind, value }) => `${kind} ${value}`))
}

async function suppressedOf<T extends { readonly kind: SuppressedKind; readonly value: string }>(
  db: Db | Tx,
  asked: readonly T[],
): Promise<readonly T[]> {
  if (asked.length === 0) return []
  const hash = await suppressionHash(db)
  const { rows } = await sql<{ position: number }>`
    select position from unnest(
      ${asked.map(one => one.kind)}::text[], ${asked.map(one => hash(one.kind, one.value))}::bytea[]
    ) with ordinality as asked (kind, hash, position)
    join customers.suppression using (kind, hash)`.execute(db)
  return rows.flatMap(({ position }) => asked[position - 1] ?? [])
}

/** The values of traits that can be mail addresses, whatever the traits are called. */
export function addressesIn(traits: Readonly<Record<string, Json>>): readonly string[] {
  return Object.values(traits).filter(
    (value): value is string => typeof value === 'string' && value.length <= longestAddress && canBeAddress(value),
  )
}

const longestAddress = 320

/** What every mail address has in it, also one that is written full-width, for `~` of PostgreSQL. */
export const atSign = '[@＠﹫]'

function canBeAddress(text: string): boolean {
  return new RegExp(atSign).test(text)
}

/** What is asked of two addresses that may be the same one. */
export function asAddress(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase()
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
  await sql`
    insert into customers.suppression (kind, hash, at, by_staff_id)
    select kind, hash, ${at}, ${staffId ?? null} from unnest(
      ${ids.map(({ kind }) => kind)}::text[], ${ids.map(({ kind, value }) => hash(kind, value))}::bytea[]
    ) as said (kind, hash)
    on conflict do nothing`.execute(tx)
}

/** Keyed with the secret in the database, not with the one from the environment, which may be changed. */
async function suppressionHash(db: Db | Tx): Promise<(kind: SuppressedKind, value: string) => Buffer> {
  const secret = await installationSecret(db, undefined)
  return (kind, value) => {
    const known = kind === 'email' ? asAddress(value) : value
    return createHmac('sha256', secret).update(`banso suppression ${kind}\0${known}`).digest()
  }
}
