import { z } from 'zod'
import { href, paths } from '../../../../paths.ts'
import { transact } from '../../../../platform/db.ts'
import { NotFound } from '../../../../platform/errors.ts'
import { carers } from '../../../../web/access.ts'
import { csvFile } from '../../../../web/csv.ts'
import { flash } from '../../../../web/flash.ts'
import { emptyForm, idParam } from '../../../../web/forms.ts'
import { page } from '../../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../../web/routes.ts'
import { liveStream } from '../../../../web/sse.ts'
import { actorOf, recordExport, staffNames } from '../../../identity/index.ts'
import { problemLines } from '../export.ts'
import { discardImport, fileArrived, forgetUpload, openImport } from '../import.ts'
import { type Subject, subjects } from '../mapping/plan.ts'
import { countProblems, findImport, listImports } from '../queries.ts'
import { importTopic } from '../staging/progress.ts'
import { BrokenForm } from '../upload/multipart.ts'
import { type Received, receiveFile } from '../upload/receive.ts'
import { ImportPage } from '../views/import.tsx'
import { ImportsPage } from '../views/imports.tsx'
import { LiveImport } from '../views/live.tsx'
import { NewImportPage } from '../views/new.tsx'
import { contentOf } from './content.ts'

const perPage = 50

/** Imports: the list of them, the upload of a new one, each one's page, its problems as a file, and removing it. */
export const importRoutes = new Routes()
  .get(paths.imports, carers, async c => {
    const { db } = c.var.services
    const before = z.coerce.number().int().positive().safeParse(c.req.query('before')).data
    const rows = await listImports(db, { before, limit: perPage + 1 })
    const shown = rows.slice(0, perPage)
    const names = await staffNames(
      db,
      shown.flatMap(row => row.staff_id ?? []),
    )
    const next = rows.length > perPage ? href(paths.imports, {}, { before: shown.at(-1)?.id }) : undefined
    return page(c, <ImportsPage rows={shown} names={names} next={next} />)
  })
  .post(paths.imports, carers, async c => {
    const received = await receive(c)
    if ('fault' in received) {
      const error = `imports:upload.${received.fault}` as const
      const form = { values: { subject: received.subject }, errors: { file: error } }
      return page(
        c,
        <NewImportPage form={form} subject={received.subject} />,
        received.fault === 'too_large' ? 413 : 422,
      )
    }
    const { db, jobs } = c.var.services
    await fileArrived(db, jobs, received.importId, received.bytes)
    return c.redirect(href(paths.import, { id: received.importId }), 303)
  })
  .get(paths.importNew, carers, c => {
    const subject = subjects.find(one => one === c.req.query('subject')) ?? 'accounts'
    return page(c, <NewImportPage form={emptyForm} subject={subject} />)
  })
  .get(paths.importSample, carers, c => {
    const subject = subjects.find(one => `${one}.csv` === c.req.param('name'))
    if (!subject) throw new NotFound('sample')
    return csvFile(c, `${subject}.csv`, [`\ufeff${c.var.view.t(`imports:sample.${subject}`)}`])
  })
  .get(paths.import, carers, async c => {
    const row = await findImport(c.var.services.db, idParam(c))
    const asDocument = c.req.header('sec-fetch-dest') === 'document'
    return page(c, <ImportPage row={row} content={await contentOf(c, row)} form={emptyForm} asDocument={asDocument} />)
  })
  .get(paths.importLive, carers, async c => {
    const id = idParam(c)
    const { db } = c.var.services
    await findImport(db, id)
    return liveStream(c, {
      topics: [importTopic(id)],
      show: async () => {
        const row = await findImport(db, id)
        return <LiveImport row={row} content={await contentOf(c, row)} />
      },
    })
  })
  .get(paths.importErrors, carers, async c => {
    const { db } = c.var.services
    const row = await findImport(db, idParam(c))
    const { t } = c.var.view
    await recordExport(c, 'imports.problems_exported', {
      file: row.file_name,
      rows: await countProblems(db, row.id),
    })
    return csvFile(c, `${t('imports:export.fileName')}-${row.id}.csv`, problemLines(db, t, row.id))
  })
  .post(paths.importRemoval, carers, async c => {
    await transact(c.var.services.db, tx => discardImport(tx, actorOf(c), idParam(c)))
    flash(c, 'good', 'imports:result.removed')
    return c.redirect(href(paths.imports), 303)
  })

async function receive(c: RequestContext): Promise<Received | { fault: 'broken'; subject: Subject }> {
  const { db } = c.var.services
  try {
    return await receiveFile(db, c.req.raw, {
      open: (subject, name) => openImport(db, actorOf(c), { subject, name }),
      discard: importId => transact(db, async tx => void (await forgetUpload(tx, importId))),
    })
  } catch (error) {
    if (error instanceof BrokenForm) return { fault: 'broken', subject: 'accounts' }
    throw error
  }
}
