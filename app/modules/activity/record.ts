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

/** Writes down what was done, in the transaction that does it. */
export async function record(tx: Tx, actor: Actor, ...deeds: readonly Deed[]): Promise<void> {
  // A statement takes 65,535 values at most, and an entry is ten.
  for (let from = 0; from < deeds.length; from += 5000) {
    const some = deeds.slice(from, from + 5000)
    await tx
      .insertInto('activity.entry')
      .values(some.map(deed => entry(actor, deed)))
      .execute()
  }
}

function entry(actor: Actor, deed: Deed) {
  return {
    at: deed.at ?? nowDate(),
    actor_kind: actor.kind,
    actor_id: 'id' in actor ? actor.id : null,
    name: deed.name,
    account_id: deed.accountId ?? null,
    contact_id: deed.contactId ?? null,
    subject_id: deed.subjectId ?? null,
    data: JSON.stringify(deed.data ?? {}),
    ip: actor.kind === 'staff' ? (actor.ip ?? null) : null,
    sample: deed.sample ?? false,
  }
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
