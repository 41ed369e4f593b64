import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { FilterBar } from '../../../web/ui/filter-bar.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { MarkedName, Tag } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import { isOver } from '../in-app/shown.ts'
import type { MessageRow } from '../outbox/queries.ts'
import type { MailServer, ServerState } from '../servers/state.ts'
import { type MessageKind, messageKinds, type OutboxView, outboxViews } from '../tables.ts'
import { ServerNotice } from './servers.tsx'
import { MessageTabs } from './tabs.tsx'

interface OutboxPageProps {
  readonly query: {
    readonly view: OutboxView
    readonly kind?: MessageKind | undefined
    readonly play: number | undefined
    readonly contact: number | undefined
  }
  readonly rows: readonly MessageRow[]
  readonly counts: Readonly<Record<'waiting' | 'failed' | 'unclear', number>>
  readonly servers: Readonly<Record<MailServer, ServerState>>
  readonly previous: string | undefined
  readonly next: string | undefined
}

/** What was written to contacts, by state, and whether the mail server is there. */
export function OutboxPage({ query, rows, counts, servers, previous, next }: OutboxPageProps) {
  const { t } = useView()
  return (
    <StaffLayout title={t('messages:outbox.title')} live={href(paths.outboxStream)}>
      <PageHead title={t('messages:outbox.title')} lead={t('messages:outbox.about')} />
      <MessageTabs current="outbox" />
      <OutboxState counts={counts} servers={servers} />
      <OutboxFilter query={query} />
      <Narrowed query={query} rows={rows} />
      <Card label={t('messages:outbox.title')}>
        <MessageTable rows={rows} narrowed={isNarrowed(query)} />
      </Card>
      <Pagination shown={rows.length} previous={previous} next={next} />
    </StaffLayout>
  )
}

function isNarrowed({ view, kind, play, contact }: OutboxPageProps['query']): boolean {
  return view !== 'all' || kind !== undefined || play !== undefined || contact !== undefined
}

/** What the filter does not show: that it is about one contact or one play. */
function Narrowed({ query, rows }: Pick<OutboxPageProps, 'query' | 'rows'>) {
  const { t } = useView()
  const { play, contact } = query
  if (play === undefined && contact === undefined) return null
  const [name] = rows.flatMap(row => row.contact ?? [])
  const toWhom = name === undefined ? t('messages:outbox.ofOne') : t('messages:outbox.ofContact', { name })
  return (
    <p>
      {contact === undefined ? null : toWhom} {play === undefined ? null : t('messages:outbox.ofPlay')}{' '}
      <a href={href(paths.outbox)}>{t('messages:outbox.showAll')}</a>
    </p>
  )
}

export const outboxStateId = 'outbox-state'

/** How much waits or went wrong, and whether the mail server is there. Kept live: lists do not move under the reader. */
export function OutboxState({ counts, servers }: Pick<OutboxPageProps, 'counts' | 'servers'>) {
  const { t, format } = useView()
  return (
    <div id={outboxStateId} class="outbox-state">
      <p>
        {t('messages:outbox.lead', {
          waiting: format.number(counts.waiting),
          failed: format.number(counts.failed),
          unclear: format.number(counts.unclear),
        })}
      </p>
      {servers.sending.setUp ? (
        <ServerNotice what="sending" server={servers.sending} />
      ) : (
        <Card title={t('messages:server.notSetUp')} padded>
          <p>{t('messages:server.notSetUpHow')}</p>
        </Card>
      )}
      <ServerNotice what="bounces" server={servers.bounces} />
    </div>
  )
}

function OutboxFilter({ query }: Pick<OutboxPageProps, 'query'>) {
  const { t } = useView()
  return (
    <FilterBar action={href(paths.outbox)} keep={{ play: query.play?.toString(), contact: query.contact?.toString() }}>
      <Select
        name="view"
        label={t('messages:outbox.state')}
        value={query.view}
        options={outboxViews.map(view => ({ value: view, text: t(`messages:outbox.views.${view}`) }))}
      />
      <Select
        name="kind"
        label={t('messages:outbox.kind')}
        value={query.kind ?? ''}
        empty={t('messages:outbox.allKinds')}
        options={messageKinds.map(kind => ({ value: kind, text: t(`messages:kinds.${kind}`) }))}
      />
    </FilterBar>
  )
}

function MessageTable({ rows, narrowed }: { readonly rows: readonly MessageRow[]; readonly narrowed: boolean }) {
  const { t } = useView()
  const columns: readonly Column<MessageRow>[] = [
    { key: 'subject', label: t('messages:outbox.subject'), leading: true, value: row => row.subject },
    {
      key: 'to',
      label: t('messages:outbox.to'),
      value: row => <MarkedName name={row.contact ?? t('messages:outbox.nobody')} sample={row.sample} />,
    },
    { key: 'account', label: t('messages:outbox.account'), minor: true, value: row => row.account ?? '' },
    { key: 'kind', label: t('messages:outbox.kind'), minor: true, value: row => t(`messages:kinds.${row.kind}`) },
    { key: 'state', label: t('messages:outbox.state'), value: row => <StateTag message={row} /> },
    {
      key: 'at',
      label: t('messages:outbox.at'),
      steady: true,
      value: row => <Time at={row.sent_at ?? (row.state === 'waiting' ? row.send_after : row.created_at)} />,
    },
  ]
  return (
    <DataTable
      caption={t('messages:outbox.title')}
      columns={columns}
      rows={rows}
      href={row => href(paths.message, { id: row.id })}
      empty={
        <EmptyState icon="mail" title={t(narrowed ? 'messages:outbox.noneOf' : 'messages:outbox.none')}>
          {narrowed ? null : t('messages:outbox.noneHow')}
        </EmptyState>
      }
    />
  )
}

/** How far a message came, in a word. */
export function StateTag({
  message,
}: {
  readonly message: Pick<MessageRow, 'state' | 'created_at' | 'read_at' | 'bounced_at' | 'answer' | 'kind'>
}) {
  const { t } = useView()
  const { state, read_at: read, bounced_at: bounced, answer, kind } = message
  if (answer) return <Tag tone={answer === 'accepted' ? 'good' : 'neutral'}>{t(`messages:states.${answer}`)}</Tag>
  if (bounced && state === 'sent') return <Tag tone="bad">{t('messages:states.bounced')}</Tag>
  if (read) return <Tag tone="good">{t('messages:states.read')}</Tag>
  if (kind !== 'email' && state === 'sent')
    return <Tag>{t(`messages:states.${isOver(message) ? 'over' : 'posted'}`)}</Tag>
  if (kind !== 'email' && state === 'dropped') return <Tag>{t('messages:states.withdrawn')}</Tag>
  const tone = ({ sent: 'good', failed: 'bad', unclear: 'care', dropped: 'neutral' } as const)[state as 'sent']
  return <Tag tone={tone ?? 'neutral'}>{t(`messages:states.${state}`)}</Tag>
}
