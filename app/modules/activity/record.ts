import { type RawBuilder, sql } from 'kysely'
import { nowDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'

/** A person of the company, and where their request came from. */
export interface StaffActor {
  readonly kind: 'staff'
  readonly id: string
  readonly ip?: string
}

/** In whose name something is done. */
export type Actor =
  | StaffActor
  | { readonly kind: 'system' }
  /** A tracking or API key. */
  | { readonly kind: 'key'; readonly id: string }
  /** Somebody at the command line of the server. */
  | { readonly kind: 'command' }

export const system: Actor = { kind: 'system' }

export interface Deed {
  /** module.what_happened in the past tense, for example `customers.account_merged` */
  readonly name: `${string}.${string}`
  readonly accountId?: number
  readonly contactId?: number
  readonly subjectId?: string
  /** Values for the text that tells it. Never secrets. */
  readonly data?: Readonly<Record<string, unknown>>
  /** When it happened, if not now (imports of history). */
  readonly at?: Date
  readonly sample?: boolean
}

/** Writes down what was done, in the transaction that does it: one statement, however much it is. */
export async function record(tx: Tx, actor: Actor, ...deeds: readonly Deed[]): Promise<void> {
  if (deeds.length === 0) return
  const now = nowDate()
  const id = 'id' in actor ? actor.id : null
  const ip = actor.kind === 'staff' ? (actor.ip ?? null) : null
  await sql`
    insert into activity.entry (at, actor_kind, actor_id, name, account_id, contact_id, subject_id, data, ip, sample)
    select at, ${actor.kind}, ${id}, name, account_id, contact_id, subject_id, data::jsonb, ${ip}, sample
    from unnest(
      ${deeds.map(deed => deed.at ?? now)}::timestamptz[], ${deeds.map(deed => deed.name)}::text[],
      ${deeds.map(deed => deed.accountId ?? null)}::bigint[], ${deeds.map(deed => deed.contactId ?? null)}::bigint[],
      ${deeds.map(deed => deed.subjectId ?? null)}::text[], ${deeds.map(deed => JSON.stringify(deed.data ?? {}))}::text[],
      ${deeds.map(deed => deed.sample ?? false)}::boolean[]
    ) with ordinality as deed (at, name, account_id, contact_id, subject_id, data, sample, place)
    order by place`.execute(tx)
}

/**
 * Takes the words out of what one module recorded about these accounts and subjects: somebody who is named in them is
 * erased. That it was done, by whom and when stays.
 */
export async function forgetWords(
  tx: Tx,
  {
    module,
    accountIds,
    subjectIds,
  }: { readonly module: string; readonly accountIds: readonly number[]; readonly subjectIds: readonly string[] },
): Promise<void> {
  if (subjectIds.length === 0) return
  await sql`
    update activity.entry set data = (data - 'note' - 'task') || jsonb_build_object('title', '…')
    where account_id = any(${accountIds}::bigint[]) and subject_id = any(${subjectIds}::text[])
      and name like ${`${module}.%`}`.execute(tx)
}

/**
 * Takes out of what was recorded about these accounts every text in which somebody is named who is erased (`named` says
 * whether, of a text), and of `ownAccountIds`, which are this very person, all that was written.
 */
export async function forgetMentions(
  tx: Tx,
  who: {
    readonly named: (text: RawBuilder<unknown>) => RawBuilder<boolean>
    readonly accountIds: readonly number[]
    readonly ownAccountIds: readonly number[]
  },
): Promise<void> {
  await sql`
    update activity.entry e set data = told.data
    from (
      select id, jsonb_object_agg(key, case when gone then '"…"'::jsonb else value end) as data
      from activity.entry, jsonb_each(data), lateral (
        select jsonb_typeof(value) = 'string' and key <> all(${codes}::text[]) and (
          ${who.named(sql`value #>> '{}'`)}
          or account_id = any(${who.ownAccountIds}::bigint[]) and key = any(${written}::text[])
        ) as gone
      ) judged
      where account_id = any(${who.accountIds}::bigint[])
      group by id having bool_or(gone)
    ) told
    where e.id = told.id`.execute(tx)
}

/** Where times and words of ours stand in `data`, or who of us is meant: an id such as 2026, or 田中, would be found in them. */
const codes = ['at', 'until', 'expiresAt', 'kind', 'stage', 'value', 'from', 'to']
/** Where the words of people stand in `data`. */
const written = ['title', 'note', 'reason', 'name', 'task']

/** Forgets what the people of the sample company are said to have done. What real people did to it stays on record. */
export async function removeSample(tx: Tx): Promise<void> {
  await tx.deleteFrom('activity.entry').where('sample', '=', true).execute()
}
