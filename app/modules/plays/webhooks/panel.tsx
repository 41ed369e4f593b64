import type { RequestContext } from '../../../web/routes.ts'
import { ReceiversPanel } from '../views/running/receivers.tsx'
import { restingReceivers } from './receivers.ts'

/** Says on the page of a play which receivers of its webhooks do not answer; nothing while all do. */
export async function showReceivers(c: RequestContext, playId: number) {
  const receivers = await restingReceivers(c.var.services.db, playId)
  return receivers.length === 0 ? undefined : <ReceiversPanel receivers={receivers} />
}
