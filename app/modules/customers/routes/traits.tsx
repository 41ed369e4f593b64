import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { Invalid, NotFound } from '../../../platform/errors.ts'
import { carers, staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { checkValues, emptyForm, type FormState, idParam, readForm, typed, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { changedMeanwhile, isLate } from '../../../web/was.ts'
import { actorOf } from '../../identity/index.ts'
import { loadAccount } from '../accounts/queries.ts'
import { labelForm, labelledTrait, traitForm, traitRemovalForm } from '../input.ts'
import type { TraitSubject } from '../tables.ts'
import { knownTraits } from '../traits/queries.ts'
import { labelTrait, parseTrait, setTraits } from '../traits/set.ts'
import { TraitLabelsPage } from '../views/trait-labels.tsx'
import { AccountTraitsPage } from '../views/traits.tsx'
import { traitText } from '../views/words.tsx'
import { showContact } from './contact-page.tsx'
import { saving } from './saving.ts'

/** What is known beyond the fields, set by hand one at a time. */
export const traitRoutes = new Routes()
  .get(paths.accountTraits, staff, c => show(c, 'account', emptyForm, 200))
  .post(paths.accountTraits, carers, c => set(c, 'account'))
  .post(paths.accountTraitRemoval, carers, c => remove(c, 'account'))
  .get(paths.traits, carers, c => showLabels(c))
  .post(paths.traits, carers, label)
  .post(paths.contactTraits, carers, c => set(c, 'contact'))
  .post(paths.contactTraitRemoval, carers, c => remove(c, 'contact'))

async function label(c: RequestContext): Promise<Response> {
  const form = await readForm(c, labelForm)
  if (!form.ok) return showLabels(c, form)
  const { label, ...trait } = form.data
  try {
    await transact(c.var.services.db, tx => labelTrait(tx, actorOf(c), trait, label))
  } catch (error) {
    if (!isLate(error)) throw error
    return showLabels(c, withErrors(form, { form: changedMeanwhile }))
  }
  flash(c, 'good', 'customers:account.saved')
  return c.redirect(href(paths.traits), 303)
}

/** All labels, with what was typed into one of them when that cannot be accepted. */
async function showLabels(c: RequestContext, form?: FormState): Promise<Response> {
  const trait = form && checkValues(labelledTrait, form.values)
  if (trait && !trait.ok) throw new NotFound('trait')
  const { db } = c.var.services
  const [account, contact] = await Promise.all([knownTraits(db, 'account'), knownTraits(db, 'contact')])
  const refused = form && trait && { ...trait.data, form }
  return page(c, <TraitLabelsPage lists={{ account, contact }} refused={refused} />, form ? 422 : 200)
}

async function set(c: RequestContext, subject: TraitSubject): Promise<Response> {
  const { db } = c.var.services
  const id = idParam(c)
  const form = await readForm(c, traitForm)
  if (!form.ok) return show(c, subject, form, 422)
  const { key, type, value, version } = form.data
  const saved = await saving(async () => {
    const parsed = parseTrait(type, value ?? '')
    if (parsed === null) throw new Invalid({ value: 'web:form.required' })
    await transact(db, tx => setTraits(tx, actorOf(c), { subject, id, version }, { [key]: parsed }))
  })
  if (!saved.done) {
    return saved.errors ? show(c, subject, withErrors(form, saved.errors), 422) : show(c, subject, form, 409)
  }
  flash(c, 'good', 'customers:traits.saved', { key })
  return back(c, subject, id)
}

async function remove(c: RequestContext, subject: TraitSubject): Promise<Response> {
  const id = idParam(c)
  const form = await readForm(c, traitRemovalForm)
  if (!form.ok) throw new NotFound('trait')
  const { key, version } = form.data
  await transact(c.var.services.db, tx => setTraits(tx, actorOf(c), { subject, id, version }, { [key]: null }))
  flash(c, 'good', 'customers:traits.removed', { key })
  return back(c, subject, id)
}

function back(c: RequestContext, subject: TraitSubject, id: number): Response {
  return c.redirect(subject === 'account' ? href(paths.accountTraits, { id }) : href(paths.contact, { id }), 303)
}

/** With 409 somebody else saved first: both versions are shown. */
async function show(
  c: RequestContext,
  subject: TraitSubject,
  form: FormState,
  status: 200 | 409 | 422,
): Promise<Response> {
  const { db, offers } = c.var.services
  const id = idParam(c)
  if (subject === 'contact') {
    const late = { values: form.values, errors: { form: 'customers:form.changedMeanwhile' as const } }
    return showContact(c, id, { trait: status === 409 ? late : form }, status)
  }
  const [account, known] = await Promise.all([loadAccount(db, id), knownTraits(db, 'account')])
  const key = typed(form, 'key')
  const stored = traitText(c.var.view, account.traits[key])
  const conflict = status === 409 ? { conflict: [{ label: key, stored, mine: typed(form, 'value') }] } : {}
  const props = { account, tabs: offers.accountTabs, known, form, ...conflict }
  return page(c, <AccountTraitsPage {...props} />, status)
}
