import type { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transact } from '../../../platform/db.ts'
import { Forbidden, Invalid, NotFound } from '../../../platform/errors.ts'
import { staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { type FormState, idParam, readForm, withErrors } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { accountContacts, findAccountName, findAccounts } from '../../customers/index.ts'
import { actorOf } from '../../identity/index.ts'
import { addEvidence, withdrawEvidence } from '../evidence.ts'
import { accountQuery, evidenceForm } from '../input.ts'
import { canRemove } from '../policy.ts'
import { findEvidence, findHypothesis, type Hypothesis, listHypotheses } from '../queries.ts'
import type { EvidenceChoices } from '../views/evidence-form.tsx'
import { ObservationPage } from '../views/observation.tsx'
import { hypothesisPage } from './page.tsx'

const mostChoices = 6

/** What speaks for and against hypotheses: added on their pages, or from an account where something was seen. */
export const evidenceRoutes = new Routes()
  .get(paths.observation, staff, async c => {
    const { db } = c.var.services
    const accountId = accountQuery.parse(c.req.query('account'))
    const name = accountId === undefined ? undefined : await findAccountName(db, accountId)
    if (accountId === undefined || name === undefined) throw new NotFound('account')
    const hypotheses = await listHypotheses(db, { limit: 200 })
    return page(c, <ObservationPage account={{ id: accountId, name }} hypotheses={hypotheses} />)
  })
  .get(paths.hypothesisEvidence, staff, async c => {
    const accountId = accountQuery.parse(c.req.query('account'))
    return hypothesisPage(c, await load(c), {}, await choicesOf(c, accountId))
  })
  .post(paths.hypothesisEvidence, staff, async c => {
    const hypothesis = await load(c)
    const form = await readForm(c, evidenceForm)
    if (!form.ok) {
      // The account that something was seen at stays chosen.
      const chosen = accountQuery.parse([form.values.accountId].flat()[0])
      return hypothesisPage(c, hypothesis, { evidence: form }, await choicesOf(c, chosen))
    }
    const { account, ...data } = form.data
    const found = await accountOf(c, form.data)
    if (found.problem) {
      return hypothesisPage(c, hypothesis, { evidence: withErrors(form, { account: found.problem }) }, found.choices)
    }
    const { accountId } = found
    const said = { ...data, accountId, figure: data.figure ?? null, source: data.source ?? null, url: data.url ?? null }
    try {
      await transact(c.var.services.db, tx => addEvidence(tx, actorOf(c), hypothesis.id, said))
    } catch (error) {
      if (!(error instanceof Invalid)) throw error
      return refused(c, hypothesis, withErrors(form, error.fields), accountId)
    }
    flash(c, 'good', 'hypotheses:evidence.added')
    return c.redirect(href(paths.hypothesis, { id: hypothesis.id }), 303)
  })
  .post(paths.evidenceWithdrawal, staff, async c => {
    const evidence = await findEvidence(c.var.services.db, idParam(c))
    if (!evidence) throw new NotFound('evidence')
    if (!c.var.staff || !canRemove(c.var.staff, evidence)) throw new Forbidden()
    await transact(c.var.services.db, tx => withdrawEvidence(tx, actorOf(c), evidence.id))
    flash(c, 'good', 'hypotheses:evidence.withdrawn')
    return c.redirect(href(paths.hypothesis, { id: evidence.hypothesisId }), 303)
  })

interface FoundAccount {
  readonly accountId: number | null
  readonly problem?: string
  readonly choices?: EvidenceChoices
}

/** The account that was chosen, or the one that is called as typed; of several that fit the person chooses. */
async function accountOf(c: RequestContext, data: z.output<typeof evidenceForm>): Promise<FoundAccount> {
  const { db } = c.var.services
  const { account, accountId } = data
  if (accountId !== null) {
    const there = (await findAccountName(db, accountId)) !== undefined
    return there ? { accountId } : { accountId: null, problem: 'hypotheses:evidence.noAccount' }
  }
  if (account === undefined) return { accountId: null }
  const hits = await findAccounts(db, account, mostChoices)
  const exact = hits.filter(hit => hit.title === account || hit.detail === account)
  const [only] = exact.length === 1 ? exact : hits
  if (only === undefined) return { accountId: null, problem: 'hypotheses:evidence.noAccount' }
  if (exact.length === 1 || hits.length === 1) return { accountId: only.id }
  const accounts = hits.map(({ id, title, detail }) => ({ id, name: detail ? `${title} (${detail})` : title }))
  return { accountId: null, problem: 'hypotheses:evidence.severalAccounts', choices: { accounts } }
}

async function refused(c: RequestContext, hypothesis: Hypothesis, form: FormState, accountId: number | null) {
  return hypothesisPage(c, hypothesis, { evidence: form }, await choicesOf(c, accountId ?? undefined))
}

/** The account that something was seen at, and its people. */
async function choicesOf(c: RequestContext, accountId: number | undefined): Promise<EvidenceChoices> {
  const { db } = c.var.services
  if (accountId === undefined) return {}
  const [name, contacts] = await Promise.all([findAccountName(db, accountId), accountContacts(db, accountId)])
  return name === undefined ? {} : { account: { id: accountId, name }, contacts }
}

async function load(c: RequestContext): Promise<Hypothesis> {
  const found = await findHypothesis(c.var.services.db, idParam(c))
  if (!found) throw new NotFound('hypothesis')
  return found
}
