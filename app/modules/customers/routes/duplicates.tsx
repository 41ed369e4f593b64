import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { today } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'
import { carers } from '../../../web/access.ts'
import { csvFile, csvList } from '../../../web/csv.ts'
import { flash } from '../../../web/flash.ts'
import { readForm } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { actorOf, recordExport } from '../../identity/index.ts'
import {
  countSuggestedPairs,
  type SuggestedPair,
  suggestedPairs,
  suggestedPairsAfter,
} from '../accounts/duplicate-list.ts'
import { dismissDuplicate } from '../accounts/duplicates.ts'
import { duplicateJob } from '../jobs.ts'
import { DuplicatesPage } from '../views/duplicates.tsx'

const shown = 50
const id = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
const dismissal = z.object({ subject: z.enum(['account', 'contact']), id, otherId: id })

/** Pairs that may be the same. */
export const duplicateRoutes = new Routes()
  .get(paths.duplicates, carers, async c =>
    page(c, <DuplicatesPage pairs={await suggestedPairs(c.var.services.db, shown)} />),
  )
  .get(paths.duplicatesExport, carers, exportPairs)
  .post(paths.duplicateSearch, carers, async c => {
    const { db, jobs } = c.var.services
    await jobs.enqueue(db, duplicateJob.name, {}, { key: duplicateJob.name })
    flash(c, 'good', 'customers:duplicates.searching')
    return c.redirect(href(paths.duplicates), 303)
  })
  .post(paths.duplicateDismissals, carers, async c => {
    const form = await readForm(c, dismissal)
    if (!form.ok) throw new NotFound('pair')
    await transact(c.var.services.db, tx => dismissDuplicate(tx, actorOf(c), form.data))
    flash(c, 'good', 'customers:duplicates.dismissed')
    return c.redirect(href(paths.duplicates), 303)
  })

/** Answers with all pairs that nobody has answered yet as a CSV file, a pair in a row. */
async function exportPairs(c: RequestContext): Promise<Response> {
  const { services, view } = c.var
  const { t } = view
  await recordExport(c, 'customers.duplicates_exported', { rows: await countSuggestedPairs(services.db) })
  const columns = ['subject', 'id', 'name', 'detail', 'otherId', 'otherName', 'otherDetail', 'reason'] as const
  const lines = csvList<SuggestedPair>(view, {
    headings: columns.map(column => t(`customers:duplicates.file.${column}`)),
    page: (after, limit) => suggestedPairsAfter(services.db, after, limit),
    cells: pair => [
      t(`customers:duplicates.subject.${pair.subject}`),
      pair.id,
      pair.name,
      pair.detail ?? '',
      pair.otherId,
      pair.otherName,
      pair.otherDetail ?? '',
      t(`customers:duplicates.reason.${pair.reason}`),
    ],
    isSample: pair => pair.sample || pair.otherSample,
  })
  return csvFile(c, `duplicates-${today(view.timeZone)}.csv`, lines)
}
