import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { staff } from '../../../web/access.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { staffNames } from '../../identity/index.ts'
import { disagreements, type JudgementCursor, judgementPage } from '../judgements/queries.ts'
import { JudgementsPage } from '../views/judgements-page.tsx'

const perPage = 50
const cursor = z.object({
  at: z.coerce.number().int().min(0).max(8.64e15),
  kind: z.enum(['override', 'sentiment']),
  id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
})

/** What people said of accounts against what was computed. */
export const judgements = new Routes().get(paths.healthJudgements, staff, async c => {
  const { db } = c.var.services
  const [found, counted] = await Promise.all([judgementPage(db, perPage + 1, cursorOf(c)), disagreements(db)])
  const shown = found.slice(0, perPage)
  const people = await staffNames(
    db,
    shown.map(one => one.staffId),
  )
  const end = shown.at(-1)
  const next =
    found.length > perPage && end
      ? href(paths.healthJudgements, {}, { at: end.at.getTime(), kind: end.kind, id: end.id })
      : undefined
  return page(c, <JudgementsPage judgements={shown} disagreements={counted} people={people} next={next} />)
})

/** Where the asked page begins; a cursor that nobody could have got begins at the top. */
function cursorOf(c: RequestContext): JudgementCursor | undefined {
  const parsed = cursor.safeParse(c.req.query())
  return parsed.success ? { ...parsed.data, at: new Date(parsed.data.at) } : undefined
}
