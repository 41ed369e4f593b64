import { href, paths } from '../../paths.ts'
import { transact } from '../../platform/db.ts'
import { only, staff } from '../../web/access.ts'
import { flash } from '../../web/flash.ts'
import { page } from '../../web/page.tsx'
import { Routes } from '../../web/routes.ts'
import { liveStream } from '../../web/sse.ts'
import { TurboStream } from '../../web/ui/turbo-stream.tsx'
import { actorOf } from '../identity/index.ts'
import { currentLoading, removeSample, requestSample, sampleTopic } from './loading.ts'
import { LoadingPanel, loadingPanelId, SamplePage } from './views/page.tsx'

const owners = only('admin')

export const sampleRoutes = new Routes()
  .get(paths.sample, staff, async c =>
    page(
      c,
      <SamplePage
        loading={await currentLoading(c.var.services.db)}
        mayChange={c.var.staff?.roles.includes('admin') ?? false}
      />,
    ),
  )
  .get(paths.sampleStream, staff, c => {
    let wasUnderWay = false
    const show = async () => {
      const loading = await currentLoading(c.var.services.db)
      const underWay = loading?.status === 'waiting' || loading?.status === 'running'
      const ended = wasUnderWay && !underWay
      wasUnderWay = underWay
      // What can be done now is another thing: the whole page is shown anew.
      if (ended) return <turbo-stream action="refresh" />
      return (
        <TurboStream action="replace" target={loadingPanelId}>
          <LoadingPanel loading={loading} />
        </TurboStream>
      )
    }
    return liveStream(c, { topics: [sampleTopic], show })
  })
  .post(paths.sample, owners, async c => {
    const { services } = c.var
    await transact(services.db, tx => requestSample(tx, services, actorOf(c)))
    return c.redirect(href(paths.sample), 303)
  })
  .post(paths.sampleRemoval, owners, async c => {
    const { services } = c.var
    await transact(services.db, tx => removeSample(tx, services, actorOf(c)))
    flash(c, 'good', 'sample:removed')
    return c.redirect(href(paths.welcome), 303)
  })
