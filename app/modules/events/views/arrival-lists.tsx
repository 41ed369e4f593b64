import { href, paths } from '../../../paths.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { Arrival, RefusedItem } from '../queries.ts'

interface ListProps<Row> {
  readonly rows: readonly Row[]
  /** Whether the list is narrowed, so that emptiness means something else. */
  readonly filtered: boolean
}

/** The newest arrivals. */
export function ArrivalList({ rows, filtered }: ListProps<Arrival>) {
  const { t } = useView()
  const columns: readonly Column<Arrival>[] = [
    { key: 'received', label: t('events:arrivals.received'), value: row => <Time at={row.receivedAt} as="exact" /> },
    {
      key: 'name',
      label: t('events:arrivals.name'),
      leading: true,
      value: row => (
        <>
          {row.name === '' ? null : `${row.name} `}
          <Tag>{row.type}</Tag>
        </>
      ),
    },
    { key: 'person', label: t('events:arrivals.person'), value: row => <Person {...row} /> },
    {
      key: 'account',
      label: t('events:arrivals.account'),
      value: ({ accountId, account }) =>
        account === null ? (
          <span class="muted">{t('events:arrivals.noAccount')}</span>
        ) : (
          <a href={href(paths.account, { id: accountId })}>{account}</a>
        ),
    },
    { key: 'occurred', label: t('events:arrivals.occurred'), value: row => <Time at={row.occurredAt} /> },
    { key: 'key', label: t('events:arrivals.key'), value: row => row.key ?? '' },
  ]
  return (
    <DataTable
      caption={t('events:arrivals.arriving')}
      columns={columns}
      rows={rows}
      empty={
        filtered ? (
          <EmptyState icon="search-x" title={t('events:arrivals.noMatch')} />
        ) : (
          <EmptyState
            icon="radio"
            title={t('events:arrivals.empty.title')}
            action={<LinkButton href={href(paths.connect)}>{t('events:connect.title')}</LinkButton>}
          >
            {t('events:arrivals.empty.text')}
          </EmptyState>
        )
      }
    />
  )
}

function Person({ person, contactId }: Pick<Arrival, 'person' | 'contactId'>) {
  const { t } = useView()
  if (contactId > 0) return <a href={href(paths.contact, { id: contactId })}>{person ?? contactId}</a>
  return <span title={person ?? undefined}>{t('events:arrivals.visitor')}</span>
}

/** The newest refusals, with the reason in words. */
export function RefusalList({ rows, filtered }: ListProps<RefusedItem>) {
  const { t, format } = useView()
  const columns: readonly Column<RefusedItem>[] = [
    { key: 'received', label: t('events:arrivals.received'), value: row => <Time at={row.receivedAt} as="exact" /> },
    {
      key: 'reason',
      label: t('events:arrivals.reason'),
      leading: true,
      value: row => (
        <span title={row.code}>
          {t(`events:refusal.${row.code}`)}
          {row.more > 0 ? (
            <>
              {' '}
              <Tag tone="care">{t('events:arrivals.alike', { count: row.more, shown: format.number(row.more) })}</Tag>
            </>
          ) : null}
        </span>
      ),
    },
    { key: 'name', label: t('events:arrivals.what'), value: row => [row.type, row.name].filter(Boolean).join(' · ') },
    { key: 'key', label: t('events:arrivals.key'), value: row => row.key ?? '' },
    {
      key: 'content',
      label: t('events:arrivals.content'),
      value: row =>
        row.content === null ? null : (
          <Disclosure summary={t('events:arrivals.showContent')} id={`refusal-${row.id}`}>
            <pre class="wraps">
              <code>{row.content}</code>
            </pre>
          </Disclosure>
        ),
    },
  ]
  return (
    <DataTable
      caption={t('events:arrivals.refused')}
      columns={columns}
      rows={rows}
      rowId={row => `refused-${row.id}`}
      empty={
        filtered ? (
          <EmptyState icon="search-x" title={t('events:arrivals.noMatch')} />
        ) : (
          <EmptyState icon="circle-check" title={t('events:arrivals.emptyRefused.title')}>
            {t('events:arrivals.emptyRefused.text')}
          </EmptyState>
        )
      }
    />
  )
}
