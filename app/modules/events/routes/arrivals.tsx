import { paths } from '../../../paths.ts'
import { staff } from '../../../web/access.ts'
import { queryText } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { liveStream } from '../../../web/sse.ts'
import { TurboStream } from '../../../web/ui/turbo-stream.tsx'
import { watchTopic } from '../intake/watch.ts'
import { listKeys } from '../keys.ts'
import { countArrivals, countRefusals, recentArrivals, recentRefusals } from '../queries.ts'
import { recountProgress, recountTopic } from '../recount.ts'
import { ArrivalList, RefusalList } from '../views/arrival-lists.tsx'
import { type ArrivalsState, isNarrowed } from '../views/arrival-state.ts'
import { ArrivalsPage, News } from '../views/arrivals.tsx'
import { RecountPanel } from '../views/recount.tsx'

/** The live page: what arrives, and what is refused and why. */
export const arrivalRoutes = new Routes()
  .get(paths.arrivals, staff, async c => {
    const { db } = c.var.services
    const state = readState(c)
    const [keys, progress, arrivals, refusals] = await Promise.all([
      listKeys(db),
      recountProgress(db),
      state.view === 'arriving' ? recentArrivals(db, state) : [],
      state.view === 'refused' ? recentRefusals(db, state) : [],
    ])
    const newest = arrivals[0] ?? refusals[0]
    const at = { ...state, after: newest?.id ?? 0 }
    return page(c, <ArrivalsPage state={at} keys={keys} arrivals={arrivals} refusals={refusals} recount={progress} />)
  })
  .get(paths.arrivalStream, staff, c =>
    liveStream(c, { topics: [watchTopic, recountTopic], show: () => showNews(c, readState(c)) }),
  )

function readState(c: RequestContext): ArrivalsState {
  const keyId = Number(c.req.query('key'))
  const after = Number(c.req.query('after'))
  return {
    view: c.req.query('view') === 'refused' ? 'refused' : 'arriving',
    keyId: Number.isSafeInteger(keyId) && keyId > 0 ? keyId : undefined,
    name: queryText(c, 'name')?.slice(0, 200),
    follow: c.req.query('follow') === '1',
    after: Number.isSafeInteger(after) && after > 0 ? after : 0,
  }
}

async function showNews(c: RequestContext, state: ArrivalsState) {
  const progress = await recountProgress(c.var.services.db)
  return (
    <>
      {progress ? (
        <TurboStream action="update" target="recount" morph>
          <RecountPanel progress={progress} />
        </TurboStream>
      ) : null}
      {await listNews(c, state)}
    </>
  )
}

/**
 * Followed, or as long as there is nothing to read, the list itself is renewed; otherwise only the number of what is new is
 * told, so that nothing moves under the reader's eyes.
 */
async function listNews(c: RequestContext, state: ArrivalsState) {
  const { db } = c.var.services
  if (state.follow || state.after === 0) {
    const content =
      state.view === 'refused' ? (
        <RefusalList rows={await recentRefusals(db, state)} filtered={isNarrowed(state)} />
      ) : (
        <ArrivalList rows={await recentArrivals(db, state)} filtered={isNarrowed(state)} />
      )
    return (
      <TurboStream action="update" target="arrival-list" morph>
        {content}
      </TurboStream>
    )
  }
  const count = await (state.view === 'refused' ? countRefusals : countArrivals)(db, state, state.after)
  return (
    <TurboStream action="update" target="arrival-news" morph>
      <News count={count} state={state} />
    </TurboStream>
  )
}
