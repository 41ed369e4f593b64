import type { Child } from 'hono/jsx'
import type { RequestContext } from '../../web/routes.ts'
import { companySettings } from '../identity/index.ts'
import { accountTouch } from './account.ts'
import { currentModels } from './models.ts'
import { presentMonth } from './months.ts'
import { TouchPanel } from './views/panel.tsx'

/** The panel of how an account is met; nothing without models, or when it has left. */
export async function showTouch(c: RequestContext, accountId: number): Promise<Child | undefined> {
  const { db, offers } = c.var.services
  const { timeZone } = await companySettings(db)
  const month = presentMonth(timeZone)
  const touch = await accountTouch(db, offers.touches, accountId, { month, timeZone })
  const model = touch && (await currentModels(db)).find(one => one.id === touch.modelId)
  return model && <TouchPanel model={model} touch={touch} />
}
