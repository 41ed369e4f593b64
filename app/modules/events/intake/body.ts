import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import type { RequestContext } from '../../../web/routes.ts'
import { limits } from './message.ts'

/** A request as a whole that cannot be taken; `retryAfter` in seconds. */
export class BodyRefused extends Error {
  override name = 'BodyRefused'
  readonly status: 400 | 401 | 413 | 429 | 503
  readonly code: string
  readonly retryAfter: number | undefined

  constructor(status: BodyRefused['status'], code: string, message: string, retryAfter?: number) {
    super(message)
    this.status = status
    this.code = code
    this.retryAfter = retryAfter
  }
}

/** Bytes of requests that are being taken. Beyond the limit clients are asked to come back. */
export interface Room {
  held: number
  readonly limit: number
}

/**
 * The text of a request's body, inflated: what it is, is seen from its first bytes, because clients send gzip under any
 * content type. Takes its size from `room`; give it back with the returned `release`.
 * Throws BodyRefused: 413 too large (as it came, or inflated), 400 cannot be inflated, 429 no room.
 */
export async function readBody(c: RequestContext, room: Room): Promise<{ text: string; release: () => void }> {
  if (Number(c.req.header('content-length') ?? 0) > limits.bodyBytes) throw tooLarge()
  let taken = 0
  const release = () => {
    room.held -= taken
    taken = 0
  }
  const take = (bytes: number) => {
    if (room.held + bytes > room.limit) throw new BodyRefused(429, 'overloaded', 'too many events at once', 1)
    room.held += bytes
    taken += bytes
    if (taken > limits.bodyBytes) throw tooLarge()
  }
  try {
    const raw = await collect(c, take)
    const inflated = await inflateBody(raw, c.req.header('content-encoding'))
    if (inflated !== raw) {
      taken -= raw.length
      room.held -= raw.length
      take(inflated.length)
    }
    return { text: decode(inflated), release }
  } catch (error) {
    release()
    throw error
  }
}

type Take = (bytes: number) => void

// Node's own stream where there is one: the web stream around it costs more than all the rest of a small request.
function collect(c: RequestContext, take: Take): Promise<Buffer> {
  const incoming = c.env?.incoming
  return incoming ? collectIncoming(incoming, take) : collectStream(c.req.raw.body, take)
}

/** What is too much is read on and thrown away: cut off, a client would never see the answer that says why. */
function collectIncoming(incoming: IncomingMessage, take: Take): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    const add = (piece: Buffer) => {
      try {
        take(piece.length)
        pieces.push(piece)
      } catch (error) {
        incoming.off('data', add)
        incoming.resume()
        reject(error)
      }
    }
    const broken = () => reject(new BodyRefused(400, 'incomplete', 'the body ended too early'))
    incoming.on('data', add)
    incoming.once('end', () => resolve(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)))
    incoming.once('error', broken)
    incoming.once('close', broken)
  })
}

async function collectStream(body: ReadableStream<Uint8Array> | null, take: Take): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of body ?? []) {
    take(piece.length)
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

const capped = { maxOutputLength: limits.bodyBytes }
type Inflater = (bytes: Buffer, options: typeof capped) => Promise<Buffer>
const inflaters = {
  gzip: promisify(gunzip) as Inflater,
  zlib: promisify(inflate) as Inflater,
  raw: promisify(inflateRaw) as Inflater,
  brotli: promisify(brotliDecompress) as Inflater,
}

async function inflateBody(bytes: Buffer, encoding: string | undefined): Promise<Buffer> {
  for (const inflater of inflatersFor(bytes, encoding)) {
    try {
      return await inflater(bytes, capped)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge()
    }
  }
  if (looksLikeJson(bytes)) return bytes
  throw new BodyRefused(400, 'invalid_body', 'the body is neither JSON nor gzip, deflate or brotli of it')
}

/** Ways to try. Brotli and raw deflate begin with nothing of their own, so there the header has to say it. */
function inflatersFor(bytes: Buffer, encoding: string | undefined): Inflater[] {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return [inflaters.gzip]
  if (looksLikeJson(bytes)) return []
  const [first = 0, second = 0] = bytes
  // RFC 1950, 2.2: method 8, and both bytes together divisible by 31.
  if ((first & 0x0f) === 8 && (first * 256 + second) % 31 === 0) return [inflaters.zlib]
  if (encoding?.includes('br')) return [inflaters.brotli]
  return encoding?.includes('deflate') ? [inflaters.raw] : [inflaters.brotli, inflaters.raw]
}

/** Begins like JSON, after white space and a byte order mark. */
function looksLikeJson(bytes: Buffer): boolean {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (at < bytes.length && [0x20, 0x09, 0x0a, 0x0d].includes(bytes[at] ?? 0)) at++
  const first = String.fromCharCode(bytes[at] ?? 0)
  return at === bytes.length || /[[{"]/.test(first)
}

function decode(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

function tooLarge(): BodyRefused {
  return new BodyRefused(413, 'too_large', `a request may have ${limits.bodyBytes / 1024 / 1024} MB, inflated`)
}
