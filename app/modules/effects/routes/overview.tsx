import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { staff } from '../../../web/access.ts'
import { page } from '../../../web/page.tsx'
import { Routes } from '../../../web/routes.ts'
import { listExperiments, sumsOf } from '../experiments/queries.ts'
import { experimentReport } from '../experiments/report.ts'
import { playLines } from '../plays/result.ts'
import { readTogether } from '../plays/together.ts'
import { type ExperimentLine, OverviewPage } from '../views/overview.tsx'

const perPage = 20

/** Everything that was measured, with its verdict. */
export const overviewRoutes = new Routes().get(paths.effects, staff, async c => {
  const { db } = c.var.services
  const before = z.coerce.number().int().positive().safeParse(c.req.query('before')).data
  const rows = await listExperiments(db, { before, limit: perPage + 1 })
  const shown = rows.slice(0, perPage)
  const sums = Map.groupBy(
    await sumsOf(
      db,
      shown.map(({ id }) => id),
    ),
    ({ experimentId }) => experimentId,
  )
  const experiments: readonly ExperimentLine[] = shown.map(row => ({
    row,
    verdicts: row.plan ? experimentReport(row.plan, sums.get(row.id) ?? []).compared.map(({ verdict }) => verdict) : [],
  }))
  const next = rows.length > perPage ? href(paths.effects, {}, { before: shown.at(-1)?.id }) : undefined
  const plays = readTogether(await playLines(db))
  return page(c, <OverviewPage plays={plays} experiments={experiments} next={next} />)
})
