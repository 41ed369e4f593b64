import { href, paths } from '../../paths.ts'
import { transact } from '../../platform/db.ts'
import { allows, only, staff } from '../../web/access.ts'
import { page } from '../../web/page.tsx'
import { progressStream } from '../../web/progress-stream.tsx'
import { Routes } from '../../web/routes.ts'
import { hasOwnAccounts } from '../customers/index.ts'
import { actorOf } from '../identity/index.ts'
import { currentLoading, requestRemoval, requestSample, sampleTopic, settledLoading } from './loading.ts'
import { LoadingPanel, loadingPanelId, SamplePage } from './views/page.tsx'

const owners = only('admin')

export const sampleRoutes = new Routes()
  .get(paths.sample, staff, async c =>
    page(
      c,
      <SamplePage
        loading={await currentLoading(c.var.services.db)}
        besideOwn={await hasOwnAccounts(c.var.services.db)}
        mayChange={allows(owners, c.var.staff)}
      />,
    ),
  )
  .get(paths.sampleStream, staff, c =>
    progressStream(c, {
      topic: sampleTopic,
      read: () => currentLoading(c.var.services.db),
      settled: settledLoading,
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
    await transact(services.db, tx => requestRemoval(tx, services, actorOf(c)))
    return c.redirect(href(paths.sample), 303)
  })
