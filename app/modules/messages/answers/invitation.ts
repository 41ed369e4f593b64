import { sql } from 'kysely'
import { nowDate, today } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Locale } from '../../../web/i18n.ts'
import { markChanged, markContactsChanged } from '../../customers/index.ts'
import { companySettings } from '../../identity/index.ts'
import { contentOf, type Stored, stored } from '../outbox/queries.ts'
import { note } from '../sending/trace.ts'
import { idInToken } from '../signed-ids.ts'
import type { Answer } from '../tables.ts'
import { type RenderedContent, readContent } from '../texts/render.ts'

/** An answer can be given and changed for so many days after the mail was sent: by then whatever it was about is over. */
export const answerDays = 60

/** Nobody changes their mind more often; programs that got hold of a link might. */
const mostAnswers = 50

/** An invitation as the person sees it who got it. */
export interface Invitation {
  readonly messageId: number
  readonly says: RenderedContent & { readonly answers: Readonly<Record<Answer, string>> }
  /** Who answers; nothing when the person was erased. */
  readonly contact: { readonly name: string | null; readonly address: string | null } | undefined
  readonly locale: Locale
  readonly timeZone: string
  readonly answer: Answer | null
  readonly answeredAt: Date | null
  /** Until when it can be answered. */
  readonly until: Date
  readonly isOver: boolean
}

interface Row extends Stored {
  readonly contact_id: number | null
  readonly name: string | null
  readonly address: string | null
  readonly locale: Locale
  readonly time_zone: string
  readonly answer: Answer | null
  readonly answered_at: Date | null
  readonly sent_at: Date
}

/** The invitation that a token was made for; undefined when it is none of ours. */
export async function findInvitation(db: Db | Tx, token: string): Promise<Invitation | undefined> {
  const messageId = await idInToken(db, 'answer', token)
  if (messageId === undefined) return undefined
  const { rows } = await sql<Row>`
    select m.contact_id, f.name, m.address, m.locale, m.time_zone, m.answer, m.answered_at,
           coalesce(m.sent_at, m.created_at) as sent_at, ${stored}
    from messages.message m join messages.content c on c.id = m.content_id
    left join customers.contact_fact f on f.contact_id = m.contact_id
    where m.id = ${messageId} and c.accept_label is not null`.execute(db)
  const [row] = rows
  if (!row) return undefined
  const says = readContent(contentOf(row))(row.filled)
  if (!says.answers) return undefined
  const until = new Date(row.sent_at.getTime() + answerDays * 86_400_000)
  return {
    messageId,
    says: { ...says, answers: says.answers },
    contact: row.contact_id === null ? undefined : { name: row.name, address: row.address },
    locale: row.locale,
    timeZone: row.time_zone,
    answer: row.answer,
    answeredAt: row.answered_at,
    until,
    isOver: nowDate() > until,
  }
}

/**
 * Notes what somebody answered; the last answer counts, and the same again changes nothing. Whoever waits for it (plays, segments)
 * learns of it at once. Does nothing when the time for it is over, the person was erased, or it was changed over and over.
 */
export async function answerInvitation(tx: Tx, { messageId, isOver }: Invitation, answer: Answer): Promise<void> {
  if (isOver) return
  const day = today((await companySettings(tx)).timeZone).toString()
  const { rows } = await sql<{ account_id: number | null; contact_id: number }>`
    update messages.message set answer = ${answer}, answered_at = ${nowDate()}, answered_on = ${day}::date
    where id = ${messageId} and contact_id is not null and answer is distinct from ${answer}
      and (select count(*) from messages.trace t where t.message_id = message.id and t.what in ('accepted', 'declined')) < ${mostAnswers}::int
    returning account_id, contact_id`.execute(tx)
  const [row] = rows
  if (!row) return
  await note(tx, [{ id: messageId, what: answer }])
  const contactIds = await samePerson(tx, row.contact_id)
  await markContactsChanged(tx, contactIds)
  await markChanged(tx, await accountsOf(tx, row.account_id, contactIds))
}

/** The contact, and others with the same address: they are asked once for all of them. */
async function samePerson(tx: Tx, contactId: number): Promise<readonly number[]> {
  const { rows } = await sql<{ contact_id: number }>`
    select other.contact_id
    from customers.contact_fact one join customers.contact_fact other on lower(other.email) = lower(one.email)
    where one.contact_id = ${contactId} and other.contact_id <> ${contactId} order by other.contact_id`.execute(tx)
  return [contactId, ...rows.map(row => row.contact_id)]
}

/** That of the invitation, and others of the person. */
async function accountsOf(tx: Tx, accountId: number | null, contactIds: readonly number[]): Promise<readonly number[]> {
  const { rows } = await sql<{ account_id: number }>`
    select distinct account_id from customers.membership_fact where contact_id = any(${[...contactIds]}::bigint[])`.execute(
    tx,
  )
  const others = rows.map(row => row.account_id)
  return [...new Set(accountId === null ? others : [accountId, ...others])]
}
