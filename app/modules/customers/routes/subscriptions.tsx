import { href, paths } from '../../../paths.ts'
import { nowDate, startOfDay, today } from '../../../platform/clock.ts'
import { transact } from '../../../platform/db.ts'
import { carers, staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, type FormState, idParam, readForm, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { actorOf, findCompany } from '../../identity/index.ts'
import {
  type Account,
  accountSubscriptions,
  loadAccount,
  loadSubscription,
  runningPlans,
  type Subscription,
} from '../accounts/queries.ts'
import { endForm, subscriptionForm } from '../input.ts'
import { addSubscription, cancelSubscription, editSubscription } from '../subscriptions/subscription.ts'
import { SubscriptionFormPage } from '../views/subscription-form.tsx'
import { SubscriptionsPage } from '../views/subscriptions.tsx'
import { saving, shownAgain } from './saving.ts'

/** What accounts pay for. */
export const subscriptionRoutes = new Routes()
  .get(paths.accountSubscriptions, staff, async c => {
    const { db, offers } = c.var.services
    const account = await loadAccount(db, idParam(c))
    const subscriptions = await accountSubscriptions(db, account.id)
    return page(c, <SubscriptionsPage account={account} tabs={offers.accountTabs} subscriptions={subscriptions} />)
  })
  .get(paths.accountSubscriptionNew, carers, async c => {
    const account = await loadAccount(c.var.services.db, idParam(c))
    return formPage(c, { account, subscription: undefined, form: emptyForm })
  })
  .post(paths.accountSubscriptions, carers, add)
  .get(paths.subscription, carers, async c => {
    const { db } = c.var.services
    const subscription = await loadSubscription(db, idParam(c))
    const account = await loadAccount(db, subscription.accountId)
    return formPage(c, { account, subscription, form: emptyForm })
  })
  .post(paths.subscription, carers, edit)
  .post(paths.subscriptionCancellation, carers, end)

interface Shown {
  readonly account: Account
  readonly subscription: Subscription | undefined
  readonly form: FormState
  readonly endForm?: FormState
  readonly conflict?: boolean
}

async function formPage(c: RequestContext, shown: Shown, status: 200 | 409 | 422 = 200): Promise<Response> {
  const { db } = c.var.services
  const [plans, all, company] = await Promise.all([
    runningPlans(db),
    accountSubscriptions(db, shown.account.id),
    findCompany(db),
  ])
  const last = all.filter(one => one.current).length === 1
  const day = today(company?.timeZone ?? 'UTC').toString()
  const props = { endForm: emptyForm, conflict: false, ...shown, plans, last, today: day }
  return page(c, <SubscriptionFormPage {...props} />, status)
}

async function add(c: RequestContext): Promise<Response> {
  const { db } = c.var.services
  const account = await loadAccount(db, idParam(c))
  const form = await readForm(c, subscriptionForm)
  if (!form.ok) return formPage(c, { account, subscription: undefined, form }, 422)
  const saved = await saving(() => transact(db, tx => addSubscription(tx, actorOf(c), account.id, form.data)))
  if (!saved.done) {
    return formPage(c, { account, subscription: undefined, form: withErrors(form, saved.errors ?? {}) }, 422)
  }
  flash(c, 'good', 'customers:subscription.added')
  return c.redirect(href(paths.accountSubscriptions, { id: account.id }), 303)
}

async function edit(c: RequestContext): Promise<Response> {
  const { db } = c.var.services
  const id = idParam(c)
  const { accountId } = await loadSubscription(db, id)
  const form = await readForm(c, subscriptionForm)
  const version = form.ok ? form.data.version : undefined
  const shown = async (more: Partial<Shown> = {}) => ({
    account: await loadAccount(db, accountId),
    subscription: await loadSubscription(db, id),
    form,
    ...more,
  })
  if (!form.ok || version === undefined) return formPage(c, await shown(), 422)
  const saved = await saving(() => transact(db, tx => editSubscription(tx, actorOf(c), id, version, form.data)))
  if (!saved.done) {
    const { status, ...again } = shownAgain(form, saved)
    return formPage(c, await shown(again), status)
  }
  flash(c, 'good', 'customers:account.saved')
  return c.redirect(href(paths.accountSubscriptions, { id: accountId }), 303)
}

async function end(c: RequestContext): Promise<Response> {
  const { db } = c.var.services
  const id = idParam(c)
  const subscription = await loadSubscription(db, id)
  const account = await loadAccount(db, subscription.accountId)
  const form = await readForm(c, endForm)
  if (!form.ok) return formPage(c, { account, subscription, form: emptyForm, endForm: form }, 422)
  const company = await findCompany(db)
  const { on, version } = form.data
  const at = on ? startOfDay(on, company?.timeZone ?? 'UTC') : nowDate()
  await transact(db, tx => cancelSubscription(tx, actorOf(c), id, version, at))
  flash(c, 'good', 'customers:subscription.cancelled')
  return c.redirect(href(paths.accountSubscriptions, { id: account.id }), 303)
}
