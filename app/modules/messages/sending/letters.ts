import { domainToASCII } from 'node:url'
import { sql } from 'kysely'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import type { Config } from '../../../config.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Letter } from '../../../platform/mail-connection.ts'
import type { Services } from '../../../web/services.ts'
import { companySettings } from '../../identity/index.ts'
import { answerLinks, answerTokens } from '../answers/links.ts'
import { contentOf } from '../outbox/queries.ts'
import { unsubscribeTokens, unsubscribeUrl } from '../suppression/token.ts'
import { mailOf } from '../texts/mail.ts'
import { type ContentTemplate, readContent } from '../texts/render.ts'
import type { Claimed } from './claim.ts'
import { messageIdOf, messageMarks, returnPathOf } from './marks.ts'

/** The mails as they go over the wire, by the id of their message; why one cannot be written, where that is so. */
export async function writeLetters(
  services: Pick<Services, 'db' | 'config' | 'words'>,
  mails: readonly Claimed[],
): Promise<ReadonlyMap<number, Letter | Error>> {
  const { db, config } = services
  const [company, contents, names, tokenOf, answerTokenOf, marks] = await Promise.all([
    companySettings(db),
    readContents(db, mails),
    readNames(db, mails),
    unsubscribeTokens(db),
    answerTokens(db),
    messageMarks(db),
  ])
  const from = senderOf(config, company.name)
  const returnPath = (id: number) => returnPathOf(config, marks, id) ?? addressIn(from)
  const write = async (mail: Claimed): Promise<Letter> => {
    const { contact, account } = names.get(mail.id) ?? { contact: null, account: null }
    const url = unsubscribeUrl(config, tokenOf(mail.id))
    const read = contents.get(mail.content_id)
    if (!read) throw new Error(`content ${mail.content_id} is gone`)
    const { locale, address } = mail
    const around = { locale, t: services.words(locale), company: company.name, account: account ?? undefined }
    const links = { unsubscribeUrl: url, answerLinks: answerLinks(config, answerTokenOf(mail.id)) }
    const { subject, html, text } = mailOf(read(mail.filled), { ...around, ...links })
    const to = inAscii(address ?? '')
    const composer = new MailComposer({
      ...{ from, subject, html, text, messageId: messageIdOf(config, marks, mail.id) },
      to: { name: contact ?? '', address: to },
      headers: { ...oneClick(url), 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    return { returnPath: returnPath(mail.id), to, raw: await composer.compile().build() }
  }
  const safely = (mail: Claimed): Promise<Letter | Error> =>
    write(mail).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
  return new Map(await Promise.all(mails.map(async mail => [mail.id, await safely(mail)] as const)))
}

/** RFC 2369 and RFC 8058: mail programs show a button of their own, which asks for this address by POST; over https only. */
function oneClick(url: string): Record<string, string> {
  const post = { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
  return { 'List-Unsubscribe': `<${url}>`, ...(url.startsWith('https:') && post) }
}

function senderOf({ mail, baseUrl }: Pick<Config, 'mail' | 'baseUrl'>, company: string): string {
  return mail.from ?? `"${company.replaceAll(/["\\\r\n<>]/g, ' ')}" <banso@${new URL(baseUrl).hostname}>`
}

/** Domains of other scripts as mail servers know them (RFC 5891). */
function inAscii(address: string): string {
  const at = address.lastIndexOf('@') + 1
  return address.slice(0, at) + (domainToASCII(address.slice(at)) || address.slice(at))
}

function addressIn(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim()
}

async function readContents(db: Db | Tx, mails: readonly Claimed[]): Promise<ReadonlyMap<number, ContentTemplate>> {
  const ids = [...new Set(mails.map(mail => mail.content_id))]
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('messages.content').selectAll().where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, readContent(contentOf(row))]))
}

async function readNames(db: Db | Tx, mails: readonly Claimed[]) {
  const { rows } = await sql<{ id: number; contact: string | null; account: string | null }>`
    select mail.id, c.name as contact, a.name as account
    from unnest(
      ${mails.map(({ id }) => id)}::bigint[], ${mails.map(({ contact_id }) => contact_id)}::bigint[],
      ${mails.map(({ account_id }) => account_id)}::bigint[]
    ) mail (id, contact_id, account_id)
    left join customers.contact_fact c on c.contact_id = mail.contact_id
    left join customers.account_fact a on a.account_id = mail.account_id`.execute(db)
  return new Map(rows.map(row => [row.id, row]))
}
