import { Readable } from 'node:stream'
import { parseConnectionUrl } from 'nodemailer/lib/shared/index.js'
import SMTPConnection from 'nodemailer/lib/smtp-connection/index.js'

/** A mail as it goes over the wire. */
export interface Letter {
  /** Where mail servers say that it could not be delivered. */
  readonly returnPath: string
  readonly to: string
  readonly raw: Buffer
}

/** What became of a letter. */
export type HandOver =
  | { readonly kind: 'taken'; readonly reply: string }
  /** The server said no: to this address, to what was said, or to us at all. `passing` may be tried again (4xx). */
  | {
      readonly kind: 'refused'
      readonly of: 'address' | 'message' | 'us'
      readonly passing: boolean
      readonly reply: string
    }
  /** No answer. When the final dot may have been sent by then, nobody knows whether the mail was taken. */
  | { readonly kind: 'lost'; readonly dotSent: boolean; readonly error: string }

export interface MailConnection {
  /**
   * Hands one letter over. Just before the final dot, which makes the server take it, `beforeDot` is waited for; when that
   * throws, the connection is cut and the server forgets the letter. Nothing is sent by another call meanwhile.
   */
  handOver(letter: Letter, beforeDot: () => Promise<void>): Promise<HandOver>
  readonly usable: boolean
  close(): void
}

/** How long the server may keep us waiting, in milliseconds. */
export interface MailPatience {
  readonly connect: number
  /** RFC 5321, 4.5.3.2, has minutes for each answer. */
  readonly answer: number
}

const patient: MailPatience = { connect: 20_000, answer: 300_000 }

/** Connects to the mail server of an `smtp:` or `smtps:` address, and signs in. Throws what it said, or why it is not there. */
export async function connectMail(url: string, patience: MailPatience = patient): Promise<MailConnection> {
  const { auth, ...options } = parseConnectionUrl(url)
  const connection = new SMTPConnection({
    ...options,
    connectionTimeout: patience.connect,
    greetingTimeout: patience.connect,
    socketTimeout: patience.answer,
  })
  const opened = new Promise<void>((resolve, reject) => {
    connection.once('error', reject)
    connection.once('end', () => reject(new Error('the mail server closed the connection')))
    connection.connect(error => (error ? reject(error) : resolve()))
  })
  await opened
  // Told to whoever waits, by its own callback.
  connection.on('error', () => undefined)
  if (auth) await signIn(connection, auth)
  let ended = false
  connection.once('end', () => {
    ended = true
  })
  return {
    handOver: (letter, beforeDot) => handOver(connection, letter, beforeDot),
    get usable() {
      return !ended
    },
    close() {
      if (ended) return
      connection.quit()
      connection.close()
    },
  }
}

function signIn(connection: SMTPConnection, auth: SMTPConnection.AuthenticationType): Promise<void> {
  return new Promise((resolve, reject) => {
    // Whoever signs in is not told by its own callback when the server goes away meanwhile.
    const lost = (error: Error = new Error('the mail server closed the connection while we signed in')) => reject(error)
    connection.once('error', lost)
    connection.once('end', lost)
    connection.login(auth as SMTPConnection.AuthenticationTypeLogin, error => {
      connection.removeListener('error', lost)
      connection.removeListener('end', lost)
      if (!error) return resolve()
      connection.close()
      reject(error)
    })
  })
}

async function handOver(connection: SMTPConnection, letter: Letter, beforeDot: () => Promise<void>): Promise<HandOver> {
  let dotSent = false
  // Read only once the server wants it (354); its end is what sends the dot.
  const message = Readable.from(
    (async function* () {
      yield letter.raw
      await beforeDot()
      dotSent = true
    })(),
  )
  return new Promise(resolve => {
    let told = false
    let said: HandOver | undefined
    const tell = (outcome: HandOver) => {
      if (told) return
      told = true
      connection.removeListener('end', ended)
      if (outcome.kind === 'lost') connection.close()
      resolve(outcome)
    }
    // What the server said holds, also when it closes the connection right after.
    const ended = () => tell(said ?? { kind: 'lost', dotSent, error: 'the mail server closed the connection' })
    connection.once('end', ended)
    connection.send({ from: letter.returnPath, to: [letter.to] }, message, (error, info) => {
      if (!error) return tell({ kind: 'taken', reply: info.response })
      const outcome = outcomeOf(error, dotSent)
      if (outcome.kind === 'lost') return tell(outcome)
      said = outcome
      // Else the server takes the next letter for a part of this one.
      connection.reset(failed => {
        if (failed) connection.close()
        tell(outcome)
      })
    })
  })
}

function outcomeOf(error: SMTPConnection.SMTPError, dotSent: boolean): HandOver {
  const { responseCode, response = '', command = '' } = error
  // 421 closes the connection; before the dot it is as if nothing had been said.
  if (!responseCode || responseCode < 400) return { kind: 'lost', dotSent, error: error.message }
  const of = /RCPT/.test(command) ? 'address' : /DATA/.test(command) ? 'message' : 'us'
  return { kind: 'refused', of, passing: responseCode < 500, reply: response }
}
