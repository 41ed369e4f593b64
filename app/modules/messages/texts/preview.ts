import type { Db } from '../../../platform/db.ts'
import type { Locale } from '../../../web/i18n.ts'
import type { Services } from '../../../web/services.ts'
import { findAccountName } from '../../customers/index.ts'
import { companySettings } from '../../identity/index.ts'
import { answerLinks } from '../answers/links.ts'
import { readerLocale } from '../posting/receivers.ts'
import { unsubscribeUrl } from '../suppression/token.ts'
import { type MessageContent, placeholdersOfContent } from './content.ts'
import { factsOf } from './facts.ts'
import { bareHtml, type MailText, mailOf, reasonOf } from './mail.ts'
import { type RenderedContent, readContent } from './render.ts'

/** A message as somebody would get it: what it says, and what stands around it in a mail. */
export interface PreviewedMessage extends MailText {
  readonly rendered: RenderedContent
  readonly around: {
    readonly company: string
    readonly reason: string
    readonly unsubscribe: string
    readonly locale: Locale
  }
}

/**
 * The content as this recipient would get it now: `rendered` and `around` for showing it, and of a mail the text and the whole page
 * that leave. Its ways to unsubscribe and to answer lead nowhere.
 */
export async function previewMessage(
  db: Db,
  services: Services,
  content: MessageContent,
  recipient: { readonly contactId: number | null; readonly accountId: number | null },
): Promise<PreviewedMessage> {
  const [{ name, ...company }, account, contact] = await Promise.all([
    companySettings(db),
    recipient.accountId === null ? undefined : findAccountName(db, recipient.accountId),
    db
      .selectFrom('customers.contact_fact')
      .select('locale')
      .where('contact_id', '=', recipient.contactId)
      .executeTakeFirst(),
  ])
  const locale = readerLocale(contact?.locale, company.locale)
  const placeholders = placeholdersOfContent(content)
  const facts = await factsOf(db, placeholders, [{ key: '', ...recipient }], () => locale)
  const rendered = readContent(content)(placeholders.map(placeholder => facts.get('')?.(placeholder) ?? ''))
  const t = services.words(locale)
  const surroundings = {
    ...{ locale, t, company: name, account },
    unsubscribeUrl: unsubscribeUrl(services.config, 'preview'),
    answerLinks: answerLinks(services.config, 'preview'),
  }
  const reason = reasonOf(surroundings)
  const around = { company: name, reason, unsubscribe: t('messages:mail.unsubscribe'), locale }
  if (content.kind === 'email') return { ...mailOf(rendered, surroundings), rendered, around }
  return { subject: rendered.subject, html: bareHtml(rendered), text: rendered.text, rendered, around }
}
