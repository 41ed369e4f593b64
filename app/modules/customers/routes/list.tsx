import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { carers, staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { idParam, optionalText, readForm, requiredText } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { fragment, page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { actorOf, colleagues } from '../../identity/index.ts'
import { assignOwner } from '../accounts/owner.ts'
import { currenciesPaid, runningPlans } from '../accounts/queries.ts'
import { changeStage } from '../accounts/stage.ts'
import { importedFile } from '../imports/queries.ts'
import { sortableFields } from '../list/columns.ts'
import { exportAccounts } from '../list/export.ts'
import { filterFields } from '../list/fields.ts'
import { fillCells, listSetting } from '../list/load.ts'
import { accountPage, countAccounts } from '../list/page.ts'
import { type AccountListQuery, listQueryText, readCursor, readListQuery } from '../list/query.ts'
import { removeView, savedViews, saveView } from '../saved-views/saved-view.ts'
import { openStages } from '../tables.ts'
import { type FilterChoices, listFrame } from '../views/list-filters.tsx'
import { AccountListPage, ListFrame } from '../views/list-page.tsx'

const perPage = 50
const countedUpTo = 10_000
/** Whether an account has the words is known only by looking at it. */
const countedWithWords = 1000

/** A list that was picked in: at most what one page shows. */
const picked = z.preprocess(
  value => (value === undefined ? [] : [value].flat()),
  z.array(z.string().regex(/^\d{1,15}$/)).max(200),
)
/** Of the list's address: a request has room for 16 KB of headers, of which it is one. */
const longestQuery = 12_000
// What was asked for is done also where the way back is too long to go.
const wayBack = z.string().max(longestQuery).catch('')
const owners = z.object({ 'ids[]': picked, ownerId: optionalText(64), back: wayBack })
const moves = z.object({ 'ids[]': picked, stage: z.enum(openStages), back: wayBack })
const newView = z.object({ name: requiredText(100), query: z.string().catch(''), shared: z.string().optional() })

/** The list of accounts, views of it that people keep, and what is done to several at once. */
export const listRoutes = new Routes()
  .get(paths.accounts, staff, showList)
  .get(paths.accountsExport, staff, c => exportAccounts(c, queryIn(c, new URL(c.req.url).searchParams)))
  .post(paths.accountOwners, carers, async c => {
    const form = await readForm(c, owners)
    if (!form.ok) return backToList(c, wayBack.parse(form.values.back), 'web:form.invalid')
    if (form.data['ids[]'].length === 0) return backToList(c, form.data.back, 'customers:bulk.nonePicked')
    const { ownerId, back } = form.data
    const ids = form.data['ids[]'].map(Number)
    const count = await transact(c.var.services.db, tx => assignOwner(tx, actorOf(c), ids, ownerId))
    flash(c, 'good', 'customers:bulk.assigned', { count })
    return backToList(c, back)
  })
  .post(paths.accountStages, carers, async c => {
    const form = await readForm(c, moves)
    if (!form.ok) return backToList(c, wayBack.parse(form.values.back), 'web:form.invalid')
    if (form.data['ids[]'].length === 0) return backToList(c, form.data.back, 'customers:bulk.nonePicked')
    const { stage, back } = form.data
    const ids = form.data['ids[]'].map(Number)
    const count = await transact(c.var.services.db, tx => changeStage(tx, actorOf(c), ids, stage))
    flash(c, 'good', 'customers:bulk.moved', { count })
    return backToList(c, back)
  })
  .post(paths.savedViews, staff, async c => {
    const form = await readForm(c, newView)
    if (!form.ok) {
      const missing = form.errors.name === 'web:form.required'
      return backToList(c, wayBack.parse(form.values.query), missing ? 'customers:views.needsName' : 'web:form.tooLong')
    }
    const { name, shared } = form.data
    const query = listQueryText(queryIn(c, new URLSearchParams(form.data.query)))
    if (query.length > longestQuery) return backToList(c, '', 'customers:views.tooLong')
    await transact(c.var.services.db, tx => saveView(tx, actorOf(c), { name, query, shared: shared !== undefined }))
    flash(c, 'good', 'customers:views.saved', { name })
    return backToList(c, query)
  })
  .post(paths.savedViewRemoval, staff, async c => {
    await transact(c.var.services.db, tx => removeView(tx, actorOf(c), idParam(c)))
    flash(c, 'good', 'customers:views.removed')
    return backToList(c)
  })

async function showList(c: RequestContext): Promise<Response> {
  const { db, offers } = c.var.services
  const params = new URL(c.req.url).searchParams
  const query = queryIn(c, params)
  const setting = await listSetting(db, offers, query)
  const part = { after: readCursor(params.get('after')), before: readCursor(params.get('before')), limit: perPage }
  const staffId = actorOf(c).id
  const [listed, counted, people, plans, currencies, views, segments, file] = await Promise.all([
    accountPage(db, query, setting.facts, part),
    countAccounts(db, query, setting.facts, query.q === '' ? countedUpTo : countedWithWords),
    colleagues(db),
    runningPlans(db),
    currenciesPaid(db),
    savedViews(db, staffId),
    offers.segments?.names(db),
    query.importId ? importedFile(db, query.importId) : undefined,
  ])
  const cells = await fillCells(db, listed.rows, setting)
  const choices: FilterChoices = {
    people,
    plans,
    currencies,
    traits: setting.traits,
    segments: segments ?? new Map(),
    fields: filterFields(offers),
    file,
  }
  const props = { query, setting, listed, cells, counted, choices, views, staffId }
  const inFrame = c.req.header('turbo-frame') === listFrame
  return inFrame ? fragment(c, <ListFrame {...props} />) : page(c, <AccountListPage {...props} />)
}

/** The list that these parameters say, narrowed and sorted by what can be sorted by here. */
function queryIn(c: RequestContext, params: URLSearchParams): AccountListQuery {
  const { offers } = c.var.services
  return readListQuery(params, sortableFields(offers), filterFields(offers))
}

function backToList(c: RequestContext, query = '', problem?: TextKey) {
  if (problem) flash(c, 'bad', problem)
  const known = listQueryText(queryIn(c, new URLSearchParams(query)))
  return c.redirect(known ? `${href(paths.accounts)}?${known}` : href(paths.accounts), 303)
}
