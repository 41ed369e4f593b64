import type { Child } from 'hono/jsx'
import { href, type PlainPath } from '../paths.ts'
import type { RequestContext } from './routes.ts'
import { liveStream } from './sse.ts'
import { TurboStream } from './ui/turbo-stream.tsx'

/** Work that a page shows while it is under way. */
export interface ShownProgress<State> {
  readonly topic: string
  readonly read: () => Promise<State>
  /** Which work came to its end last, '' when none ever did; undefined while it is under way. */
  readonly settled: (state: State) => string | undefined
  /** Id of the part of the page that shows how far it is. */
  readonly panelId: string
  readonly panel: (state: State) => Child
}

const underWay = '-'

/** The address of the stream for a page that shows the work as `settled` says. */
export function progressHref(path: PlainPath, settled: string | undefined): string {
  return href(path, {}, { settled: settled ?? underWay })
}

/**
 * Shows an open page how far work is. When it has ended the whole page is shown anew, since what it tells and what can be
 * done is another thing then; also when it ended before the page came to listen.
 */
export function progressStream<State>(c: RequestContext, work: ShownProgress<State>): Response {
  let shown = c.req.query('settled') ?? ''
  const show = async () => {
    const state = await work.read()
    const settled = work.settled(state)
    if (settled !== undefined && settled !== shown) {
      shown = settled
      return <turbo-stream action="refresh" />
    }
    return (
      <TurboStream action="replace" target={work.panelId}>
        {work.panel(state)}
      </TurboStream>
    )
  }
  return liveStream(c, { topics: [work.topic], show })
}
