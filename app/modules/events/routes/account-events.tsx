import { href, paths } from '../../../paths.ts'
import { today } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import { NotFound } from '../../../platform/errors.ts'
import { staff } from '../../../web/access.ts'
import { csvFile, csvList } from '../../../web/csv.ts'
import { idParam, queryText } from '../../../web/forms.ts'
import type { Words } from '../../../web/i18n.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { contactNames, findAccountName } from '../../customers/index.ts'
import { recordExport } from '../../identity/index.ts'
import { type AccountEvent, accountEventNames, accountEvents, countAccountEvents, type EventPlace } from '../queries.ts'
import { AccountEventsPage, personOf } from '../views/account-events.tsx'

const pageSize = 50

/** The events of one account, newest first. */
export const accountEventRoutes = new Routes()
  .get(paths.accountEvents, staff, async c => {
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
  .get(paths.accountEventsExport, staff, exportEvents)

/** Answers with all events of an account, or those of one name, as a CSV file. */
async function exportEvents(c: RequestContext): Promise<Response> {
  const { services, view } = c.var
  const { db } = services
  const id = idParam(c)
  if ((await findAccountName(db, id)) === undefined) throw new NotFound('account')
  const name = queryText(c, 'name')
  await recordExport(c, 'events.events_exported', { rows: await countAccountEvents(db, id, name), account: id })
  const lines = csvList<NamedEvent>(view, {
    headings: (['at', 'name', 'person', 'properties'] as const).map(column => view.t(`events:account.${column}`)),
    page: async (after, limit) => withPerson(db, view.t, await accountEvents(db, id, { before: after, name, limit })),
    cells: event => [
      event.at.toISOString(),
      event.name,
      event.person,
      Object.keys(event.properties).length > 0 ? JSON.stringify(event.properties) : '',
    ],
    isSample: event => event.sample,
  })
  return csvFile(c, `events-${id}-${today(view.timeZone)}.csv`, lines)
}

interface NamedEvent extends AccountEvent {
  readonly person: string
}

async function withPerson(db: Db, t: Words, events: readonly AccountEvent[]): Promise<readonly NamedEvent[]> {
  const people = await contactNames(
    db,
    events.map(event => event.contactId),
  )
  return events.map(event => ({ ...event, person: personOf(t, event, people) }))
}

function placeOf({ at, message }: AccountEvent): string {
  return `${at.getTime()}.${message}`
}

function readPlace(text: string | undefined): EventPlace | undefined {
  const match = /^(-?\d{1,14})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text ?? '')
  return match ? { at: new Date(Number(match[1])), message: match[2] ?? '' } : undefined
}
