import { createTransport, type Transporter } from 'nodemailer'
import type { Config } from '../config.ts'

export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
}

/** Whether this installation can send mail at all. */
export function canMail({ mail }: Pick<Config, 'mail'>): boolean {
  return mail.url !== undefined
}

/**
 * Hands one mail to the server of BANSO_MAIL_URL, from BANSO_MAIL_FROM (else banso@ the host of BASE_URL).
 * Call it from a job: it takes as long as the other server does, and throws when that refuses.
 */
export async function sendMail(config: Pick<Config, 'mail' | 'baseUrl'>, mail: Mail): Promise<void> {
  if (!config.mail.url) throw new Error('mail is not set up')
  const from = config.mail.from ?? `Banso <banso@${new URL(config.baseUrl).hostname}>`
  await transportOf(config.mail.url).sendMail({ from, to: mail.to, subject: mail.subject, text: mail.text })
}

const transports = new Map<string, Transporter>()

function transportOf(url: string): Transporter {
  let transport = transports.get(url)
  if (!transport) {
    const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }
    transport = createTransport({ url, ...patience, disableFileAccess: true, disableUrlAccess: true })
    transports.set(url, transport)
  }
  return transport
}
