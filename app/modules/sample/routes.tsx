import { href, paths } from '../../paths.ts'
import { transact } from '../../platform/db.ts'
import { only, staff } from '../../web/access.ts'
import { flash } from '../../web/flash.ts'
import { page } from '../../web/page.tsx'
import { progressStream } from '../../web/progress-stream.tsx'
import { Routes } from '../../web/routes.ts'
import { actorOf } from '../identity/index.ts'
import { currentLoading, type Loading, removeSample, requestSample, sampleTopic } from './loading.ts'
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
  .get(paths.sampleStream, staff, c =>
    progressStream(c, {
      topic: sampleTopic,
      read: () => currentLoading(c.var.services.db),
      ended: (before, now) => isUnderWay(before) && !isUnderWay(now),
      panelId: loadingPanelId,
      panel: loading => <LoadingPanel loading={loading} />,
    }),
  )
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

function isUnderWay(loading: Loading | undefined): boolean {
  return loading?.status === 'waiting' || loading?.status === 'running'
}
