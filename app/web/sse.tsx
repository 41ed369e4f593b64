import type { Child } from 'hono/jsx'
import { streamSSE } from 'hono/streaming'
import { nowDate } from '../platform/clock.ts'
import { log } from '../platform/log.ts'
import { gauge } from './metrics.ts'
import type { RequestContext } from './routes.ts'
import { ViewContext } from './view.ts'

/** Open pages per process; further ones are asked to come back later and stay as they were loaded. */
const most = 2000
const heartbeat = 20_000
/** Changes that come faster are shown together. */
const pause = 400

let open = 0
const openStreams = gauge('live_streams', 'Pages that are open and receive updates')

/**
 * Keeps an open page up to date: whenever one of `topics` changes, `render` is asked for turbo-stream elements, which are
 * sent to this page, in the language of the person who looks. Nothing is sent when it renders nothing. The stream ends
 * when the page is left, the process stops, or the person is no longer signed in.
 */
export function liveStream(
  c: RequestContext,
  topics: readonly string[],
  render: () => Promise<Child | undefined>,
): Response {
  if (open >= most) return c.body(null, 503, { 'retry-after': '30' })
  const { live } = c.var.services
  return streamSSE(c, async stream => {
    // What changed before the page was open (or visible again) is shown at once.
    let changed = true
    let wake: () => void = () => undefined
    let ended = false
    const end = () => {
      ended = true
      wake()
    }
    const stops = topics.map(topic =>
      live.subscribe(topic, () => {
        changed = true
        wake()
      }),
    )
    openStreams.set(++open)
    stream.onAbort(end)
    try {
      await stream.writeSSE({ event: 'open', data: '' })
      while (!ended) {
        if (!changed) await wait(heartbeat, stop => (wake = stop))
        if (ended || !(await c.var.stillAllowed())) break
        if (!changed) await stream.write(': still here\n\n')
        else {
          changed = false
          const data = await rendered(c, render)
          if (data) await stream.writeSSE({ data })
          await wait(pause, stop => (wake = changed || ended ? stop : () => undefined))
        }
      }
    } catch (error) {
      log.warn({ err: error, path: c.req.path }, 'live stream ended')
    } finally {
      for (const stop of stops) stop()
      openStreams.set(--open)
    }
  })
}

async function rendered(c: RequestContext, render: () => Promise<Child | undefined>): Promise<string | undefined> {
  const content = await render()
  if (content === undefined) return undefined
  return String(<ViewContext.Provider value={{ ...c.var.view, now: nowDate() }}>{content}</ViewContext.Provider>)
}

function wait(milliseconds: number, stoppable: (stop: () => void) => void): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds)
    stoppable(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

interface StreamProps {
  readonly action: 'replace' | 'update' | 'append' | 'prepend' | 'remove'
  readonly target: string
  readonly children?: Child
}

/** One change to a page: a turbo-stream element. */
export function Stream({ action, target, children }: StreamProps) {
  const content = children === undefined ? null : <template>{children}</template>
  return (
    <turbo-stream action={action} target={target}>
      {content}
    </turbo-stream>
  )
}
