import { once } from 'node:events'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** A mail that the server took. */
export interface TakenMail {
  readonly messageId: string
  readonly from: string
  readonly to: string
  readonly raw: string
}

/**
 * A real mail server on a free port. `refuse` is asked for each address and may throw what the server says; `slow` keeps each
 * mail waiting for its answer, in milliseconds; `answer` may refuse a whole mail.
 */
export async function listenForSmtp(
  options: {
    readonly refuse?: (address: string) => SmtpRefusal | undefined
    readonly answer?: (mail: TakenMail) => SmtpRefusal | undefined
    readonly slow?: () => number
    readonly port?: number
    readonly more?: SMTPServerOptions
  } = {},
) {
  const taken: TakenMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo({ address }, _session, done) {
      done(options.refuse?.(address))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8')
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : ''
        const messageId = /^message-id:\s*(\S+)/im.exec(raw)?.[1] ?? ''
        const mail = { messageId, from, to: session.envelope.rcptTo[0]?.address ?? '', raw }
        const refusal = options.answer?.(mail)
        if (!refusal) taken.push(mail)
        setTimeout(() => done(refusal), options.slow?.() ?? 0)
      })
    },
    ...options.more,
  })
  server.on('error', () => undefined)
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server.server, 'listening')
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    port,
    url: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
    taken,
    close: () => new Promise<void>(resolve => server.close(() => resolve())),
  }
}

/** What a server says no with. */
export class SmtpRefusal extends Error {
  readonly responseCode: number
  constructor(responseCode: number, message: string) {
    super(message)
    this.responseCode = responseCode
  }
}
