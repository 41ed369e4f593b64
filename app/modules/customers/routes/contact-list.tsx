import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { today } from '../../../platform/clock.ts'
import { staff } from '../../../web/access.ts'
import { csvFile, csvList } from '../../../web/csv.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { recordExport } from '../../identity/index.ts'
import { type ContactFilter, contactPage, countContacts, type ListedContact } from '../contacts/list.ts'
import { searchText } from '../search/search.ts'
import { foldWords } from '../search/words.ts'
import { ContactListPage, type ContactListQuery } from '../views/contact-list.tsx'

const perPage = 50
/** In a file: nobody belongs to more that anybody could read. */
const mostAccounts = 1000
const id = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .transform(Number)
  .optional()
  .catch(undefined)
const listQuery = z.object({ q: z.string().catch('').transform(searchText), segment: id, after: id })

/** People at all accounts, to look through and to take along. */
export const contactListRoutes = new Routes()
  .get(paths.contacts, staff, async c => {
    const { db, offers } = c.var.services
    const { after, ...query } = queryOf(c)
    const [found, segments] = await Promise.all([
      contactPage(db, await filterOf(c, query), { after, limit: perPage + 1 }),
      offers.segments?.contacts.names(db) ?? new Map<number, string>(),
    ])
    const contacts = found.slice(0, perPage)
    const last = found.length > perPage ? contacts.at(-1) : undefined
    const next = last && href(paths.contacts, {}, { q: query.q || undefined, segment: query.segment, after: last.id })
    return page(c, <ContactListPage {...{ query, contacts, segments, next }} first={after === undefined} />)
  })
  .get(paths.contactsExport, staff, async c => {
    const { services, view } = c.var
    const filter = await filterOf(c, queryOf(c))
    await recordExport(c, 'customers.contacts_exported', { rows: await countContacts(services.db, filter) })
    const columns = ['contactName', 'email', 'title', 'external_id'] as const
    const lines = csvList<ListedContact>(view, {
      headings: [
        ...columns.map(column => view.t(`customers:field.${column}`)),
        view.t('customers:nav'),
        view.t('customers:people.created'),
      ],
      page: (after, limit) => contactPage(services.db, filter, { after: after?.id, limit, accounts: mostAccounts }),
      cells: row => [
        row.name,
        row.email ?? '',
        row.title ?? '',
        row.externalId ?? '',
        row.accounts.map(({ name }) => name).join('\n'),
        row.createdAt.toISOString(),
      ],
      isSample: row => row.sample,
    })
    return csvFile(c, `contacts-${today(view.timeZone)}.csv`, lines)
  })

function queryOf(c: RequestContext): ContactListQuery & { readonly after?: number | undefined } {
  return listQuery.parse({ q: '', ...c.req.query() })
}

async function filterOf(c: RequestContext, { q, segment }: ContactListQuery): Promise<ContactFilter> {
  const { db, offers } = c.var.services
  const words = await foldWords(db, q)
  const source = offers.segments?.contacts
  return { words, segment: segment && source ? { id: segment, relation: source.relation } : undefined }
}
