import type { Child } from 'hono/jsx'
import { nowDate } from '../../platform/clock.ts'
import type { RequestContext } from '../../web/routes.ts'
import { Card } from '../../web/ui/card.tsx'
import { leftOutNow } from './drawing/queries.ts'
import { restOf } from './resting.ts'
import { LeftOutParts } from './views/left-out.tsx'
import { RestPart } from './views/resting.tsx'

/** Why an account is not on Today though it may need somebody: it rests, or is left off at random; nothing about others. */
export async function showAbsence(c: RequestContext, accountId: number): Promise<Child | undefined> {
  const { db } = c.var.services
  const [leftOut, rest] = await Promise.all([leftOutNow(db, accountId, nowDate()), restOf(db, accountId)])
  if (leftOut.length === 0 && !rest) return undefined
  return (
    <Card title={c.var.view.t('today:page.nav')}>
      {rest ? <RestPart rest={rest} /> : null}
      <LeftOutParts leftOut={leftOut} />
    </Card>
  )
}
