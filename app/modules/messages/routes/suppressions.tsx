import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { carers, staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import {
  emptyForm,
  type FormState,
  optionalText,
  queryText,
  readForm,
  requiredText,
  withErrors,
} from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { actorOf } from '../../identity/index.ts'
import { serverStates } from '../servers/state.ts'
import { allowMail, listSuppressed, readPasted, type Suppressed, stopMail } from '../suppression/list.ts'
import { SuppressionsPage } from '../views/suppressions.tsx'

const perPage = 50

const stopping = z.object({ addresses: requiredText(3_000_000), note: optionalText(500) })
const allowing = z.object({ id: z.string().regex(/^[0-9a-f]{64}$/), reason: requiredText(500) })

/** Addresses that get no mail: looked up, added, let go. */
export const suppressionRoutes = new Routes()
  .get(paths.suppressions, staff, c => listPage(c, emptyForm))
  .post(paths.suppressions, carers, async c => {
    const form = await readForm(c, stopping)
    if (!form.ok) return listPage(c, form)
    const { addresses, wrong } = readPasted(form.data.addresses)
    if (addresses.length === 0) return listPage(c, withErrors(form, { addresses: 'messages:suppression.noAddress' }))
    const { note } = form.data
    const added = await transact(c.var.services.db, tx => stopMail(tx, actorOf(c), addresses, { note }))
    flash(
      c,
      wrong.length > 0 ? 'care' : 'good',
      wrong.length > 0 ? 'messages:suppression.addedSome' : 'messages:suppression.added',
      {
        count: added,
        known: addresses.length - added,
        // Short, since it travels in a cookie.
        wrong: wrong
          .slice(0, 5)
          .map(piece => (piece.length > 40 ? `${piece.slice(0, 40)}…` : piece).toWellFormed())
          .join('、'),
        more: wrong.length,
      },
    )
    return c.redirect(href(paths.suppressions), 303)
  })
  .post(paths.suppressionRemoval, carers, async c => {
    const form = await readForm(c, allowing)
    if (!form.ok) return listPage(c, form)
    const { id, reason } = form.data
    const gone = await transact(c.var.services.db, tx => allowMail(tx, actorOf(c), id, reason))
    flash(c, gone ? 'good' : 'bad', gone ? 'messages:suppression.allowed' : 'messages:suppression.notThere')
    return c.redirect(href(paths.suppressions), 303)
  })

async function listPage(c: RequestContext, form: FormState): Promise<Response> {
  const search = queryText(c, 'q')
  const after = readCursor(c.req.query('after'))
  const found = await listSuppressed(c.var.services.db, { search, after, limit: perPage + 1 })
  const rows = found.slice(0, perPage)
  const last = found.length > perPage ? rows.at(-1) : undefined
  const next = last && href(paths.suppressions, {}, { q: search, after: cursorOf(last) })
  const wrong = Object.keys(form.errors).length > 0
  const { bounces } = await serverStates(c.var.services)
  const props = { rows, search, next, first: after === undefined, bounces, form }
  return page(c, <SuppressionsPage {...props} />, wrong ? 422 : 200)
}

function cursorOf({ at, id }: Suppressed): string {
  return `${at.getTime()}.${id}`
}

function readCursor(text: string | undefined) {
  const [, at, id] = /^(\d{1,15})\.([0-9a-f]{64})$/.exec(text ?? '') ?? []
  return at && id ? { at: new Date(Number(at)), id } : undefined
}
