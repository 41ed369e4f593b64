import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { publish } from '../../../platform/live.ts'
import type { Services } from '../../../web/services.ts'
import { type MessageContent, placeholdersOfContent } from '../texts/content.ts'
import { factsOf } from '../texts/facts.ts'
import { type Fate, type Judgement, judge, type Posting, type Recipient } from './judge.ts'

/** Mails wait in the outbox; told whenever something comes in. */
export const outboxTopic = 'messages:outbox'

/**
 * Posts a content to recipients as far as their limits admit; tells what became of each, by its key. The message exists exactly
 * if `tx` commits; posting again under the same key tells the message that is there. A handful of statements whatever the
 * number of recipients. Until `tx` ends, others who post to the same contacts wait, so that limits hold.
 */
export async function postMessages(
  tx: Tx,
  _services: Services,
  posting: Posting,
  recipients: readonly Recipient[],
): Promise<ReadonlyMap<string, Fate>> {
  if (recipients.length === 0) return new Map()
  await holdReceivers(tx, recipients)
  const judged = await judge(tx, posting, recipients)
  const posted = await insertMessages(tx, posting, recipients, judged)
  return new Map([...judged].map(([key, judgement]) => [key, fateOf(judgement, posted.get(key))]))
}

/** The same judgement without writing anything. Message ids of those who would be posted to are 0. */
export async function judgeRecipients(
  db: Db,
  _services: Services,
  posting: Posting,
  recipients: readonly Recipient[],
): Promise<ReadonlyMap<string, Fate>> {
  if (recipients.length === 0) return new Map()
  const judged = await judge(db, posting, recipients)
  return new Map([...judged].map(([key, judgement]) => [key, fateOf(judgement, 0)]))
}

function fateOf(judgement: Judgement, posted: number | undefined): Fate {
  if (judgement.kind !== 'to_post') return judgement
  if (posted === undefined) throw new Error('a message was posted, but is not there')
  return { kind: 'posted', messageId: posted }
}

// Not one lock for each contact: a hundred thousand do not fit into the table of locks.
const shares = 64

/** Contacts share locks, taken in one order. Who posts to others waits for nobody, or for a few. */
async function holdReceivers(tx: Tx, recipients: readonly Recipient[]): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtextextended('messages.receivers ' || share, 0)) from (
      select distinct contact_id % ${shares} as share
      from unnest(${recipients.map(({ contactId }) => contactId)}::bigint[]) asked (contact_id) order by 1 offset 0
    ) shares`.execute(tx)
}

async function insertMessages(
  tx: Tx,
  posting: Posting,
  recipients: readonly Recipient[],
  judged: ReadonlyMap<string, Judgement>,
): Promise<ReadonlyMap<string, number>> {
  const chosen = [...new Map(recipients.map(recipient => [recipient.key, recipient])).values()].flatMap(recipient => {
    const judgement = judged.get(recipient.key)
    return judgement?.kind === 'to_post' ? [{ ...recipient, ...judgement }] : []
  })
  if (chosen.length === 0) return new Map()
  const { content, source } = posting
  const contentId = await keepContent(tx, content)
  const placeholders = placeholdersOfContent(content)
  const locales = new Map(chosen.map(({ key, receiver }) => [key, receiver.locale]))
  const facts = await factsOf(tx, placeholders, chosen, key => locales.get(key))
  const filled = chosen.map(({ key }) =>
    JSON.stringify(placeholders.map(placeholder => facts.get(key)?.(placeholder) ?? '')),
  )
  const at = nowDate()
  const mail = content.kind === 'email'
  const { rows } = await sql<{ id: number; key: string }>`
    insert into messages.message (
      key, content_id, kind, contact_id, account_id, play_id, step, version, filled, address, locale, time_zone, state,
      created_at, send_after, sent_at, sample
    )
    select key, ${contentId}, ${content.kind}, contact_id, account_id, ${source.play}, ${source.step}, ${source.version},
           filled::jsonb, address, locale, time_zone, ${mail ? 'waiting' : 'sent'}, ${at}, ${at}, ${mail ? null : at}, sample
    from unnest(
      ${chosen.map(({ key }) => key)}::text[], ${chosen.map(({ contactId }) => contactId)}::bigint[],
      ${chosen.map(({ accountId }) => accountId)}::bigint[], ${filled}::text[],
      ${chosen.map(({ address }) => address ?? null)}::text[], ${chosen.map(({ receiver }) => receiver.locale)}::text[],
      ${chosen.map(({ receiver }) => receiver.timeZone)}::text[],
      ${chosen.map(({ receiver }) => posting.sample ?? receiver.sample)}::boolean[]
    ) as one (key, contact_id, account_id, filled, address, locale, time_zone, sample)
    returning id, key`.execute(tx)
  if (mail) await publish(tx, [outboxTopic])
  return new Map(rows.map(({ id, key }) => [key, id]))
}

/** The id of a content; the same content is kept once. */
export async function keepContent(tx: Tx, content: MessageContent): Promise<number> {
  const { kind, subject, body, placement, action, answers } = content
  const parts = [kind, subject, body, placement ?? null, action?.label ?? null, action?.url ?? null]
  if (answers) parts.push(answers.accepted, answers.declined)
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest()
  const known = () => tx.selectFrom('messages.content').select('id').where('digest', '=', digest).executeTakeFirst()
  const found = await known()
  if (found) return found.id
  const made = await tx
    .insertInto('messages.content')
    .values({
      digest,
      kind,
      subject,
      body,
      placement: kind === 'in_app' ? (placement ?? 'banner') : null,
      action_label: action?.label ?? null,
      action_url: action?.url ?? null,
      accept_label: answers?.accepted ?? null,
      decline_label: answers?.declined ?? null,
    })
    .onConflict(conflict => conflict.column('digest').doNothing())
    .returning('id')
    .executeTakeFirst()
  // Somebody else kept the same at the same time.
  return made?.id ?? (await known())?.id ?? 0
}
