import { sql } from 'kysely'
import { href, paths } from '../../paths.ts'
import type { TimelineEntry, TimelineReader } from '../../web/readers.ts'
import { contentOf, type Stored, stored } from './outbox/queries.ts'
import type { Happening } from './tables.ts'
import { readLines } from './texts/render.ts'

const looks: Readonly<Record<string, Pick<TimelineEntry, 'icon' | 'tone'>>> = {
  posted: { icon: 'message-square', tone: 'neutral' },
  sent: { icon: 'mail', tone: 'neutral' },
  failed: { icon: 'mail-x', tone: 'bad' },
  unclear: { icon: 'mail-question-mark', tone: 'care' },
  read: { icon: 'mail-open', tone: 'neutral' },
  accepted: { icon: 'circle-check', tone: 'good' },
  declined: { icon: 'circle-x', tone: 'care' },
  clicked: { icon: 'mouse-pointer-click', tone: 'good' },
  bounced: { icon: 'mail-x', tone: 'bad' },
  unsubscribed: { icon: 'mail-minus', tone: 'care' },
  subscribed: { icon: 'mail-plus', tone: 'good' },
}

interface Row extends Stored {
  readonly id: number
  readonly at: Date
  readonly what: Happening | 'posted'
  readonly contact: string | null
}

/** What was written to an account's contacts, and what they did with it. */
export const readTimeline: TimelineReader = async (db, accountId, { before, limit }) => {
  const { rows } = await sql<Row>`
    select m.id, h.at, h.what, f.label as contact, ${stored}
    from messages.message m join messages.content c on c.id = m.content_id
    left join customers.contact_fact f on f.contact_id = m.contact_id
    cross join lateral (
      select t.at, t.what from messages.trace t where t.message_id = m.id and t.what = any(${told}::text[])
      union all
      select m.created_at, 'posted' where m.kind <> 'email'
    ) h
    where m.account_id = ${accountId} and h.at < ${before}
    order by h.at desc, m.id desc limit ${limit}`.execute(db)
  return rows.map(row => {
    const { subject, answers } = readLines(contentOf(row))(row.filled)
    return {
      at: row.at,
      ...(looks[row.what] ?? { icon: 'mail', tone: 'neutral' }),
      text: `messages:timeline.${row.what as Told}`,
      values: {
        subject,
        contact: row.contact ?? '…',
        label: (row.what === 'declined' ? answers?.declined : answers?.accepted) ?? '',
      },
      href: href(paths.message, { id: row.id }),
    }
  })
}

type Told =
  | ('posted' | 'sent' | 'failed' | 'unclear' | 'read' | 'accepted' | 'declined' | 'clicked')
  | ('bounced' | 'unsubscribed' | 'subscribed')
const told = Object.keys(looks)
