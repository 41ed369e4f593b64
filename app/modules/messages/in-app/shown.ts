import { sql } from 'kysely'
import { nowDate } from '../../../platform/clock.ts'
import type { MessageKind } from '../tables.ts'

const day = 86_400_000
/** What nobody looked at for so long has lost its occasion. */
const inAppDays = 30
const noticeDays = 180

/** Since when messages of a kind are shown on the company's own pages. */
export function shownSince(kind: 'in_app' | 'notice'): Date {
  return new Date(nowDate().getTime() - (kind === 'notice' ? noticeDays : inAppDays) * day)
}

/** Whether a message on the company's own pages is no longer shown, since it is too old. */
export function isOver({ kind, created_at: at }: { readonly kind: MessageKind; readonly created_at: Date }): boolean {
  return at <= shownSince(kind === 'notice' ? 'notice' : 'in_app')
}

/**
 * Of messages.message m: it is there to be seen on the company's own pages, and was not withdrawn. A notice that was read, or a dialog, has
 * done its work; a banner has not before somebody closed it, or clicked.
 */
export function stillOffered() {
  return sql`(
    m.state = 'sent' and m.dismissed_at is null and m.clicked_at is null and (
      (m.kind = 'notice' and m.read_at is null and m.created_at > ${shownSince('notice')})
      or (m.kind = 'in_app' and m.created_at > ${shownSince('in_app')} and (m.read_at is null or exists (
        select from messages.content c where c.id = m.content_id and c.placement = 'banner')))
    ) and ${isNotWithdrawn()})`
}

/** Of messages.message m that was sent: nobody took it back after it had been read. */
export function isNotWithdrawn() {
  return sql`not exists (select from messages.trace t where t.message_id = m.id and t.what = 'dropped')`
}
