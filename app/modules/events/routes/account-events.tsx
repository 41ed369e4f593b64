import { href, paths } from '../../../paths.ts'
import { staff } from '../../../web/access.ts'
import { idParam, queryText } from '../../../web/forms.ts'
import { page } from '../../../web/page.tsx'
import { Routes } from '../../../web/routes.ts'
import { contactNames } from '../../customers/index.ts'
import { type AccountEvent, accountEventNames, accountEvents, type EventPlace } from '../queries.ts'
import { AccountEventsPage } from '../views/account-events.tsx'

const pageSize = 50

/** The events of one account, newest first. */
export const accountEventRoutes = new Routes().get(paths.accountEvents, staff, async c => {
  const { db, offers } = c.var.services
  const id = idParam(c)
  const Frame = await offers.accountFrame(c, id)
  const name = queryText(c, 'name')
  const [names, found] = await Promise.all([
    accountEventNames(db, id),
    accountEvents(db, id, { before: readPlace(c.req.query('before')), name, limit: pageSize + 1 }),
  ])
  const events = found.slice(0, pageSize)
  const people = await contactNames(
    db,
    events.map(event => event.contactId),
  )
  const last = found.length > pageSize ? events.at(-1) : undefined
  const next = last && href(paths.accountEvents, { id }, { name, before: placeOf(last) })
  const shown = { id, Frame, names, name, events, people, next }
  return page(c, <AccountEventsPage {...shown} />)
})

function placeOf({ at, message }: AccountEvent): string {
  return `${at.getTime()}.${message}`
}

function readPlace(text: string | undefined): EventPlace | undefined {
  const match = /^(-?\d{1,14})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text ?? '')
  return match ? { at: new Date(Number(match[1])), message: match[2] ?? '' } : undefined
}
