import { href, paths } from '../../../paths.ts'
import { today } from '../../../platform/clock.ts'
import { only } from '../../../web/access.ts'
import { csvFile, csvList } from '../../../web/csv.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { countEntries, type Entry, entryNames, recentEntries } from '../../activity/index.ts'
import { type AuditLine, aboutWhom, auditLines } from '../audit.ts'
import { recordExport } from '../exports.ts'
import { everybody, staffNames } from '../queries.ts'
import { AuditPage } from '../views/audit.tsx'

const perPage = 100

/** Who did what, when. */
export const auditRoutes = new Routes()
  .get(paths.audit, only('admin'), async c => {
    const { db } = c.var.services
    const filter = filterOf(c)
    const { actorId, name } = filter
    const [entries, names, people] = await Promise.all([
      recentEntries(db, { ...filter, limit: perPage + 1 }),
      entryNames(db),
      everybody(db),
    ])
    const shown = entries.slice(0, perPage)
    const last = shown.at(-1)
    const next =
      entries.length > perPage && last
        ? href(paths.audit, {}, { person: actorId, kind: name, before: last.id })
        : undefined
    const lines = await toldLines(c, shown)
    return page(c, <AuditPage lines={lines} names={names} people={people} chosen={{ actorId, name }} next={next} />)
  })
  .get(paths.auditExport, only('admin'), exportAudit)

/** Answers with all entries until now, of the person and kind in the address, as a CSV file. */
async function exportAudit(c: RequestContext): Promise<Response> {
  const { services, view } = c.var
  const { before: _, ...filter } = filterOf(c)
  const { count, upTo } = await countEntries(services.db, filter)
  await recordExport(c, 'identity.audit_exported', { rows: count })
  const lines = csvList<AuditLine>(view, {
    headings: (['what', 'about', 'who', 'at', 'address'] as const).map(column => view.t(`identity:audit.${column}`)),
    page: async (after, limit) =>
      toldLines(c, await recentEntries(services.db, { ...filter, ...(after && { before: after.id }), upTo, limit })),
    cells: line => [line.what, aboutWhom(view.t, line)?.words ?? '', line.who, line.at.toISOString(), line.ip ?? ''],
    isSample: line => line.sample,
  })
  return csvFile(c, `audit-${today(view.timeZone)}.csv`, lines)
}

async function toldLines(c: RequestContext, entries: readonly Entry[]): Promise<readonly AuditLine[]> {
  const actors = await staffNames(
    c.var.services.db,
    entries.flatMap(entry => (entry.actor_kind === 'staff' && entry.actor_id) || []),
  )
  return auditLines(c.var.view.t, entries, actors)
}

/** The filters in the address; what is not in the form of one is left out. */
function filterOf(c: RequestContext): { readonly actorId?: string; readonly name?: string; readonly before?: number } {
  const { person = '', kind = '', before = '' } = c.req.query()
  return {
    ...(/^[\w-]{1,64}$/.test(person) && { actorId: person }),
    ...(/^[a-z]+\.[a-z_]{1,60}$/.test(kind) && { name: kind }),
    ...(/^\d{1,15}$/.test(before) && { before: Number(before) }),
  }
}
