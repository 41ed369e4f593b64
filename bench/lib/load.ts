import { Agent, type IncomingMessage, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

/** A page asked for: what came back, and how long it took until the last byte. */
export interface Reply {
  readonly status: number
  readonly bytes: number
  readonly milliseconds: number
}

/** What came of many pages. */
export interface Load {
  readonly perSecond: number
  /** Of each request. */
  readonly milliseconds: readonly number[]
  /** Requests that did not end in a page. */
  readonly failed: number
}

/** Asks for the page that comes next. */
export type Ask = (index: number) => Promise<Reply>

export const agent = new Agent({ keepAlive: true, maxSockets: 1024 })
const mostSeconds = 60

/** Gets a page over a kept connection. Rejects when there is no reply at all. */
export async function get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
  const begun = performance.now()
  const { status, body } = await read(url, headers)
  return { status, bytes: body.length, milliseconds: performance.now() - begun }
}

/** The same, with what the page says. */
export function read(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: Buffer; headers: IncomingMessage['headers'] }> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { agent, headers, timeout: mostSeconds * 1000 }, response => {
      const pieces: Buffer[] = []
      response.on('data', piece => pieces.push(piece))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces), headers: response.headers }),
      )
    })
    asking.on('timeout', () => asking.destroy(new Error(`no reply within ${mostSeconds} s`)))
    asking.on('error', reject)
    asking.end()
  })
}

/**
 * Requests begin when they are due, so many per second, however long the earlier ones take; times are counted from when a
 * request was due, so that waiting behind others is in them (https://www.youtube.com/watch?v=lJ8ydIuPFeU: coordinated
 * omission).
 */
export async function atFixedRate(
  ask: Ask,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<Load> {
  const milliseconds: number[] = []
  let failed = 0
  const under: Promise<void>[] = []
  const begun = performance.now()
  for (let index = 0; index < perSecond * seconds; index++) {
    const due = begun + (index * 1000) / perSecond
    const early = due - performance.now()
    if (early > 0) await wait(early)
    under.push(
      ask(index).then(
        reply => {
          if (reply.status !== 200) failed++
          milliseconds.push(performance.now() - due)
        },
        () => {
          failed++
        },
      ),
    )
  }
  await Promise.all(under)
  return { perSecond: (milliseconds.length * 1000) / (performance.now() - begun), milliseconds, failed }
}

/** So many requests are always under way. */
export async function atFullSpeed(
  ask: Ask,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<Load> {
  const milliseconds: number[] = []
  let failed = 0
  let next = 0
  const begun = performance.now()
  const work = async () => {
    while (performance.now() - begun < seconds * 1000) {
      const reply = await ask(next++).catch(() => undefined)
      if (reply?.status === 200) milliseconds.push(reply.milliseconds)
      else failed++
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  return { perSecond: (milliseconds.length * 1000) / (performance.now() - begun), milliseconds, failed }
}
