import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact, transactAgain } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'
import { carers, staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, type FormState, idParam, readForm, requiredText, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { actorOf } from '../../identity/index.ts'
import { erasers } from '../access.ts'
import { loadAccount } from '../accounts/queries.ts'
import { createContact } from '../contacts/create.ts'
import { editContact } from '../contacts/edit.ts'
import { eraseContact } from '../contacts/erase.ts'
import { addMembership, removeMembership } from '../contacts/membership.ts'
import { accountContacts, contactPlaces, loadContact } from '../contacts/queries.ts'
import { contactForm } from '../input.ts'
import { accountNamed } from '../search/named.ts'
import { EditContactPage, ErasurePage, NewContactPage } from '../views/contact-form.tsx'
import { AccountContactsPage } from '../views/contacts.tsx'
import { showContact } from './contact-page.tsx'
import { saving, shownAgain } from './saving.ts'

const perPage = 50
const joining = z.object({ account: requiredText(200) })
const leaving = z.object({ accountId: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) })
const erasure = z.object({
  sure: z.string({ error: 'customers:erasure.needsSure' }),
  'accounts[]': z.preprocess(
    value => (value === undefined ? [] : [value].flat()),
    z.array(z.string().regex(/^\d{1,15}$/)).max(100),
  ),
})

/** People at accounts: their lists, pages and forms, and how they are forgotten. */
export const contactRoutes = new Routes()
  .get(paths.accountContacts, staff, async c => {
    const { db, offers } = c.var.services
    const account = await loadAccount(db, idParam(c))
    const after = Number(/^\d{1,15}$/.exec(c.req.query('after') ?? '')?.[0] ?? 0)
    const rows = await accountContacts(db, account.id, { after, limit: perPage + 1 })
    const contacts = rows.slice(0, perPage)
    const next = rows.length > perPage ? contacts.at(-1)?.id : undefined
    const props = { account, tabs: offers.accountTabs, contacts, next, isFirst: after === 0 }
    return page(c, <AccountContactsPage {...props} />)
  })
  .get(paths.accountContactNew, carers, c => newPage(c, emptyForm))
  .post(paths.accountContacts, carers, create)
  .get(paths.contact, staff, c => showContact(c, idParam(c)))
  .get(paths.contactEdit, carers, async c => {
    const contact = await loadContact(c.var.services.db, idParam(c))
    return page(c, <EditContactPage contact={contact} form={emptyForm} conflict={false} />)
  })
  .post(paths.contactEdit, carers, edit)
  .post(paths.contactMembership, carers, join)
  .post(paths.contactMembershipRemoval, carers, async c => {
    const contactId = idParam(c)
    const form = await readForm(c, leaving)
    if (!form.ok) throw new NotFound('account')
    await transact(c.var.services.db, tx =>
      removeMembership(tx, actorOf(c), { contactId, accountId: form.data.accountId }),
    )
    flash(c, 'good', 'customers:contact.left')
    return c.redirect(href(paths.contact, { id: contactId }), 303)
  })
  .get(paths.contactErasure, erasers, c => erasurePage(c, emptyForm))
  .post(paths.contactErasure, erasers, erase)

async function create(c: RequestContext): Promise<Response> {
  const id = idParam(c)
  const form = await readForm(c, contactForm)
  if (!form.ok) return newPage(c, form, 422)
  const saved = await saving(() => transact(c.var.services.db, tx => createContact(tx, actorOf(c), id, form.data)))
  if (!saved.done) return newPage(c, withErrors(form, saved.errors ?? {}), 422)
  flash(c, 'good', 'customers:contact.created')
  return c.redirect(href(paths.accountContacts, { id }), 303)
}

async function newPage(c: RequestContext, form: FormState, status: 200 | 422 = 200): Promise<Response> {
  const account = await loadAccount(c.var.services.db, idParam(c))
  return page(c, <NewContactPage account={account} form={form} />, status)
}

async function edit(c: RequestContext): Promise<Response> {
  const { db } = c.var.services
  const id = idParam(c)
  const form = await readForm(c, contactForm)
  if (!form.ok || form.data.version === undefined) {
    return page(c, <EditContactPage contact={await loadContact(db, id)} form={form} conflict={false} />, 422)
  }
  const { version, ...input } = form.data
  const saved = await saving(() => transact(db, tx => editContact(tx, actorOf(c), id, version, input)))
  if (!saved.done) {
    const { status, ...shown } = shownAgain(form, saved)
    return page(c, <EditContactPage contact={await loadContact(db, id)} {...shown} />, status)
  }
  flash(c, 'good', 'customers:account.saved')
  return c.redirect(href(paths.contact, { id }), 303)
}

async function join(c: RequestContext): Promise<Response> {
  const { db } = c.var.services
  const contactId = idParam(c)
  const form = await readForm(c, joining)
  if (!form.ok) return showContact(c, contactId, { membership: form }, 422)
  const accountId = await accountNamed(db, form.data.account)
  if (accountId === undefined) {
    return showContact(c, contactId, { membership: withErrors(form, { account: 'customers:merge.notOne' }) }, 422)
  }
  await transact(db, tx => addMembership(tx, actorOf(c), { contactId, accountId }))
  flash(c, 'good', 'customers:contact.joined')
  return c.redirect(href(paths.contact, { id: contactId }), 303)
}

async function erase(c: RequestContext): Promise<Response> {
  const { db, offers } = c.var.services
  const id = idParam(c)
  const form = await readForm(c, erasure)
  if (!form.ok) return erasurePage(c, form, 422)
  const accounts = form.data['accounts[]'].map(Number)
  const erased = await transactAgain(db, tx => eraseContact(tx, offers.erasures, actorOf(c), id, accounts))
  flash(c, 'good', 'customers:erasure.done')
  const [accountId] = erased.accountIds
  return c.redirect(accountId === undefined ? href(paths.accounts) : href(paths.account, { id: accountId }), 303)
}

async function erasurePage(c: RequestContext, form: FormState, status: 200 | 422 = 200): Promise<Response> {
  const { db } = c.var.services
  const contact = await loadContact(db, idParam(c))
  const places = await contactPlaces(db, contact.id)
  return page(c, <ErasurePage contact={contact} places={places} form={form} />, status)
}
