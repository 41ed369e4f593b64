import type { Child } from 'hono/jsx'
import type { RequestContext } from './routes.ts'
import { liveStream } from './sse.ts'
import { TurboStream } from './ui/turbo-stream.tsx'

/** Work that a page shows while it is under way. */
export interface ShownProgress<State> {
  readonly topic: string
  readonly read: () => Promise<State>
  /** Whether work ended between the two readings. */
  readonly ended: (before: State, now: State) => boolean
  /** Id of the part of the page that shows how far it is. */
  readonly panelId: string
  readonly panel: (state: State) => Child
}

/**
 * Shows an open page how far work is. When it has ended the whole page is shown anew, since what it tells and what can be
 * done is another thing then.
 */
export function progressStream<State>(c: RequestContext, work: ShownProgress<State>): Response {
  let before: { readonly state: State } | undefined
  const show = async () => {
    const state = await work.read()
    const ended = before !== undefined && work.ended(before.state, state)
    before = { state }
    if (ended) return <turbo-stream action="refresh" />
    return (
      <TurboStream action="replace" target={work.panelId}>
        {work.panel(state)}
      </TurboStream>
    )
  }
  return liveStream(c, { topics: [work.topic], show })
}
