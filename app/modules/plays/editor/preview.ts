import { sql } from 'kysely'
import { type Db, transact } from '../../../platform/db.ts'
import type { TextKey } from '../../../web/i18n.ts'
import type { Services } from '../../../web/services.ts'
import { fillTexts, type MessageContent, type PreviewedMessage, previewMessage } from '../../messages/index.ts'
import type { Action } from '../definition/definition.ts'
import { isAsked } from '../definition/field-problems.ts'
import { contentOf, messageSteps } from '../steps/message.ts'
import { recipientsOf } from '../steps/recipients.ts'
import type { EditedPlay } from './sheet.ts'

/** For whom texts are filled in to be looked at. */
export interface PreviewTarget {
  readonly accountId: number
  readonly account: string
  /** Whom a message would reach first; null when the account has nobody. */
  readonly contactId: number | null
  readonly contact: string | null
}

/** A step as it would look for somebody. */
export interface Previewed {
  /** A message as it would be got. */
  readonly message?: PreviewedMessage & { readonly kind: MessageContent['kind'] }
  /** Other texts, filled in. */
  readonly texts: readonly { readonly label: TextKey; readonly text: string; readonly markdown: boolean }[]
}

/**
 * For whom the steps of a play are shown: the chosen account, else one in the segment that the play starts with, else any.
 * Undefined when there are no accounts yet.
 */
export async function previewTarget(
  db: Db,
  { about, definition: { trigger } }: Pick<EditedPlay, 'about' | 'definition'>,
  chosen: number | undefined,
): Promise<PreviewTarget | undefined> {
  const segment = Number(trigger?.settings.segment) || 0
  const contacts = about === 'contact'
  const { rows } = await sql<{ account_id: number; name: string; contact_id: number | null; contact: string | null }>`
    select a.account_id, a.name, c.contact_id, coalesce(c.name, c.email) as contact
    from customers.account_fact a
    left join lateral (
      select m.contact_id from customers.membership_fact m
      where m.account_id = a.account_id
      order by m.contact_id in (select contact_id from segments.contact_membership_fact
                                where ${contacts} and segment_id = ${segment}) desc,
               m.last_at desc nulls last, m.contact_id
      limit 1
    ) main on true
    left join customers.contact_fact c on c.contact_id = main.contact_id
    where a.account_id = coalesce(
      (select account_id from customers.account_fact where account_id = ${chosen ?? 0}),
      (select account_id from segments.membership_fact where not ${contacts} and segment_id = ${segment} order by account_id limit 1),
      (select m.account_id from segments.contact_membership_fact s
       join customers.membership_fact m on m.contact_id = s.contact_id
       where ${contacts} and s.segment_id = ${segment} order by m.account_id limit 1),
      (select min(account_id) from customers.account_fact))`.execute(db)
  const [row] = rows
  return row && { accountId: row.account_id, account: row.name, contactId: row.contact_id, contact: row.contact }
}

/** Whom a message of a step would reach first: of a play about contacts the contact; null when the account has nobody. */
export function firstRecipient(
  db: Db,
  { id, settings }: Action,
  { accountId, contactId }: Pick<PreviewTarget, 'accountId' | 'contactId'>,
): Promise<number | null> {
  return transact(db, async tx => {
    const found = await recipientsOf(tx, { settings, stepId: id }, [{ id: 0, accountId, contactId }])
    return found.get(0)?.[0]?.contactId ?? null
  })
}

/** What a step would say to them now; undefined for steps that say nothing. */
export async function previewStep(
  services: Services,
  { action, settings }: Action,
  { accountId, contactId }: Pick<PreviewTarget, 'accountId' | 'contactId'>,
): Promise<Previewed | undefined> {
  const step = messageSteps.find(one => one === action)
  if (step) {
    const content = contentOf(step, settings)
    const message = await previewMessage(services.db, services, content, { contactId, accountId })
    return { message: { ...message, kind: content.kind }, texts: [] }
  }
  const fields = services.offers.playSteps.get(action)?.fields ?? []
  const filled = fields.filter(field => field.placeholders && isAsked(field, settings) && settings[field.name])
  if (filled.length === 0) return undefined
  const target = { key: '', accountId, contactId }
  const texts = await fillTexts(
    services.db,
    filled.map(({ name, markdown }) => (markdown ? { markdown: String(settings[name]) } : String(settings[name]))),
    [target],
  )
  const told = filled.map(({ label, markdown = false }, index) => {
    return { label, markdown, text: texts.get('')?.[index] ?? '' }
  })
  return { texts: told }
}
