import { href, paths } from '../../../paths.ts'
import { startOfDay, today } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { carers } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, type FormState, idParam, readForm, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { actorOf, colleagues, findCompany } from '../../identity/index.ts'
import { cancelAccount, reopenAccount } from '../accounts/cancellation.ts'
import { createAccount } from '../accounts/create.ts'
import { editAccount } from '../accounts/edit.ts'
import { loadAccount, sameNameAccounts } from '../accounts/queries.ts'
import { cancellationForm, editAccountForm, newAccountForm } from '../input.ts'
import { CancellationPage, EditAccountPage, NewAccountPage } from '../views/account-form.tsx'
import { saving, shownAgain } from './saving.ts'

/** Accounts made and changed by hand. */
export const accountFormRoutes = new Routes()
  .get(paths.accountNew, carers, async c => newPage(c, emptyForm))
  .post(paths.accounts, carers, create)
  .get(paths.accountEdit, carers, async c => {
    const account = await loadAccount(c.var.services.db, idParam(c))
    return page(c, <EditAccountPage account={account} form={emptyForm} conflict={false} />)
  })
  .post(paths.accountEdit, carers, edit)
  .get(paths.accountCancellation, carers, c => cancellationPage(c, emptyForm))
  .post(paths.accountCancellation, carers, cancel)
  .post(paths.accountReopening, carers, async c => {
    const id = idParam(c)
    await transact(c.var.services.db, async tx => {
      await loadAccount(tx, id)
      await reopenAccount(tx, actorOf(c), id)
    })
    flash(c, 'good', 'customers:cancellation.undone')
    return c.redirect(href(paths.account, { id }), 303)
  })

async function create(c: RequestContext): Promise<Response> {
  const { db } = c.var.services
  const form = await readForm(c, newAccountForm)
  if (!form.ok) return newPage(c, form, 422)
  const same = form.data.sure ? [] : await sameNameAccounts(db, form.data.name)
  if (same.length > 0) return newPage(c, form, 422, same)
  const saved = await saving(() => transact(db, tx => createAccount(tx, actorOf(c), form.data)))
  if (!saved.done) return newPage(c, withErrors(form, saved.errors ?? {}), 422)
  flash(c, 'good', 'customers:account.created', { name: form.data.name })
  return c.redirect(href(paths.account, { id: saved.result }), 303)
}

async function newPage(
  c: RequestContext,
  form: FormState,
  status: 200 | 422 = 200,
  same: Awaited<ReturnType<typeof sameNameAccounts>> = [],
): Promise<Response> {
  const people = await colleagues(c.var.services.db)
  return page(c, <NewAccountPage form={form} people={people} same={same} />, status)
}

async function edit(c: RequestContext): Promise<Response> {
  const { db } = c.var.services
  const id = idParam(c)
  const form = await readForm(c, editAccountForm)
  if (!form.ok) {
    return page(c, <EditAccountPage account={await loadAccount(db, id)} form={form} conflict={false} />, 422)
  }
  const { version, ...input } = form.data
  const saved = await saving(() => transact(db, tx => editAccount(tx, actorOf(c), id, version, input)))
  if (!saved.done) {
    const { status, ...shown } = shownAgain(form, saved)
    return page(c, <EditAccountPage account={await loadAccount(db, id)} {...shown} />, status)
  }
  flash(c, 'good', 'customers:account.saved')
  return c.redirect(href(paths.account, { id }), 303)
}

async function cancel(c: RequestContext): Promise<Response> {
  const { db } = c.var.services
  const id = idParam(c)
  const form = await readForm(c, cancellationForm)
  if (!form.ok) return cancellationPage(c, form, 422)
  const { on, reason } = form.data
  const company = await findCompany(db)
  const at = on ? startOfDay(on, company?.timeZone ?? 'UTC') : undefined
  const saved = await saving(() => transact(db, tx => cancelAccount(tx, actorOf(c), { accountId: id, at, reason })))
  if (!saved.done) return cancellationPage(c, withErrors(form, renamed(saved.errors)), 422)
  flash(c, 'good', 'customers:cancellation.recorded')
  return c.redirect(href(paths.account, { id }), 303)
}

async function cancellationPage(c: RequestContext, form: FormState, status: 200 | 422 = 200): Promise<Response> {
  const { db } = c.var.services
  const account = await loadAccount(db, idParam(c))
  const company = await findCompany(db)
  const day = today(company?.timeZone ?? 'UTC').toString()
  return page(c, <CancellationPage account={account} form={form} today={day} />, status)
}

/** The field is a day, the fact an instant. */
function renamed(errors: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(errors).map(([field, key]) => [field === 'at' ? 'on' : field, key]))
}
