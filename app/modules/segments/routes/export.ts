import type { Db } from '../../../platform/db.ts'
import { csvFile, csvHead, csvLines } from '../../../web/csv.ts'
import type { RequestContext } from '../../../web/routes.ts'
import type { View } from '../../../web/view.ts'
import { type Member, type MemberCursor, memberPage } from '../members.ts'
import type { Segment } from '../queries.ts'
import { surroundingsOf } from './surroundings.ts'

const rowsAtOnce = 1000

/** Answers with all contacts of a segment as a CSV file. (Accounts have a list of their own, with its own file.) */
export async function exportContacts(c: RequestContext, segment: Segment): Promise<Response> {
  const { today } = await surroundingsOf(c.var.services)
  return csvFile(c, `contacts-${segment.id}-${today}.csv`, contactLines(c.var.services.db, c.var.view, segment))
}

async function* contactLines(db: Db, { t }: Pick<View, 't'>, segment: Segment): AsyncGenerator<string, void> {
  const columns = ['contact', 'email', 'title', 'externalId', 'accounts', 'entered'] as const
  yield csvHead(columns.map(column => t(`segments:page.${column}`)))
  let after: MemberCursor | undefined
  for (;;) {
    const members = await memberPage(db, segment, { after, limit: rowsAtOnce })
    yield csvLines(members.map(member => lineOf(t, member)))
    after = members.at(-1)
    if (!after || members.length < rowsAtOnce) return
  }
}

function lineOf(t: View['t'], member: Member): readonly string[] {
  return [
    member.name,
    member.email ?? '',
    member.title ?? '',
    member.externalId ?? '',
    member.accounts.map(({ name }) => name).join(t('segments:page.comma')),
    member.enteredAt.toISOString(),
  ]
}
