import { sql } from 'kysely'
import type { Db, Tx } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'
import type { Answer, Happening, MessageKind, MessageState, OutboxView } from '../tables.ts'
import type { MessageContent } from '../texts/content.ts'
import { type RenderedContent, readContent, readLines } from '../texts/render.ts'

const statesOf: Readonly<Record<OutboxView, readonly MessageState[] | undefined>> = {
  all: undefined,
  waiting: ['waiting', 'sending', 'handing_over'],
  sent: ['sent'],
  failed: ['failed'],
  unclear: ['unclear'],
  dropped: ['dropped'],
}

/** A message in a list. */
export interface MessageRow {
  readonly id: number
  readonly kind: MessageKind
  readonly state: MessageState
  readonly subject: string
  readonly contact_id: number | null
  readonly contact: string | null
  readonly account_id: number | null
  readonly account: string | null
  readonly created_at: Date
  readonly send_after: Date
  readonly sent_at: Date | null
  readonly read_at: Date | null
  readonly bounced_at: Date | null
  readonly answer: Answer | null
  readonly attempts: number
  readonly sample: boolean
}

export interface OutboxFilter {
  readonly view: OutboxView
  readonly kind?: MessageKind | undefined
  readonly playId?: number | undefined
  readonly contactId?: number | undefined
  readonly before?: number | undefined
  readonly limit: number
}

/** Messages, the latest first. */
export async function listMessages(db: Db, filter: OutboxFilter): Promise<readonly MessageRow[]> {
  const states = statesOf[filter.view]
  const where = [
    sql`true`,
    ...(states ? [sql`m.state = any(${[...states]}::text[])`] : []),
    ...(filter.kind ? [sql`m.kind = ${filter.kind}`] : []),
    ...(filter.playId ? [sql`m.play_id = ${filter.playId}`] : []),
    ...(filter.contactId ? [sql`m.contact_id = ${filter.contactId}`] : []),
    ...(filter.before ? [sql`m.id < ${filter.before}`] : []),
  ]
  const { rows } = await sql<Omit<MessageRow, 'subject'> & Stored>`
    select m.id, m.kind, m.state, m.contact_id, f.label as contact, m.account_id, a.name as account, m.created_at, m.send_after,
           m.sent_at, m.read_at, m.bounced_at, m.answer, m.attempts, m.sample, ${stored}
    from messages.message m join messages.content c on c.id = m.content_id
    left join customers.contact_fact f on f.contact_id = m.contact_id
    left join customers.account_fact a on a.account_id = m.account_id
    where ${sql.join(where, sql` and `)} order by m.id desc limit ${filter.limit}`.execute(db)
  return rows.map(row => ({ ...row, subject: readLines(contentOf(row))(row.filled).subject }))
}

/** How many there are of those that somebody may have to look at. */
export async function countOutbox(db: Db): Promise<Readonly<Record<'waiting' | 'failed' | 'unclear', number>>> {
  const { rows } = await sql<{ waiting: number; failed: number; unclear: number }>`
    select count(*) filter (where state in ('waiting', 'sending', 'handing_over'))::int as waiting,
           count(*) filter (where state = 'failed')::int as failed, count(*) filter (where state = 'unclear')::int as unclear
    from messages.message where state in ('waiting', 'sending', 'handing_over', 'failed', 'unclear')`.execute(db)
  return rows[0] ?? { waiting: 0, failed: 0, unclear: 0 }
}

/** One message with what it says and what happened to it. */
export interface MessageDetail extends MessageRow {
  readonly address: string | null
  readonly play_id: number
  readonly time_zone: string
  readonly clicked_at: Date | null
  readonly dismissed_at: Date | null
  readonly rendered: RenderedContent
  readonly happened: readonly {
    readonly at: Date
    readonly what: Happening
    readonly detail: string | null
    readonly staff: string | null
  }[]
}

/** Throws NotFound when there is none. */
export async function findMessage(db: Db, id: number): Promise<MessageDetail> {
  const { rows } = await sql<Omit<MessageDetail, 'subject' | 'rendered' | 'happened'> & Stored>`
    select m.id, m.kind, m.state, m.contact_id, f.label as contact, m.account_id, a.name as account, m.created_at, m.send_after,
           m.sent_at, m.read_at, m.bounced_at, m.answer, m.attempts, m.sample, m.address, m.play_id, m.time_zone,
           m.clicked_at, m.dismissed_at, ${stored}
    from messages.message m join messages.content c on c.id = m.content_id
    left join customers.contact_fact f on f.contact_id = m.contact_id
    left join customers.account_fact a on a.account_id = m.account_id
    where m.id = ${id}`.execute(db)
  const [row] = rows
  if (!row) throw new NotFound(`message ${id}`)
  const rendered = readContent(contentOf(row))(row.filled)
  const { rows: happened } = await sql<MessageDetail['happened'][number]>`
    select t.at, t.what, t.detail, p.name as staff
    from messages.trace t left join identity.person p on p.id = t.staff_id
    where t.message_id = ${id} order by t.id limit 100`.execute(db)
  return { ...row, subject: rendered.subject, rendered, happened }
}

/** What is stored of what a message says. */
export interface Stored {
  readonly kind: MessageKind
  readonly subject: string
  readonly body: string
  readonly placement: 'banner' | 'dialog' | null
  readonly action_label: string | null
  readonly action_url: string | null
  readonly accept_label: string | null
  readonly decline_label: string | null
  readonly filled: readonly string[]
}

/** Columns of `Stored`, of messages.message m and messages.content c. */
export const stored = sql`
  m.kind, c.subject, c.body, c.placement, c.action_label, c.action_url, c.accept_label, c.decline_label, m.filled`

/** The content as it was posted. */
export function contentOf({
  kind,
  subject,
  body,
  placement,
  action_label: label,
  action_url: url,
  accept_label: accepted,
  decline_label: declined,
}: Omit<Stored, 'filled'>): MessageContent {
  return {
    ...{ kind, subject, body },
    ...(placement && { placement }),
    ...(label && url ? { action: { label, url } } : {}),
    ...(accepted && declined ? { answers: { accepted, declined } } : {}),
  }
}

/** What stands on the button that was pressed last, of invitations that were answered: by the id of the message. */
export async function answersTo(db: Db | Tx, messageIds: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (messageIds.length === 0) return new Map()
  const { rows } = await sql<Stored & { id: number; answer: Answer }>`
    select m.id, m.answer, ${stored}
    from messages.message m join messages.content c on c.id = m.content_id
    where m.id = any(${[...messageIds]}::bigint[]) and m.answer is not null`.execute(db)
  return new Map(rows.map(row => [row.id, readLines(contentOf(row))(row.filled).answers?.[row.answer] ?? '']))
}
