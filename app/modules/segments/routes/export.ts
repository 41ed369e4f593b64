import { csvFile, csvList } from '../../../web/csv.ts'
import type { RequestContext } from '../../../web/routes.ts'
import type { View } from '../../../web/view.ts'
import { recordExport } from '../../identity/index.ts'
import { type Member, memberPage } from '../members.ts'
import type { Segment } from '../queries.ts'
import { surroundingsOf } from './surroundings.ts'

const columns = ['contact', 'email', 'title', 'externalId', 'accounts', 'entered'] as const

/** Answers with all contacts of a segment as a CSV file. (Accounts have a list of their own, with its own file.) */
export async function exportContacts(c: RequestContext, segment: Segment): Promise<Response> {
  const { services, view } = c.var
  const { today } = await surroundingsOf(services)
  await recordExport(c, 'segments.contacts_exported', { name: segment.name, rows: segment.members })
  const lines = csvList<Member>(view, {
    headings: columns.map(column => view.t(`segments:page.${column}`)),
    page: (after, limit) => memberPage(services.db, segment, { after, limit }),
    cells: member => cellsOf(view.t, member),
    isSample: member => member.sample,
  })
  return csvFile(c, `contacts-${segment.id}-${today}.csv`, lines)
}

function cellsOf(t: View['t'], member: Member): readonly string[] {
  return [
    member.name,
    member.email ?? '',
    member.title ?? '',
    member.externalId ?? '',
    member.accounts.map(({ name }) => name).join(t('segments:page.comma')),
    member.enteredAt.toISOString(),
  ]
}
