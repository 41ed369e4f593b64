import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transactAgain } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'
import { carers } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { idParam, readForm } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { actorOf, staffNames } from '../../identity/index.ts'
import { mergeAccounts } from '../accounts/merge.ts'
import { loadAccount, sameNameAccounts } from '../accounts/queries.ts'
import { mergeContacts } from '../contacts/merge.ts'
import { contactName } from '../contacts/name.ts'
import { contactCounts, contactPlaces, loadContact } from '../contacts/queries.ts'
import { accountNamed, contactNamed } from '../search/named.ts'
import { findAccounts, findContacts, type Hit, searchText } from '../search/search.ts'
import { MergePage, type MergeSide } from '../views/merge.tsx'
import { monthly } from '../views/words.tsx'

const id = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
const merging = z.object({ other: id, keep: id })
const suggestions = 8

/** Two that are the same are made one. */
export const mergeRoutes = new Routes()
  .get(paths.accountMerge, carers, async c => {
    const { db } = c.var.services
    const side = await accountSide(c, idParam(c))
    const asked = searchText(c.req.query('with') ?? '')
    const otherId = asked ? await accountNamed(db, asked) : undefined
    const other = otherId === undefined || otherId === side.id ? undefined : await accountSide(c, otherId)
    const found = other ? [] : asked ? await findAccounts(db, asked, suggestions) : await sameNamed(c, side)
    const others = found.filter(hit => hit.id !== side.id)
    return page(c, <MergePage subject="account" side={side} other={other} asked={asked} found={others} />)
  })
  .post(paths.accountMerge, carers, async c => {
    const { db, offers } = c.var.services
    const pair = await readPair(c)
    await transactAgain(db, tx => mergeAccounts(tx, offers.accountMerges, actorOf(c), pair))
    flash(c, 'good', 'customers:merge.done')
    return c.redirect(href(paths.account, { id: pair.intoId }), 303)
  })
  .get(paths.contactMerge, carers, async c => {
    const { db } = c.var.services
    const side = await contactSide(c, idParam(c))
    const asked = searchText(c.req.query('with') ?? '')
    const otherId = asked ? await contactNamed(db, asked) : undefined
    const other = otherId === undefined || otherId === side.id ? undefined : await contactSide(c, otherId)
    const found = other || !asked ? [] : await findContacts(db, asked, suggestions)
    const others = found.filter(hit => hit.id !== side.id)
    return page(c, <MergePage subject="contact" side={side} other={other} asked={asked} found={others} />)
  })
  .post(paths.contactMerge, carers, async c => {
    const { db, offers } = c.var.services
    const pair = await readPair(c)
    await transactAgain(db, tx => mergeContacts(tx, offers.contactMerges, actorOf(c), pair))
    flash(c, 'good', 'customers:merge.done')
    return c.redirect(href(paths.contact, { id: pair.intoId }), 303)
  })

/** Which goes into which: `keep` is one of the two. */
async function readPair(c: RequestContext): Promise<{ fromId: number; intoId: number }> {
  const here = idParam(c)
  const form = await readForm(c, merging)
  if (!form.ok) throw new NotFound('the other one')
  const { other, keep } = form.data
  if (keep !== here && keep !== other) throw new NotFound('the one that stays')
  return keep === here ? { fromId: other, intoId: here } : { fromId: here, intoId: other }
}

async function accountSide(c: RequestContext, accountId: number): Promise<MergeSide> {
  const { db } = c.var.services
  const { view } = c.var
  const { t, format } = view
  const account = await loadAccount(db, accountId)
  const [owners, contacts] = await Promise.all([
    staffNames(db, account.ownerId ? [account.ownerId] : []),
    contactCounts(db, [accountId]),
  ])
  return {
    id: account.id,
    name: account.name,
    sample: account.sample,
    facts: [
      { label: t('customers:field.external_id'), value: account.externalId ?? '' },
      { label: t('customers:field.stage'), value: t(`customers:stage.${account.stage}`) },
      { label: t('customers:field.owner'), value: owners.get(account.ownerId ?? '') ?? '' },
      { label: t('customers:field.plan'), value: account.plan ?? '' },
      {
        label: t('customers:field.monthly_amount'),
        value: monthly(view, account.monthlyAmount, account.currency) ?? '',
      },
      { label: t('customers:measure.contacts'), value: format.number(contacts.get(accountId) ?? 0) },
      { label: t('customers:field.created_at'), value: format.date(account.createdAt) },
    ],
  }
}

async function contactSide(c: RequestContext, contactId: number): Promise<MergeSide> {
  const { db } = c.var.services
  const { t, format } = c.var.view
  const contact = await loadContact(db, contactId)
  const places = await contactPlaces(db, contactId)
  return {
    id: contact.id,
    name: contactName(contact),
    sample: contact.sample,
    facts: [
      { label: t('customers:field.email'), value: contact.email ?? '' },
      { label: t('customers:field.phone'), value: contact.phone ?? '' },
      { label: t('customers:field.title'), value: contact.title ?? '' },
      { label: t('customers:field.external_id'), value: contact.externalId ?? '' },
      { label: t('customers:contact.places'), value: format.list(places.map(place => place.name)) },
      { label: t('customers:field.created_at'), value: format.date(contact.createdAt) },
    ],
  }
}

async function sameNamed(c: RequestContext, side: MergeSide): Promise<readonly Hit[]> {
  const found = await sameNameAccounts(c.var.services.db, side.name, side.id)
  return found.map(({ id: sameId, name, sample }) => ({ id: sameId, title: name, detail: null, sample }))
}
