import { sql } from 'kysely'
import { dayOf } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/db.ts'
import { companySettings } from '../../identity/index.ts'
import type { Answer } from '../tables.ts'
import { type MessageContent, placeholdersOfContent } from '../texts/content.ts'
import { factsOf } from '../texts/facts.ts'
import type { Posting, Recipient } from './judge.ts'
import { keepContent } from './post.ts'

/** A message that reached somebody back then. */
export interface PastMessage extends Recipient {
  readonly at: Date
  readonly readAt?: Date
  /** Of invitations. */
  readonly answer?: { readonly is: Answer; readonly at: Date }
}

/**
 * Writes down messages that were sent in the past, for imports of history; nothing of it is ever sent. Names stand in them as they are
 * now. Returns ids by key.
 */
export async function recallMessages(
  tx: Tx,
  { content, source, sample = false }: Pick<Posting, 'source' | 'sample'> & { readonly content: MessageContent },
  messages: readonly PastMessage[],
): Promise<ReadonlyMap<string, number>> {
  if (messages.length === 0) return new Map()
  const contentId = await keepContent(tx, content)
  const placeholders = placeholdersOfContent(content)
  const facts = await factsOf(tx, placeholders, messages)
  const filled = (key: string) => JSON.stringify(placeholders.map(one => facts.get(key)?.(one) ?? ''))
  const { timeZone, locale } = await companySettings(tx)
  const of = <T>(value: (message: PastMessage) => T) => messages.map(value)
  const { rows } = await sql<{ id: number; key: string }>`
    insert into messages.message (
      key, content_id, kind, contact_id, account_id, play_id, step, version, filled, address, locale, time_zone, state,
      created_at, send_after, attempts, sent_at, read_at, read_on, answer, answered_at, answered_on, sample
    )
    select one.key, ${contentId}, ${content.kind}, one.contact_id, one.account_id, ${source.play}, ${source.step},
           ${source.version}, one.filled, case when ${content.kind} = 'email' then messages.as_address(c.email) end, ${locale},
           ${timeZone}, 'sent', one.at, one.at, ${content.kind === 'email' ? 1 : 0}, one.at, one.read_at, one.read_on,
           one.answer, one.answered_at, one.answered_on, ${sample}
    from unnest(
      ${of(({ key }) => key)}::text[], ${of(({ contactId }) => contactId)}::bigint[],
      ${of(({ accountId }) => accountId)}::bigint[], ${of(({ key }) => filled(key))}::jsonb[],
      ${of(({ at }) => at)}::timestamptz[], ${of(({ readAt }) => readAt ?? null)}::timestamptz[],
      ${of(({ readAt }) => (readAt ? dayOf(readAt, timeZone).toString() : null))}::date[],
      ${of(({ answer }) => answer?.is ?? null)}::text[], ${of(({ answer }) => answer?.at ?? null)}::timestamptz[],
      ${of(({ answer }) => (answer ? dayOf(answer.at, timeZone).toString() : null))}::date[]
    ) as one (key, contact_id, account_id, filled, at, read_at, read_on, answer, answered_at, answered_on)
    join customers.contact_fact c on c.contact_id = one.contact_id
    order by one.at
    returning id, key`.execute(tx)
  const ids = new Map(rows.map(({ id, key }) => [key, id]))
  await traceAnswers(tx, messages, ids)
  return ids
}

/** What was answered is told by what happened to a message. */
async function traceAnswers(tx: Tx, messages: readonly PastMessage[], ids: ReadonlyMap<string, number>): Promise<void> {
  const traces = messages.flatMap(({ key, answer }) => {
    const id = ids.get(key)
    return answer && id !== undefined ? [{ message_id: id, at: answer.at, what: answer.is }] : []
  })
  if (traces.length > 0) await tx.insertInto('messages.trace').values(traces).execute()
}
