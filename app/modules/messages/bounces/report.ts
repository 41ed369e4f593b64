import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser'
import { type Marks, markedIn } from '../sending/marks.ts'
import { isAboutAddress } from '../sending/outcome.ts'

/** What a mail server reports of a mail that it had taken. */
export interface Report {
  readonly messageId: number
  /** Whether it will never be delivered. Else it is late, or was delivered after all. */
  readonly failed: boolean
  /** Whether the address itself takes nothing. */
  readonly address: boolean
  /** What the server said. */
  readonly detail: string
}

/**
 * Reads a mail as a delivery status notification (RFC 3464, and RFC 6533 for addresses in other scripts) about one of our messages.
 * Undefined for anything else, such as an answer of a person, or one that says they are away.
 */
export async function readReport(source: Buffer, marks: Marks): Promise<Report | undefined> {
  const mail = await simpleParser(source, {
    skipImageLinks: true,
    skipHtmlToText: true,
    skipTextToHtml: true,
    keepDeliveryStatus: true,
  })
  const status = statusOf(mail)
  if (status === undefined) return undefined
  // First the address it came to; then what is returned of the mail itself.
  const [messageId] = [...markedIn(recipientsOf(mail), marks), ...markedIn(returnedOf(mail), marks)]
  if (messageId === undefined) return undefined
  const action = field(status, 'action').toLowerCase()
  const code = field(status, 'status')
  const said = field(status, 'diagnostic-code').replace(/^[\w-]+;\s*/, '')
  const detail = (said.includes(code) ? said : `${code} ${said}`).trim()
  // Whoever reports has given up, also after 4.x.x: what it could not do for days (RFC 3464, 2.3.3).
  const failed = action === 'failed'
  return {
    messageId,
    failed,
    address: failed && !code.startsWith('4') && isAboutAddress(replyOf(code, said)),
    detail,
  }
}

/** The code is the word of who reports (RFC 3464, 2.3.4); what the last server said counts where that says nothing by itself. */
function replyOf(code: string, said: string): string {
  const saysMore = /^\d{3}[ -]5\.\d/.test(said) || /^(5\.0\.0)?$/.test(code)
  return saysMore ? said : `550 ${code}`
}

function statusOf(mail: ParsedMail): string | undefined {
  const part = mail.attachments.find(({ contentType }) => /^message\/(global-)?delivery-status$/.test(contentType))
  return part?.content.toString('utf8')
}

/** A field of the report, unfolded; of several recipients the first: each mail of ours has one. */
function field(status: string, name: string): string {
  const unfolded = status.replaceAll(/\r?\n[ \t]+/g, ' ')
  return new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(unfolded)?.[1]?.trim() ?? ''
}

function recipientsOf(mail: ParsedMail): string {
  const to = [mail.to ?? []].flat().map((one: AddressObject) => one.text)
  const headers = mail.headerLines.filter(({ key }) => /^(delivered-to|x-original-to|envelope-to)$/.test(key))
  return [...to, ...headers.map(({ line }) => line)].join('\n')
}

function returnedOf(mail: ParsedMail): string {
  return mail.attachments
    .filter(({ contentType }) => /^(message\/rfc822|text\/rfc822-headers|message\/global)/.test(contentType))
    .map(({ content }) => /^message-id:\s*(.*)$/im.exec(content.toString('utf8'))?.[1] ?? '')
    .join('\n')
}
