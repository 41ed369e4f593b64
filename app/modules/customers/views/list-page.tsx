import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { DataTable } from '../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Toolbar } from '../../../web/ui/filter-bar.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { Menu, MenuLink } from '../../../web/ui/menu.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { Tabs } from '../../../web/ui/tabs.tsx'
import { useView } from '../../../web/view.ts'
import type { ListCells, ListSetting } from '../list/load.ts'
import type { ListPage } from '../list/page.ts'
import { type AccountListQuery, cursorText, isFiltered, listQueryText } from '../list/query.ts'
import type { SavedView } from '../saved-views/saved-view.ts'
import { BulkBar } from './list-bulk.tsx'
import { tableColumns } from './list-cells.tsx'
import { ActiveListFilters } from './list-chips.tsx'
import { ColumnsDialog, SaveViewDialog } from './list-dialogs.tsx'
import { type FilterChoices, KeptFilters, ListFilters, listFrame, listHref, withQuery } from './list-filters.tsx'
import { mayCare } from './words.tsx'

export interface AccountListProps {
  readonly query: AccountListQuery
  readonly setting: ListSetting
  readonly listed: ListPage
  readonly cells: ListCells
  readonly counted: { readonly count: number; readonly more: boolean }
  readonly choices: FilterChoices
  readonly views: readonly SavedView[]
  readonly staffId: string
}

/** All accounts, as somebody likes to see them. */
export function AccountListPage(props: AccountListProps) {
  const view = useView()
  const { t } = view
  const { query, choices } = props
  const isNew = props.counted.count === 0 && !isFiltered(query)
  return (
    <StaffLayout title={t('customers:list.title')} width="wide">
      <PageHead title={t('customers:list.title')} actions={<ListActions query={query} />} />
      {isNew ? (
        <NoAccounts />
      ) : (
        <Stack>
          <ViewTabs {...props} />
          <ListFilters query={query} choices={choices} />
          <ListFrame {...props} />
        </Stack>
      )}
    </StaffLayout>
  )
}

function ListActions({ query }: { readonly query: AccountListQuery }) {
  const view = useView()
  const { t } = view
  return (
    <>
      <Menu id="account-list-more" button={{ children: t('customers:list.more'), icon: 'ellipsis' }} towardsStart>
        <MenuLink href={withQuery(href(paths.accountsExport), query)} icon="download" download>
          {t('customers:list.export')}
        </MenuLink>
        {mayCare(view) ? (
          <>
            <MenuLink href={href(paths.importNew)} icon="upload">
              {t('customers:list.import')}
            </MenuLink>
            <MenuLink href={href(paths.traits)} icon="tags">
              {t('customers:labels.title')}
            </MenuLink>
            <MenuLink href={href(paths.duplicates)} icon="copy">
              {t('customers:duplicates.title')}
            </MenuLink>
          </>
        ) : null}
      </Menu>
      {mayCare(view) ? (
        <LinkButton look="primary" icon="plus" href={href(paths.accountNew)}>
          {t('customers:account.new')}
        </LinkButton>
      ) : null}
    </>
  )
}

function NoAccounts() {
  const view = useView()
  const { t } = view
  const action = (
    <>
      {mayCare(view) ? (
        <>
          <LinkButton look="primary" href={href(paths.importNew)}>
            {t('customers:list.import')}
          </LinkButton>
          <LinkButton href={href(paths.accountNew)}>{t('customers:account.new')}</LinkButton>
        </>
      ) : null}
      <LinkButton look="quiet" href={href(paths.connect)}>
        {t('customers:list.connect')}
      </LinkButton>
    </>
  )
  return (
    <Card>
      <EmptyState icon="building-2" title={t('customers:list.emptyTitle')} action={action}>
        {t('customers:list.emptyHow')}
      </EmptyState>
    </Card>
  )
}

function ViewTabs({ query, views, staffId }: AccountListProps) {
  const { t } = useView()
  const here = listQueryText(query)
  const fixed = [
    { text: t('customers:views.all'), query: '' },
    { text: t('customers:views.mine'), query: new URLSearchParams({ owner: staffId }).toString() },
    { text: t('customers:views.renewing'), query: 'renews=90&sort=renews' },
    { text: t('customers:views.cancelled'), query: 'stage=cancelled' },
  ]
  const tabs = [...fixed, ...views.map(view => ({ text: view.name, query: view.query }))]
  // One's own view may ask for what a fixed one asks for; the one that was made is meant.
  const current = tabs.findLastIndex(tab => tab.query === here)
  return (
    <Tabs
      label={t('customers:views.label')}
      tabs={tabs.map((tab, at) => ({
        text: tab.text,
        href: `${href(paths.accounts)}${tab.query ? `?${tab.query}` : ''}`,
        current: at === current,
      }))}
    />
  )
}

/** What filters, sorting and paging renew. */
export function ListFrame(props: AccountListProps) {
  const view = useView()
  const { t } = view
  const { query, setting, listed, cells, counted, choices } = props
  const { rows, hasNext, hasPrevious } = listed
  const first = rows[0]
  const last = rows.at(-1)
  const cursor = (row: typeof first) => (row ? cursorText({ value: row.sort_value, id: row.id }) : '')
  const table = (
    <DataTable
      caption={t('customers:list.title')}
      columns={tableColumns(view, setting.columns, cells)}
      rows={rows}
      href={row => href(paths.account, { id: row.id })}
      rowId={row => `account-${row.id}`}
      sort={query.sort}
      sortHref={sort => listHref({ ...query, sort })}
      pick={mayCare(view) ? { name: 'ids[]', value: row => String(row.id), label: row => row.name } : undefined}
      scrolls={setting.columns.length > 6}
      frame={listFrame}
      empty={
        <EmptyState icon="search-x" title={t('customers:list.noneTitle')}>
          {t('customers:list.noneHow')}
        </EmptyState>
      }
    />
  )
  return (
    <turbo-frame id={listFrame} target="_top">
      <Stack>
        <KeptFilters query={query} choices={choices} />
        <ActiveListFilters query={query} choices={choices} />
        <Card label={t('customers:list.title')}>
          {mayCare(view) ? (
            <BulkBar
              people={choices.people}
              back={listQueryText(query)}
              start={<ListCount {...props} />}
              end={<ListTools {...props} />}
            >
              {table}
            </BulkBar>
          ) : (
            <>
              <CardPart>
                <Toolbar start={<ListCount {...props} />} end={<ListTools {...props} />} />
              </CardPart>
              <CardPart flush>{table}</CardPart>
            </>
          )}
        </Card>
        <Pagination
          shown={rows.length}
          total={counted.more ? undefined : counted.count}
          previous={hasPrevious && first ? listHref(query, { before: cursor(first) }) : undefined}
          next={hasNext && last ? listHref(query, { after: cursor(last) }) : undefined}
          frame={listFrame}
        />
      </Stack>
    </turbo-frame>
  )
}

function ListCount({ counted, query, choices }: Pick<AccountListProps, 'counted' | 'query' | 'choices'>) {
  const { t, format } = useView()
  const values = { count: counted.count, size: format.number(counted.count) }
  const mixed = query.sort.key === 'amount' && choices.currencies.length > 1 && query.currency === undefined
  return (
    <>
      <span class="num">
        {counted.more ? t('customers:list.countOver', values) : t('customers:list.count', values)}
      </span>
      {mixed ? <span class="muted">{t('customers:list.currenciesMixed')}</span> : null}
    </>
  )
}

function ListTools(props: AccountListProps) {
  const { t } = useView()
  const { query, views, setting } = props
  return (
    <>
      <Button size="small" icon="columns-3" opens="list-columns">
        {t('customers:list.columns')}
      </Button>
      <Button size="small" icon="bookmark" opens="list-save">
        {t('customers:views.save')}
      </Button>
      <ColumnsDialog query={query} setting={setting} />
      <SaveViewDialog query={query} views={views} />
    </>
  )
}
