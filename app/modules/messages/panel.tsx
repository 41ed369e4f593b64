import type { Child } from 'hono/jsx'
import type { RequestContext } from '../../web/routes.ts'
import { listMessages } from './outbox/queries.ts'
import { receiverState } from './posting/receivers.ts'
import { ContactMessages } from './views/contact-panel.tsx'

const shown = 5

/** The panel of what was written to a contact, and whether mail may reach them. */
export async function showMessages(c: RequestContext, contactId: number): Promise<Child> {
  const { db } = c.var.services
  const [found, state] = await Promise.all([
    listMessages(db, { view: 'all', contactId, limit: shown + 1 }),
    receiverState(db, contactId),
  ])
  return (
    <ContactMessages contactId={contactId} messages={found.slice(0, shown)} more={found.length > shown} state={state} />
  )
}
