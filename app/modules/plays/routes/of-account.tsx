import type { Child } from 'hono/jsx'
import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { transactAgain } from '../../../platform/db.ts'
import { Conflict } from '../../../platform/errors.ts'
import { allows, carers, staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { emptyForm, type FormState, idParam, readForm } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { page } from '../../../web/page.tsx'
import type { PlayAbout } from '../../../web/play-kinds.ts'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { actorOf } from '../../identity/index.ts'
import { startByHand } from '../running/by-hand.ts'
import { goingsOf, heldOutOf, startablePlays } from '../running/of-account.ts'
import { AccountPlaysPage, PlaysPanel } from '../views/running/account-plays.tsx'
import { tellStarted } from './start.tsx'

const mostShown = 200
const shownInPanel = 5
const startForm = z.object({
  play: z
    .string({ error: 'web:form.required' })
    .regex(/^[1-9]\d{0,14}$/, 'web:form.required')
    .transform(Number),
  despite: z.string().optional(),
})

/** The plays of one account, and of one contact. */
export const accountPlayRoutes = new Routes()
  .get(paths.accountPlays, staff, c => showPlays(c, emptyForm))
  .post(paths.accountPlays, carers, async c => {
    const form = await readForm(c, startForm)
    if (!form.ok) return showPlays(c, form)
    await startOne(c, 'account', form.data)
    return c.redirect(href(paths.accountPlays, { id: idParam(c) }), 303)
  })
  .post(paths.contactPlays, carers, async c => {
    const form = await readForm(c, startForm)
    if (form.ok) await startOne(c, 'contact', form.data)
    else flash(c, 'bad', 'plays:running.ofAccountPage.choosePlay')
    return c.redirect(href(paths.contact, { id: idParam(c) }), 303)
  })

/** Sends the account (contact) of the path through a play, and says what became of it. */
async function startOne(
  c: RequestContext,
  about: PlayAbout,
  { play, despite }: z.output<typeof startForm>,
): Promise<void> {
  const { services } = c.var
  const chosen = { about, ids: [idParam(c)], despite: despite === 'on' }
  try {
    const started = await transactAgain(services.db, tx => startByHand(tx, services, actorOf(c), play, chosen))
    if (started.heldOut > 0) flash(c, 'care', 'plays:running.ofAccountPage.isHeldOut')
    else tellStarted(c, started)
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    flash(c, 'bad', error.key as TextKey)
  }
}

async function showPlays(c: RequestContext, form: FormState): Promise<Response> {
  const { db, offers } = c.var.services
  const accountId = idParam(c)
  const [Frame, goings, heldOut, startable] = await Promise.all([
    offers.accountFrame(c, accountId),
    goingsOf(db, 'account', accountId, mostShown),
    heldOutOf(db, accountId),
    startablePlays(db, 'account'),
  ])
  const props = { Frame, accountId, goings, heldOut, startable, form }
  return page(c, <AccountPlaysPage {...props} />, form === emptyForm ? 200 : 422)
}

/** The panel of an account's plays. */
export async function showAccountPlays(c: RequestContext, accountId: number): Promise<Child> {
  const { db } = c.var.services
  const [goings, heldOut] = await Promise.all([
    goingsOf(db, 'account', accountId, shownInPanel),
    heldOutOf(db, accountId),
  ])
  return <PlaysPanel goings={goings} heldOut={heldOut} more={href(paths.accountPlays, { id: accountId })} />
}

/** The panel of a contact's plays; nothing when there are none to tell of or to start, since most are about accounts. */
export async function showContactPlays(c: RequestContext, contactId: number): Promise<Child | undefined> {
  const { db } = c.var.services
  const [goings, startable] = await Promise.all([
    goingsOf(db, 'contact', contactId, shownInPanel),
    startablePlays(db, 'contact'),
  ])
  if (goings.length + startable.length === 0) return undefined
  const start = { action: href(paths.contactPlays, { id: contactId }), startable }
  const own = goings.map(going => ({ ...going, contact: null }))
  return <PlaysPanel goings={own} {...(allows(carers, c.var.staff) && startable.length > 0 && { start })} />
}
