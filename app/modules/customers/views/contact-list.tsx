import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { FilterBar } from '../../../web/ui/filter-bar.tsx'
import { FirstLink } from '../../../web/ui/first-link.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { MarkedName } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { ListedContact } from '../contacts/list.ts'
import { SearchField, SegmentField } from './filter-fields.tsx'

/** What the list is narrowed to, as it stands in the address. */
export interface ContactListQuery {
  readonly q: string
  readonly segment?: number | undefined
}

interface ContactListProps {
  readonly query: ContactListQuery
  readonly contacts: readonly ListedContact[]
  /** Names of the segments of contacts, by id. */
  readonly segments: ReadonlyMap<number, string>
  readonly next: string | undefined
  /** Whether this is the first page. */
  readonly first: boolean
}

const frame = 'contact-list'

/** Everybody at all accounts. */
export function ContactListPage(props: ContactListProps) {
  const { t } = useView()
  const { query, contacts } = props
  return (
    <StaffLayout title={t('customers:people.title')} width="wide">
      <PageHead
        title={t('customers:people.title')}
        lead={t('customers:people.lead')}
        actions={
          contacts.length > 0 ? (
            <LinkButton href={href(paths.contactsExport, {}, queryText(query))} icon="download" download>
              {t('customers:people.export')}
            </LinkButton>
          ) : undefined
        }
      />
      <Stack>
        <Filters {...props} />
        <turbo-frame id={frame} target="_top">
          <People {...props} />
        </turbo-frame>
      </Stack>
    </StaffLayout>
  )
}

function queryText({ q, segment }: ContactListQuery) {
  return { q: q || undefined, segment }
}

function Filters({ query, segments }: ContactListProps) {
  const { t } = useView()
  return (
    <FilterBar action={href(paths.contacts)} frame={frame}>
      <SearchField value={query.q} hint={t('customers:people.searchHint')} />
      <SegmentField value={query.segment} segments={segments} />
    </FilterBar>
  )
}

function People({ query, contacts, next, first }: ContactListProps) {
  const { t } = useView()
  const narrowed = query.q !== '' || query.segment !== undefined
  return (
    <Stack>
      <Card label={t('customers:people.title')}>
        <DataTable
          caption={t('customers:people.title')}
          columns={useColumns()}
          rows={contacts}
          href={row => href(paths.contact, { id: row.id })}
          frame={frame}
          empty={
            <CardPart>
              <EmptyState
                icon="users"
                title={t(narrowed ? 'customers:people.noneFound' : 'customers:people.none')}
                action={
                  narrowed ? (
                    <LinkButton href={href(paths.contacts)}>{t('customers:people.showAll')}</LinkButton>
                  ) : undefined
                }
              >
                {t(narrowed ? 'customers:people.noneFoundText' : 'customers:people.noneText')}
              </EmptyState>
            </CardPart>
          }
        />
      </Card>
      <Pagination
        shown={contacts.length}
        previous={first ? undefined : href(paths.contacts, {}, queryText(query))}
        next={next}
        total={first && !next ? contacts.length : undefined}
        frame={frame}
      />
    </Stack>
  )
}

function useColumns(): readonly Column<ListedContact>[] {
  const { t } = useView()
  return [
    {
      key: 'name',
      label: t('customers:field.contactName'),
      leading: true,
      value: row => <MarkedName name={row.name} sample={row.sample} />,
    },
    { key: 'email', label: t('customers:field.email'), value: row => row.email ?? '' },
    { key: 'title', label: t('customers:field.title'), minor: true, value: row => row.title ?? '' },
    { key: 'accounts', label: t('customers:nav'), value: row => <Accounts {...row} /> },
    {
      key: 'created',
      label: t('customers:people.created'),
      minor: true,
      steady: true,
      value: row => <Time at={row.createdAt} />,
    },
  ]
}

function Accounts({ accounts, accountCount }: Pick<ListedContact, 'accounts' | 'accountCount'>) {
  const [first] = accounts
  if (!first) return null
  return <FirstLink href={href(paths.account, { id: first.id })} text={first.name} more={accountCount - 1} />
}
