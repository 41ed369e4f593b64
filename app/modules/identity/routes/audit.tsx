import { href, paths } from '../../../paths.ts'
import { only } from '../../../web/access.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { entryNames, recentEntries } from '../../activity/index.ts'
import { auditLines } from '../audit.ts'
import { everybody, staffNames } from '../queries.ts'
import { AuditPage } from '../views/audit.tsx'

const perPage = 100

/** Who did what, when. */
export const auditRoutes = new Routes().get(paths.audit, only('admin'), async c => {
  const { db } = c.var.services
  const { actorId, name, before } = filterOf(c)
  const [entries, names, people] = await Promise.all([
    recentEntries(db, {
      ...(actorId && { actorId }),
      ...(name && { name }),
      ...(before && { before }),
      limit: perPage + 1,
    }),
    entryNames(db),
    everybody(db),
  ])
  const shown = entries.slice(0, perPage)
  const last = shown.at(-1)
  const next =
    entries.length > perPage && last
      ? href(paths.audit, {}, { person: actorId, kind: name, before: last.id })
      : undefined
  const actors = await staffNames(
    db,
    shown.flatMap(entry => (entry.actor_kind === 'staff' && entry.actor_id) || []),
  )
  const lines = auditLines(c.var.view.t, shown, actors)
  return page(c, <AuditPage lines={lines} names={names} people={people} chosen={{ actorId, name }} next={next} />)
})

/** The filters in the address; what is not in the form of one is left out. */
function filterOf(c: RequestContext) {
  const { person = '', kind = '', before = '' } = c.req.query()
  return {
    actorId: /^[\w-]{1,64}$/.test(person) ? person : undefined,
    name: /^[a-z]+\.[a-z_]{1,60}$/.test(kind) ? kind : undefined,
    before: /^\d{1,15}$/.test(before) ? Number(before) : undefined,
  }
}
