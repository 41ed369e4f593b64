import type { Child } from 'hono/jsx'
import { today } from '../../platform/clock.ts'
import type { RequestContext } from '../../web/routes.ts'
import { companySettings } from '../identity/index.ts'
import { contactUse } from './queries.ts'
import { ContactUsePanel } from './views/contact-use.tsx'

const shownDays = 90

/** The panel of what a contact did lately. */
export async function showContactUse(c: RequestContext, contactId: number): Promise<Child> {
  const { db } = c.var.services
  const { timeZone } = await companySettings(db)
  const since = today(timeZone).subtract({ days: shownDays - 1 })
  return <ContactUsePanel use={await contactUse(db, contactId, since.toString())} days={shownDays} />
}
