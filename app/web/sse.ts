import type { Child } from 'hono/jsx'
import { nowDate } from '../platform/clock.ts'
import { log } from '../platform/log.ts'
import { gauge } from './metrics.ts'
import { render } from './page.tsx'
import type { RequestContext } from './routes.ts'

/** What a page that is open hears of. */
export interface LiveContent {
  /** Changes of any of these are told. */
  readonly topics: readonly string[]
  /** `TurboStream` elements for this viewer; nothing when there is nothing to say. Also asked once at the beginning. */
  readonly show: () => Promise<Child | undefined>
}

const limits = {
  /** Per process; a browser opens one per visible tab. */
  streams: 2000,
  streamsOfOnePerson: 30,
  /** Between two renderings for one viewer, so that a busy account does not flicker. */
  pauseMilliseconds: 250,
  heartbeatSeconds: 20,
  /** Then the browser asks again, and whoever has not been here for too long meanwhile is turned away. */
  lifeSeconds: 120,
} as const

/**
 * Told by the database when a session of this person ends or their rights change: their streams end, and the browser asks
 * again, whereupon it is judged anew what they may see.
 */
const personTopic = (staffId: string) => `person:${staffId}`

const open = new Map<string, number>()
let serial = 0
const openStreams = gauge('live_streams', 'Pages that are open and listen for changes')

/**
 * Answers with server-sent events: at the beginning and whenever one of the topics changes, what `show` renders for this
 * viewer. Changes that come while a rendering is under way are told together. Answers 429 when too many are open.
 */
export function liveStream(c: RequestContext, content: LiveContent): Response {
  const viewer = c.var.staff?.id ?? ''
  const mine = open.get(viewer) ?? 0
  const all = [...open.values()].reduce((sum, count) => sum + count, 0)
  if (mine >= limits.streamsOfOnePerson || all >= limits.streams) {
    return c.body(null, 429, { 'retry-after': '10' })
  }
  count(viewer, 1)
  return c.body(
    streamOf(c, content, () => count(viewer, -1)),
    200,
    {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
  )
}

// Not all at once: after a restart the streams of all pages were opened in the same second.
function lifeMilliseconds(): number {
  serial = (serial + 37) % 100
  return limits.lifeSeconds * (750 + serial * 5)
}

function count(viewer: string, change: 1 | -1): void {
  const left = (open.get(viewer) ?? 0) + change
  if (left > 0) open.set(viewer, left)
  else open.delete(viewer)
  openStreams.inc(change)
}

function streamOf(c: RequestContext, content: LiveContent, closed: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let stop: () => void = () => {}
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (text: string) => controller.enqueue(encoder.encode(text))
        const told = teller(c, content, send, () => (controller.desiredSize ?? 0) > 0)
        const { live } = c.var.services
        const unsubscribe = content.topics.map(topic => live.subscribe(topic, told.tell))
        unsubscribe.push(live.subscribe(personTopic(c.var.staff?.id ?? ''), () => stop()))
        const heartbeat = setInterval(() => send(':\n\n'), limits.heartbeatSeconds * 1000)
        const end = setTimeout(() => stop(), lifeMilliseconds())
        stop = () => {
          stop = () => {}
          told.end()
          for (const one of unsubscribe) one()
          clearInterval(heartbeat)
          clearTimeout(end)
          closed()
          try {
            controller.close()
          } catch {
            // The other end closed it first.
          }
        }
        c.req.raw.signal.addEventListener('abort', () => stop(), { once: true })
        // What was told before we listened was not heard; and nothing is told before it is known what they may see.
        void c.var.sameRights().then(
          same => (same ? told.begin() : stop()),
          () => stop(),
        )
      },
      cancel: () => stop(),
    },
    // A few messages; a viewer that does not read gets the latest state later instead of all between.
    new CountQueuingStrategy({ highWaterMark: 8 }),
  )
}

/** Renders and sends at `begin()` and after each `tell()` from then on, one at a time, with a pause between. */
function teller(c: RequestContext, content: LiveContent, send: (text: string) => void, reads: () => boolean) {
  let begun = false
  let wanted = false
  let busy = false
  let ended = false
  const work = async () => {
    busy = true
    while (wanted && !ended) {
      if (reads()) {
        wanted = false
        const text = await messageOf(c, content)
        if (text && !ended) send(text)
      }
      await new Promise(resolve => setTimeout(resolve, limits.pauseMilliseconds).unref())
    }
    busy = false
  }
  const tell = () => {
    wanted = true
    if (begun && !busy) void work()
  }
  return {
    tell,
    begin() {
      begun = true
      tell()
    },
    end() {
      ended = true
    },
  }
}

async function messageOf(c: RequestContext, content: LiveContent): Promise<string | undefined> {
  try {
    c.set('view', { ...c.var.view, now: nowDate(), flash: undefined })
    const shown = await content.show()
    if (shown === undefined) return undefined
    const lines = render(c, shown).split(/\r\n|\r|\n/)
    return `${lines.map(line => `data: ${line}`).join('\n')}\n\n`
  } catch (error) {
    log.error({ err: error, path: c.req.path }, 'live update could not be rendered')
    return undefined
  }
}
