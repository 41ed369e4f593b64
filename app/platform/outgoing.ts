import { type ClientRequest, type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { nowDate } from './clock.ts'
import type { Allowance } from './outgoing/allowance.ts'
import { type Destination, judgeDestination, type RefusedReason, type Resolve } from './outgoing/destination.ts'
import { signatureHeaders } from './outgoing/signature.ts'

/** Something to be told to another system. */
export interface Post {
  readonly url: string
  /** The same for every attempt, so that the receiver takes it once; letters, digits, - and _ */
  readonly id: string
  /** JSON */
  readonly body: string
  /** See `newWebhookSecret`. */
  readonly secret: string
}

/** How a post ended. What was refused will be again; what failed may pass. */
export type Posted =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'refused'; readonly reason: RefusedReason }
  | { readonly kind: 'failed'; readonly reason: FailedReason }

/** `unknown`: no such host; `silent`: no answer within the time; `broken`: what came is no answer. */
export type FailedReason = 'unknown' | 'unreachable' | 'certificate' | 'silent' | 'broken'

interface Patience {
  /** For everything together, from looking up the name to the end of the answer; milliseconds. */
  readonly withinMs: number
  /** So much of the answer is read, which nobody looks at: who is cut off while answering may take it for a failure. */
  readonly bytes: number
  readonly resolve?: Resolve
}

const usual: Patience = { withinMs: 10_000, bytes: 64 * 1024 }

/**
 * Posts to an address that somebody typed, signed as https://www.standardwebhooks.com says. It is called as nobody in particular
 * (no cookies, no proxy), within 10 seconds, and only where everybody can call: not in the installation's own network, unless
 * `webhookAllow` names it, and not where an answer redirects to. Of the answer the status counts, once it is there.
 * Throws RangeError for an id or secret that is none.
 */
export async function postSigned(
  { webhookAllow }: { readonly webhookAllow: Allowance },
  { url, id, body, secret }: Post,
  patience: Patience = usual,
): Promise<Posted> {
  const headers = { ...signatureHeaders({ id, at: nowDate(), body, secret }), 'content-type': 'application/json' }
  const stop = AbortSignal.timeout(patience.withinMs)
  const judged = await unlessStopped(judgeDestination(webhookAllow, url, patience.resolve), stop)
  if (!judged) return { kind: 'failed', reason: 'silent' }
  if (judged.kind === 'unknown') return { kind: 'failed', reason: 'unknown' }
  if (judged.kind === 'refused') return judged
  const sent = await send(judged.destination, { body, headers, stop, bytes: patience.bytes })
  const redirects = sent.kind === 'answered' && sent.status >= 300 && sent.status < 400
  return redirects ? { kind: 'refused', reason: 'redirect' } : sent
}

/** Undefined when it is stopped before. Looking up a name cannot be, so it goes on for itself. */
function unlessStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T | undefined> {
  const stopped = new Promise<undefined>(resolve => stop.addEventListener('abort', () => resolve(undefined)))
  return Promise.race([work, stopped])
}

interface Sending {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly stop: AbortSignal
  readonly bytes: number
}

function send(to: Destination, sending: Sending): Promise<Exclude<Posted, { kind: 'refused' }>> {
  return new Promise(resolve => {
    let status: number | undefined
    const end = (reason: FailedReason) =>
      resolve(status === undefined ? { kind: 'failed', reason } : { kind: 'answered', status })
    const request = open(to, sending)
    request.on('response', response => {
      status = response.statusCode
      drain(response, sending.bytes)
    })
    request.on('error', error => end(reasonOf(error, sending.stop)))
    request.on('close', () => end('broken'))
    request.end(sending.body)
  })
}

function open({ url, addresses }: Destination, { body, headers, stop }: Sending): ClientRequest {
  const found = addresses.map(address => ({ address, family: isIP(address) }))
  // Whatever asks for the name gets the addresses that were looked at.
  const lookup: LookupFunction = (_name, { all }, callback) => {
    const [first = { address: '', family: 0 }] = found
    if (all) callback(null, found)
    else callback(null, first.address, first.family)
  }
  const secure = url.protocol === 'https:'
  // Of its own, since the common ones may go through a proxy that the environment names, and keep connections.
  const agent = secure ? new SecureAgent({ keepAlive: false }) : new PlainAgent({ keepAlive: false })
  const length = { 'content-length': String(Buffer.byteLength(body)) }
  const options = {
    method: 'POST',
    agent,
    lookup,
    signal: stop,
    headers: { 'user-agent': 'Banso', ...headers, ...length },
  }
  return secure ? secureRequest(url, options) : plainRequest(url, options)
}

/** Reads the answer to its end, as far as it is not too long or broken off: its status was said before. */
function drain(response: IncomingMessage, most: number): void {
  let bytes = 0
  response.on('data', (piece: Buffer) => {
    bytes += piece.length
    if (bytes > most) response.destroy()
  })
  // What breaks off ends the request as well.
  response.on('error', () => undefined)
}

function reasonOf(error: NodeJS.ErrnoException, stop: AbortSignal): FailedReason {
  if (stop.aborted) return 'silent'
  const code = error.code ?? ''
  if (/CERT|SIGNED|ISSUER|SIGNATURE/.test(code)) return 'certificate'
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EADDRNOTAVAIL|ENETDOWN|EHOSTDOWN)$/.test(code))
    return 'unreachable'
  return 'broken'
}
