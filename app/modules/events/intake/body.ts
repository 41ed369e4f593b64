import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import type { RequestContext } from '../../../web/routes.ts'
import { limits } from './message.ts'
import { BodyRefused } from './refused.ts'
import { enter, type Room, type Stay } from './room.ts'

// A phone on a bad line needs a while for its 4 MB; Node itself would wait for five minutes.
const bodyMs = 20_000

/**
 * The text of a request's body, inflated: what it is, is seen from its first bytes, because clients send gzip under any
 * content type. Takes its size from `room`; `leave` the returned stay when it is done with.
 * Throws BodyRefused: 413 too large (as it came, or inflated), 400 cannot be inflated, 408 not there after `withinMs`,
 * 429 no room.
 */
export async function readBody(
  c: RequestContext,
  room: Room,
  withinMs = bodyMs,
): Promise<{ readonly text: string; readonly stay: Stay }> {
  if (Number(c.req.header('content-length') ?? 0) > limits.bodyBytes) throw tooLarge()
  const stop = new AbortController()
  const stay = enter(room, reason => stop.abort(reason))
  const timer = setTimeout(() => stop.abort(new BodyRefused(408, 'too_slow', 'the body took too long')), withinMs)
  const take = (bytes: number) => {
    stay.take(bytes)
    if (stay.taken() > limits.bodyBytes) throw tooLarge()
  }
  try {
    const raw = await collect(c, take, stop.signal)
    stay.arrived()
    const inflated = await inflateBody(raw, c.req.header('content-encoding'))
    if (inflated !== raw) take(inflated.length - raw.length)
    return { text: decode(inflated), stay }
  } catch (error) {
    stay.leave()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

type Take = (bytes: number) => void

// Node's own stream where there is one: the web stream around it costs more than all the rest of a small request.
function collect(c: RequestContext, take: Take, stop: AbortSignal): Promise<Buffer> {
  const incoming = c.env?.incoming
  return incoming ? collectIncoming(incoming, take, stop) : collectStream(c.req.raw.body, take, stop)
}

/** What is too much is read on and thrown away: cut off, a client would never see the answer that says why. */
function collectIncoming(incoming: IncomingMessage, take: Take, stop: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    const giveUp = (error: unknown) => {
      incoming.off('data', add)
      incoming.resume()
      reject(error)
    }
    const add = (piece: Buffer) => {
      try {
        take(piece.length)
        pieces.push(piece)
      } catch (error) {
        giveUp(error)
      }
    }
    const broken = () => reject(new BodyRefused(400, 'incomplete', 'the body ended too early'))
    const complete = () => {
      // Every stream closes in the end; errors are made for those only that were not complete.
      incoming.off('close', broken)
      resolve(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces))
    }
    stop.addEventListener('abort', () => giveUp(stop.reason), { once: true })
    incoming.on('data', add)
    incoming.once('end', complete)
    incoming.once('error', broken)
    incoming.once('close', broken)
  })
}

async function collectStream(body: ReadableStream<Uint8Array> | null, take: Take, stop: AbortSignal): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  const reader = body?.getReader()
  stop.addEventListener('abort', () => void reader?.cancel(), { once: true })
  for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
    take(read.value.length)
    pieces.push(read.value)
  }
  stop.throwIfAborted()
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
  return at === bytes.length || /[[{"]/.test(first) || isPlainValue(bytes)
}

/** A number or a word of JSON: nothing that anybody means to send, but no broken JSON. */
function isPlainValue(bytes: Buffer): boolean {
  return bytes.length < 100 && /^\s*(null|true|false|-?\d+(\.\d+)?(e[+-]?\d+)?)\s*$/i.test(decode(bytes))
}

function decode(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

function tooLarge(): BodyRefused {
  return new BodyRefused(413, 'too_large', `a request may have ${limits.bodyBytes / 1024 / 1024} MB, inflated`)
}
