import type { Db } from '../../../platform/db.ts'
import type { Services } from '../../../web/services.ts'
import { findAccountName } from '../../customers/index.ts'
import { companySettings } from '../../identity/index.ts'
import { answerLinks } from '../answers/links.ts'
import { readerLocale } from '../posting/receivers.ts'
import { unsubscribeUrl } from '../suppression/token.ts'
import { type MessageContent, placeholdersOfContent } from './content.ts'
import { factsOf } from './facts.ts'
import { bareHtml, type MailText, mailOf } from './mail.ts'
import { readContent } from './render.ts'

/**
 * The content as this recipient would get it now. A mail is a whole page of HTML: show it in a frame of its own
 * (`<iframe sandbox srcdoc>`); other kinds are the cleaned body. Its ways to unsubscribe and to answer lead nowhere.
 */
export async function previewMessage(
  db: Db,
  services: Services,
  content: MessageContent,
  recipient: { readonly contactId: number | null; readonly accountId: number | null },
): Promise<MailText> {
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
  if (content.kind !== 'email') return { subject: rendered.subject, html: bareHtml(rendered), text: rendered.text }
  const t = services.words(locale)
  return mailOf(rendered, {
    locale,
    t,
    company: name,
    account,
    unsubscribeUrl: unsubscribeUrl(services.config, 'preview'),
    answerLinks: answerLinks(services.config, 'preview'),
  })
}
