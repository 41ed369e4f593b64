import type { Child } from 'hono/jsx'
import type { RequestContext } from '../../web/routes.ts'
import { segmentsOfAccount } from './queries.ts'
import { SegmentPanel } from './views/panel.tsx'

/** The panel of an account's segments. */
export async function showSegments(c: RequestContext, accountId: number): Promise<Child> {
  return <SegmentPanel segments={await segmentsOfAccount(c.var.services.db, accountId)} />
}
