import type { Child } from 'hono/jsx'
import { nowDate } from '../../platform/clock.ts'
import type { RequestContext } from '../../web/routes.ts'
import { leftOutNow } from './drawing/queries.ts'
import { LeftOutPanel } from './views/left-out.tsx'

/** The panel of an account that is left off Today at random; nothing about others. */
export async function showLeftOut(c: RequestContext, accountId: number): Promise<Child | undefined> {
  const leftOut = await leftOutNow(c.var.services.db, accountId, nowDate())
  return leftOut.length > 0 ? <LeftOutPanel leftOut={leftOut} /> : undefined
}
