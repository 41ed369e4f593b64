import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { staff } from '../../../web/access.ts'
import { idParam } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { listHeldOut, type TimeCursor } from '../running/held-out.ts'
import { listPassedOver } from '../running/passed-over.ts'
import { loadPlay } from '../running/shown-play.ts'
import { listTrials } from '../running/trials.ts'
import { passReasons } from '../starting/judge.ts'
import { HeldOutPage } from '../views/running/held-out-page.tsx'
import { PassedOverPage } from '../views/running/passed-over-page.tsx'
import { TrialsPage } from '../views/running/trials-page.tsx'

const perPage = 50
const cursor = z
  .string()
  .regex(/^\d{1,14}(\.\d{1,15}){1,2}$/)
  .optional()
  .catch(undefined)
const heldOutQuery = z.object({
  level: z.enum(['play', 'company']).optional().catch(undefined),
  despite: z.literal('on').optional().catch(undefined),
  after: cursor,
})
const passedOverQuery = z.object({ reason: z.enum(passReasons).optional().catch(undefined), after: cursor })
const trialsQuery = z.object({ after: cursor })

/** Who is not in a play, and why; and what people did instead of what it proposed. */
export const besideRoutes = new Routes()
  .get(paths.playHeldOut, staff, async c => {
    const { query, play, tabs, db } = await asked(c, heldOutQuery)
    const { level, despite, after } = query
    const filter = { level, despite: despite === 'on' }
    const found = await listHeldOut(db, play.id, { ...filter, after: readCursor(after), limit: perPage + 1 })
    const at = (last?: string) => href(paths.playHeldOut, { id: play.id }, { level, despite, after: last })
    const shown = paged(found, after, row => at(row && cursorOf(row.at, row.accountId)))
    return page(c, <HeldOutPage play={play} tabs={tabs} filter={filter} {...shown} />)
  })
  .get(paths.playPassedOver, staff, async c => {
    const { query, play, tabs, db } = await asked(c, passedOverQuery)
    const { reason, after } = query
    const found = await listPassedOver(db, play.id, { reason, after: readCursor(after), limit: perPage + 1 })
    const at = (last?: string) => href(paths.playPassedOver, { id: play.id }, { reason, after: last })
    const shown = paged(found, after, row => at(row && cursorOf(row.at, row.accountId, row.contactId ?? 0)))
    return page(c, <PassedOverPage play={play} tabs={tabs} reason={reason} {...shown} />)
  })
  .get(paths.playTrials, staff, async c => {
    const { query, play, tabs, db } = await asked(c, trialsQuery)
    const found = await listTrials(db, play.id, { after: readCursor(query.after), limit: perPage + 1 })
    const at = (last?: string) => href(paths.playTrials, { id: play.id }, { after: last })
    const { rows, ...links } = paged(found, query.after, row => at(row && cursorOf(row.at, row.taskId)))
    return page(c, <TrialsPage play={play} tabs={tabs} trials={rows} {...links} />)
  })

async function asked<S extends z.ZodType>(c: RequestContext, shape: S) {
  const { db, offers } = c.var.services
  return { query: shape.parse(c.req.query()), play: await loadPlay(db, idParam(c)), tabs: offers.playTabs, db }
}

/** One page of what was found, of which one more was asked for; `to` is the address after a row, or of the first page. */
function paged<Row>(found: readonly Row[], after: string | undefined, to: (row?: Row) => string) {
  const rows = found.slice(0, perPage)
  return { rows, next: found.length > perPage ? to(rows.at(-1)) : undefined, previous: after ? to() : undefined }
}

function cursorOf(at: Date, ...ids: readonly number[]): string {
  return [at.getTime(), ...ids].join('.')
}

function readCursor(text: string | undefined): TimeCursor | undefined {
  if (!text) return undefined
  const [at = 0, id = 0, contact = 0] = text.split('.').map(Number)
  return { at: new Date(at), id, contact }
}
