import { createHmac, randomBytes } from 'node:crypto'

/** A secret that sender and receiver share, written as receivers' libraries take it. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

interface Signing {
  /** The same for every attempt; letters, digits, - and _ */
  readonly id: string
  /** When the attempt is made. */
  readonly at: Date
  readonly body: string
  readonly secret: string
}

/**
 * Headers by which the receiver knows that a webhook is ours and new: Standard Webhooks 1.0.0, "Signature scheme", symmetric.
 * Throws RangeError for an id that would leave open where it ends, and for a secret that is none.
 */
export function signatureHeaders({ id, at, body, secret }: Signing): Readonly<Record<string, string>> {
  if (!/^[\w-]{1,200}$/.test(id)) throw new RangeError(`${id} cannot be signed`)
  const seconds = Math.floor(at.getTime() / 1000)
  const hash = createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${hash}` }
}

function keyOf(secret: string): Buffer {
  const [, text = ''] = /^whsec_([A-Za-z\d+/]+={0,2})$/.exec(secret) ?? []
  const key = Buffer.from(text, 'base64')
  if (key.length < 24 || key.length > 64) throw new RangeError('a secret has 24 to 64 bytes')
  return key
}
