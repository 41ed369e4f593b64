import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { nowDate, today } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { markChanged, markContactsChanged } from '../../customers/index.ts'
import { companySettings } from '../../identity/index.ts'
import { contentOf, type Stored, stored } from '../outbox/queries.ts'
import { note } from '../sending/trace.ts'
import { readContent } from '../texts/render.ts'
import { isNotWithdrawn, shownSince } from './shown.ts'

/** A message as a page of the company shows it. */
export interface ShownMessage {
  readonly id: number
  readonly kind: 'in_app' | 'notice'
  readonly placement: 'banner' | 'dialog' | null
  readonly subject: string
  /** Cleaned HTML. */
  readonly html: string
  readonly action?: { readonly label: string; readonly url: string }
  /** ISO 8601. */
  readonly at: string
  readonly read: boolean
}

/** What a contact is shown. */
export interface Offered {
  /** Changes when other messages are offered, not when one is read. */
  readonly state: string
  messages(): readonly ShownMessage[]
}

interface OfferedRow extends Stored {
  readonly id: number
  readonly created_at: Date
  readonly read_at: Date | null
}

/**
 * What a contact is shown on a page in this language: banners until they are closed, dialogs until they were seen, the oldest first;
 * and their latest notices.
 */
export async function messagesFor(db: Db, contactId: number, locale = ''): Promise<Offered> {
  const { rows } = await sql<OfferedRow>`
    (select m.id, m.created_at, m.read_at, ${stored}
     from messages.message m join messages.content c on c.id = m.content_id
     where m.contact_id = ${contactId} and m.kind = 'in_app' and m.state = 'sent' and m.dismissed_at is null
       and m.clicked_at is null and (c.placement = 'banner' or m.read_at is null)
       and m.created_at > ${shownSince('in_app')} and ${isNotWithdrawn()}
     order by m.created_at, m.id limit 5)
    union all
    (select m.id, m.created_at, m.read_at, ${stored}
     from messages.message m join messages.content c on c.id = m.content_id
     where m.contact_id = ${contactId} and m.kind = 'notice' and m.state = 'sent'
       and m.created_at > ${shownSince('notice')}
     order by m.created_at desc, m.id desc limit 20)`.execute(db)
  const ids = rows.map(({ id }) => id)
  const state = createHash('sha256')
    .update(JSON.stringify([contactId, locale, ids]))
    .digest('base64url')
    .slice(0, 16)
  return { state, messages: () => rows.map(shownOf) }
}

function shownOf(row: OfferedRow): ShownMessage {
  const { subject, html, action } = readContent(contentOf(row))(row.filled)
  return {
    ...{ id: row.id, kind: row.kind as 'in_app' | 'notice', placement: row.placement, subject, html },
    ...(action && { action }),
    at: row.created_at.toISOString(),
    read: row.read_at !== null,
  }
}

export const reactions = ['read', 'clicked', 'dismissed'] as const
export type Reaction = (typeof reactions)[number]

/** Notes what a contact did with a message of theirs, the first time only. Who clicks or closes has read. */
export async function noteReaction(tx: Tx, contactId: number, messageId: number, reaction: Reaction): Promise<void> {
  const at = nowDate()
  const readOn = today((await companySettings(tx)).timeZone).toString()
  const { rows } = await sql<{ account_id: number | null; first_read: boolean; first: boolean }>`
    with before as (
      select id, read_at, clicked_at, dismissed_at from messages.message
      where id = ${messageId} and contact_id = ${contactId} and kind in ('in_app', 'notice') for update
    )
    update messages.message m set
      read_at = coalesce(m.read_at, ${at}), read_on = coalesce(m.read_on, ${readOn}::date),
      clicked_at = case when ${reaction} = 'clicked' then coalesce(m.clicked_at, ${at}) else m.clicked_at end,
      dismissed_at = case when ${reaction} = 'dismissed' then coalesce(m.dismissed_at, ${at}) else m.dismissed_at end
    from before where m.id = before.id
    returning m.account_id, before.read_at is null as first_read,
      case ${reaction} when 'read' then before.read_at when 'clicked' then before.clicked_at else before.dismissed_at end is null
        as first`.execute(tx)
  const [row] = rows
  if (!row?.first) return
  await note(tx, [
    ...(row.first_read && reaction !== 'read' ? [{ id: messageId, what: 'read' as const }] : []),
    { id: messageId, what: reaction },
  ])
  if (!row.first_read) return
  await markContactsChanged(tx, [contactId])
  await markChanged(tx, row.account_id ? [row.account_id] : [])
}
