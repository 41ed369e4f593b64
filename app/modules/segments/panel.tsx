import type { Child } from 'hono/jsx'
import { nowDate } from '../../platform/clock.ts'
import type { RequestContext } from '../../web/routes.ts'
import { segmentsWith, stepsOf } from './members.ts'
import { SegmentPanel } from './views/panel.tsx'

const shownSteps = 6

/** The panel of an account's segments. */
export async function showSegments(c: RequestContext, accountId: number): Promise<Child> {
  return <SegmentPanel segments={await segmentsWith(c.var.services.db, 'account', accountId)} />
}

/** The panel of a contact's segments, with what it entered and left lately: a contact has no timeline of its own. */
export async function showContactSegments(c: RequestContext, contactId: number): Promise<Child> {
  const { db } = c.var.services
  const [segments, steps] = await Promise.all([
    segmentsWith(db, 'contact', contactId),
    stepsOf(db, 'contact', contactId, { before: new Date(nowDate().getTime() + 1), limit: shownSteps }),
  ])
  return <SegmentPanel segments={segments} steps={steps} />
}
