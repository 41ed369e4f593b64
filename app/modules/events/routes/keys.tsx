import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { only } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, type FormState, idParam, readForm, requiredText, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { changedMeanwhile, isLate, wasField } from '../../../web/was.ts'
import { actorOf } from '../../identity/index.ts'
import { createKey, findKey, listKeys, renameKey, revokeKey, rotateKey } from '../keys.ts'
import { KeyPage, KeysPage } from '../views/keys.tsx'

const named = z.object({ name: requiredText(100) })
const admin = only('admin')

/** Write keys: made, renamed, given a new value, revoked. */
export const keyRoutes = new Routes()
  .get(paths.writeKeys, admin, c => keysPage(c, emptyForm))
  .post(paths.writeKeys, admin, async c => {
    const form = await readForm(c, named)
    if (!form.ok) return keysPage(c, form)
    const key = await transact(c.var.services.db, tx => createKey(tx, actorOf(c), form.data))
    flash(c, 'good', 'events:keys.created', { name: key.name })
    return c.redirect(href(paths.connect, {}, { key: key.id }), 303)
  })
  .get(paths.writeKey, admin, c => keyPage(c, emptyForm))
  .post(paths.writeKey, admin, async c => {
    const form = await readForm(c, named.extend({ was: wasField }))
    if (!form.ok) return keyPage(c, form)
    const { name, was } = form.data
    try {
      await transact(c.var.services.db, tx => renameKey(tx, actorOf(c), { id: idParam(c), was }, name))
    } catch (error) {
      if (!isLate(error)) throw error
      return keyPage(c, withErrors(form, { form: changedMeanwhile }))
    }
    flash(c, 'good', 'events:keys.renamed', { name })
    return c.redirect(href(paths.writeKeys), 303)
  })
  .post(paths.writeKeyRotation, admin, async c => {
    const key = await transact(c.var.services.db, tx => rotateKey(tx, actorOf(c), idParam(c)))
    flash(c, 'good', 'events:keys.rotated', { name: key.name })
    return c.redirect(href(paths.writeKeys), 303)
  })
  .post(paths.writeKeyRevocation, admin, async c => {
    const id = idParam(c)
    const { name } = await findKey(c.var.services.db, id)
    await transact(c.var.services.db, tx => revokeKey(tx, actorOf(c), id))
    flash(c, 'good', 'events:keys.revoked', { name })
    return c.redirect(href(paths.writeKeys), 303)
  })

async function keysPage(c: RequestContext, form: FormState): Promise<Response> {
  const keys = await listKeys(c.var.services.db)
  return page(c, <KeysPage keys={keys} form={form} />, statusOf(form))
}

async function keyPage(c: RequestContext, form: FormState): Promise<Response> {
  const key = await findKey(c.var.services.db, idParam(c))
  return page(c, <KeyPage writeKey={key} form={form} />, statusOf(form))
}

function statusOf(form: FormState): 200 | 422 {
  return Object.keys(form.errors).length > 0 ? 422 : 200
}
