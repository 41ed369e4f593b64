import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { nowDate } from '../../../platform/clock.ts'
import { type Tx, transact } from '../../../platform/db.ts'
import { Invalid, NotFound } from '../../../platform/errors.ts'
import { carers, staff } from '../../../web/access.ts'
import { flash } from '../../../web/flash.ts'
import { idParam, optionalText, readForm } from '../../../web/forms.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { fragment, page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { liveStream } from '../../../web/sse.ts'
import { TurboStream } from '../../../web/ui/turbo-stream.tsx'
import { isLate, wasField } from '../../../web/was.ts'
import { actorOf, colleagues, staffNames } from '../../identity/index.ts'
import { handOver } from '../accounts/owner.ts'
import { loadAccount, mergedInto } from '../accounts/queries.ts'
import { moveOn } from '../accounts/stage.ts'
import { accountContacts } from '../contacts/queries.ts'
import { openStages } from '../tables.ts'
import { endOfTime, timelinePage, timelineSince } from '../timeline/page.ts'
import { AccountHead } from '../views/account-frame.tsx'
import { AccountPage, type AccountPageProps, FactsCard } from '../views/account-page.tsx'
import { TimelineLatest, TimelineOlder } from '../views/account-timeline.tsx'
import { PanelPlace } from '../views/panels.tsx'
import { showPanels } from './panels.ts'

const entriesPerPage = 30
const mostLiveEntries = 200

const owner = z.object({ ownerId: optionalText(64), was: wasField })
const stage = z.object({ stage: z.enum(openStages), was: wasField })

/** One account: its page, kept up to date while it is open, and its owner and stage. */
export const accountRoutes = new Routes()
  .get(paths.account, staff, async c => {
    const id = idParam(c)
    const into = await mergedInto(c.var.services.db, id)
    if (into !== undefined) return c.redirect(href(paths.account, { id: into }), 303)
    return page(c, <AccountPage {...(await accountProps(c, id))} />)
  })
  .get(paths.accountLive, staff, async c => {
    const id = idParam(c)
    const from = instantOf(c.req.query('from')) ?? nowDate()
    // There, or no stream.
    await loadAccount(c.var.services.db, id)
    return liveStream(c, { topics: [`account:${id}`], show: () => changes(c, id, from) })
  })
  .get(paths.accountTimeline, staff, async c => {
    const id = idParam(c)
    const before = instantOf(c.req.query('before'))
    if (!before) throw new NotFound('before')
    const { db, offers } = c.var.services
    await loadAccount(db, id)
    const older = await timelinePage(db, offers.timelines, id, { before, limit: entriesPerPage })
    return fragment(c, <TimelineOlder accountId={id} before={before} page={older} />)
  })
  .post(paths.accountOwner, carers, async c => {
    const form = await readForm(c, owner)
    return changed(c, 'customers:account.ownerMeanwhile', async (tx, id) => {
      if (!form.ok) throw new Invalid(form.errors)
      await handOver(tx, actorOf(c), { id, was: form.data.was }, form.data.ownerId)
    })
  })
  .post(paths.accountStage, carers, async c => {
    const form = await readForm(c, stage)
    return changed(c, 'customers:account.stageMeanwhile', async (tx, id) => {
      if (!form.ok) throw new Invalid(form.errors)
      await moveOn(tx, actorOf(c), { id, was: form.data.was }, form.data.stage)
    })
  })

/**
 * Changes one thing with one click and shows the account again, with what is so now: also when nothing was written, because
 * somebody else was first (`late`) or it cannot be. There is nothing typed to keep.
 */
async function changed(c: RequestContext, late: TextKey, write: (tx: Tx, id: number) => Promise<void>) {
  const id = idParam(c)
  try {
    await transact(c.var.services.db, async tx => {
      await loadAccount(tx, id)
      await write(tx, id)
    })
    flash(c, 'good', 'customers:account.saved')
  } catch (error) {
    if (!isLate(error) && !(error instanceof Invalid)) throw error
    flash(c, 'bad', isLate(error) ? late : 'web:form.invalid')
  }
  return c.redirect(href(paths.account, { id }), 303)
}

async function accountProps(c: RequestContext, id: number): Promise<AccountPageProps> {
  const { db, offers } = c.var.services
  const account = await loadAccount(db, id)
  const [panels, people, owners, contacts, timeline] = await Promise.all([
    showPanels(c, c.var.services.offers.accountPanels, id),
    colleagues(db),
    staffNames(db, account.ownerId ? [account.ownerId] : []),
    accountContacts(db, id, { after: 0, limit: 6 }),
    timelinePage(db, offers.timelines, id, { before: endOfTime(nowDate()), limit: entriesPerPage }),
  ])
  const ownerName = owners.get(account.ownerId ?? '')
  return { account, tabs: offers.accountTabs, panels, people, ownerName, contacts, timeline }
}

/** What an open page replaces: its head, facts, the panels and the newest part of the timeline, down to where it ends there. */
async function changes(c: RequestContext, id: number, from: Date) {
  const { db, offers } = c.var.services
  const props = await accountProps(c, id).catch((error: unknown) => {
    if (error instanceof NotFound) return undefined
    throw error
  })
  if (!props) return undefined
  const range = { from, before: endOfTime(nowDate()), most: mostLiveEntries }
  const entries = await timelineSince(db, offers.timelines, id, range)
  return (
    <>
      <TurboStream action="replace" target="account-head" morph>
        <AccountHead account={props.account} />
      </TurboStream>
      <TurboStream action="update" target="account-facts" morph>
        <FactsCard {...props} />
      </TurboStream>
      {props.panels.map(panel => (
        <TurboStream action="replace" target={`panel-${panel.key}`} morph>
          <PanelPlace panel={panel} />
        </TurboStream>
      ))}
      <TurboStream action="update" target="timeline-latest" morph>
        <TimelineLatest entries={entries} />
      </TurboStream>
    </>
  )
}

/** Milliseconds since 1970 in the address. */
function instantOf(text: string | undefined): Date | undefined {
  const time = Number(text)
  return text && /^\d{1,15}$/.test(text) && time < 8.64e15 ? new Date(time) : undefined
}
