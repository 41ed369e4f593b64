import { sql } from 'kysely'
import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { dayOf, endOfDay, today } from '../../../platform/clock.ts'
import { type Tx, transactAgain } from '../../../platform/db.ts'
import { Forbidden, Invalid, NotFound } from '../../../platform/errors.ts'
import { carers, staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, type Form, idParam, optionalText, readForm, requiredText, withErrors } from '../../../web/forms.ts'
import type { Panel } from '../../../web/module.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import type { Services } from '../../../web/services.ts'
import { changedMeanwhile, isLate, wasField } from '../../../web/was.ts'
import { holdAccount } from '../../customers/index.ts'
import { actorOf } from '../../identity/index.ts'
import { explainAccounts } from '../explain-accounts.ts'
import { currentOverride, endOverride, overrideScore } from '../overrides.ts'
import { leftAt } from '../queries.ts'
import { dailyCourse } from '../scoring/course.ts'
import { scoreHistory } from '../scoring/history.ts'
import { recomputeScores } from '../scoring/recompute.ts'
import {
  canWithdraw,
  currentSentiment,
  findSentiment,
  noteSentiment,
  type Sentiment,
  sentimentValues,
  withdrawSentiment,
} from '../sentiments.ts'
import { AccountHealthPage } from '../views/account-page.tsx'
import { HealthPanel } from '../views/panel.tsx'

const courseDays = 90

const sentimentForm = z.object({
  value: z.coerce
    .number({ error: 'web:form.required' })
    .pipe(z.literal([...sentimentValues], { error: 'web:form.required' })),
  note: optionalText(2000),
})
const overrideForm = z.object({
  score: z
    .string({ error: 'web:form.required' })
    .trim()
    .regex(/^\d{1,3}$/, 'health:override.scoreRange')
    .transform(Number)
    .refine(score => score <= 100, 'health:override.scoreRange'),
  reason: requiredText(2000),
  expiresOn: z.iso.date({ error: 'health:override.expiryRange' }),
  was: wasField,
})

/** The part of the account page that tells how the account is doing. */
export const healthPanel: Panel = {
  key: 'health',
  place: 'main',
  order: 10,
  show: async (c, accountId) => <HealthPanel {...(await panelOf(c, accountId))} />,
}

export const accountHealth = new Routes()
  .get(paths.accountHealth, staff, c => show(c, idParam(c)))
  .post(paths.accountSentiments, carers, async c => {
    const id = idParam(c)
    const form = await readForm(c, sentimentForm)
    if (!form.ok) return show(c, id, { sentiment: form })
    const { value, note } = form.data
    await write(c, id, async tx => {
      await noteSentiment(tx, actorOf(c), id, { value, note: note ?? null })
    })
    flash(c, 'good', 'health:sentiment.saved')
    return c.redirect(href(paths.accountHealth, { id }), 303)
  })
  .post(paths.sentimentWithdrawal, carers, async c => {
    const { db } = c.var.services
    const sentiment = await findSentiment(db, idParam(c))
    if (!sentiment) throw new NotFound('sentiment')
    if (!mayWithdraw(c, sentiment)) throw new Forbidden()
    const id = await transactAgain(db, async tx => {
      const accountId = await withdrawSentiment(tx, actorOf(c), idParam(c))
      await scoreNow(tx, c.var.services, accountId)
      return accountId
    })
    flash(c, 'good', 'health:sentiment.withdrawn')
    return c.redirect(href(paths.accountHealth, { id }), 303)
  })
  .post(paths.accountOverride, carers, async c => {
    const id = idParam(c)
    const form = await readForm(c, overrideForm)
    if (!form.ok) return show(c, id, { override: form })
    const { score, reason, expiresOn, was } = form.data
    const expiresAt = endOfDay(expiresOn, c.var.view.timeZone)
    try {
      await write(c, id, tx => overrideScore(tx, actorOf(c), id, { score, reason, expiresAt, was }))
    } catch (error) {
      if (isLate(error)) return show(c, id, { override: withErrors(form, { form: changedMeanwhile }) })
      if (error instanceof Invalid) return show(c, id, { override: withErrors(form, error.fields) })
      throw error
    }
    flash(c, 'good', 'health:override.saved')
    return c.redirect(href(paths.accountHealth, { id }), 303)
  })
  .post(paths.accountOverrideEnd, carers, async c => {
    const id = idParam(c)
    const form = await readForm(c, z.object({ was: wasField }))
    try {
      await write(c, id, tx => endOverride(tx, actorOf(c), id, form.ok ? form.data.was : undefined))
      flash(c, 'good', 'health:override.endedFlash')
    } catch (error) {
      if (!isLate(error)) throw error
      flash(c, 'bad', 'health:override.anotherMeanwhile')
    }
    return c.redirect(href(paths.accountHealth, { id }), 303)
  })

function mayWithdraw(c: RequestContext, sentiment: Pick<Sentiment, 'staffId'> | undefined): boolean {
  return sentiment !== undefined && c.var.staff !== undefined && canWithdraw(c.var.staff, sentiment)
}

interface Forms {
  readonly sentiment?: Form<unknown>
  readonly override?: Form<unknown>
}

async function show(c: RequestContext, id: number, forms: Forms = {}): Promise<Response> {
  const { db, offers } = c.var.services
  const [Frame, panel, sentiment] = await Promise.all([
    offers.accountFrame(c, id),
    panelOf(c, id),
    currentSentiment(db, id),
  ])
  const failed = forms.sentiment ?? forms.override
  return page(
    c,
    <AccountHealthPage
      {...panel}
      Frame={Frame}
      sentiment={sentiment}
      mayWithdraw={mayWithdraw(c, sentiment)}
      forms={{ sentiment: forms.sentiment ?? emptyForm, override: forms.override ?? emptyForm }}
    />,
    failed ? 422 : 200,
  )
}

async function panelOf(c: RequestContext, accountId: number) {
  const { db, offers } = c.var.services
  const { timeZone } = c.var.view
  const left = await leftAt(db, accountId)
  const end = left ? dayOf(left, timeZone) : today(timeZone)
  const from = end.subtract({ days: courseDays })
  const [explained, override, history] = await Promise.all([
    explainAccounts(db, [accountId]),
    currentOverride(db, accountId),
    scoreHistory(db, accountId, from.toString()),
  ])
  return {
    accountId,
    offers,
    health: explained.get(accountId),
    override,
    leftAt: left,
    course: dailyCourse(history, from, end),
    last: history.at(-1),
  }
}

async function write(c: RequestContext, id: number, work: (tx: Tx) => Promise<void>): Promise<void> {
  const { services } = c.var
  await transactAgain(services.db, async tx => {
    await holdAccount(tx, id)
    await work(tx)
    await scoreNow(tx, services, id)
  })
}

/** So that the page that follows shows it; what else depends on the score follows with the refresh. */
async function scoreNow(tx: Tx, services: Services, accountId: number): Promise<void> {
  await recomputeScores(tx, services, sql`select ${accountId}::bigint`)
}
