import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { only } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { page } from '../../../web/page.tsx'
import { Routes } from '../../../web/routes.ts'
import { actorOf } from '../../identity/index.ts'
import { inAppSecret, renewInAppSecret } from '../in-app/identity.ts'
import { InAppSetupPage } from '../views/in-app-setup.tsx'

/** How in-app messages get onto the company's own pages, and the secret that signs who looks. */
export const inAppSetupRoutes = new Routes()
  .get(paths.inAppSetup, only('admin'), async c => {
    const { db, config } = c.var.services
    return page(c, <InAppSetupPage secret={await inAppSecret(db)} host={config.baseUrl} />)
  })
  .post(paths.inAppRenewal, only('admin'), async c => {
    await transact(c.var.services.db, tx => renewInAppSecret(tx, actorOf(c)))
    flash(c, 'good', 'messages:inApp.renewed')
    return c.redirect(href(paths.inAppSetup), 303)
  })
