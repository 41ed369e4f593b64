import { href, paths } from '../../../paths.ts'
import type { Words } from '../../../web/i18n.ts'
import type { AccountFrame } from '../../../web/module.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { FilterBar } from '../../../web/ui/filter-bar.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { SampleMark } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { AccountEvent } from '../queries.ts'

interface AccountEventsPageProps {
  readonly id: number
  readonly Frame: AccountFrame
  readonly names: readonly string[]
  readonly name: string | undefined
  readonly events: readonly AccountEvent[]
  /** Names of contacts by id. */
  readonly people: ReadonlyMap<number, string>
  readonly next: string | undefined
}

/** Everything the people of an account did, one by one. */
export function AccountEventsPage({ id, Frame, names, name, events, people, next }: AccountEventsPageProps) {
  const { t } = useView()
  return (
    <Frame title={t('events:account.title')}>
      <Stack>
        <FilterBar
          action={href(paths.accountEvents, { id })}
          {...(name
            ? {
                active: [{ text: name, without: href(paths.accountEvents, { id }) }],
                clear: href(paths.accountEvents, { id }),
              }
            : {})}
        >
          <Select
            name="name"
            label={t('events:account.name')}
            value={name}
            empty={t('events:account.allNames')}
            options={names.map(one => ({ value: one, text: one }))}
          />
        </FilterBar>
        <Card
          title={t('events:account.title')}
          actions={
            events.length > 0 ? (
              <LinkButton
                href={href(paths.accountEventsExport, { id }, { name })}
                size="small"
                icon="download"
                download
              >
                {t('events:account.export')}
              </LinkButton>
            ) : undefined
          }
        >
          <EventTable events={events} people={people} filtered={name !== undefined} />
        </Card>
        <Pagination next={next} shown={events.length} />
      </Stack>
    </Frame>
  )
}

interface EventTableProps extends Pick<AccountEventsPageProps, 'events' | 'people'> {
  readonly filtered: boolean
}

function EventTable({ events, people, filtered }: EventTableProps) {
  const { t } = useView()
  const columns: readonly Column<AccountEvent>[] = [
    { key: 'at', label: t('events:account.at'), value: event => <Time at={event.at} as="exact" /> },
    {
      key: 'name',
      label: t('events:account.name'),
      leading: true,
      value: event => (
        <>
          {event.name} {event.sample ? <SampleMark /> : null}
        </>
      ),
    },
    { key: 'person', label: t('events:account.person'), value: event => <Person event={event} people={people} /> },
    { key: 'properties', label: t('events:account.properties'), value: event => <Properties event={event} /> },
  ]
  return (
    <DataTable
      caption={t('events:account.title')}
      columns={columns}
      rows={events}
      empty={
        <EmptyState
          icon="mouse-pointer-click"
          title={t(filtered ? 'events:account.noneOfName' : 'events:account.none')}
        >
          {t('events:account.noneText')}
        </EmptyState>
      }
    />
  )
}

interface PersonProps extends Pick<AccountEventsPageProps, 'people'> {
  readonly event: AccountEvent
}

function Person({ event, people }: PersonProps) {
  const { t } = useView()
  const { contactId } = event
  const name = personOf(t, event, people)
  if (contactId <= 0) return <span class="muted">{name}</span>
  return (
    <a href={href(paths.contact, { id: contactId })}>
      <bdi>{name}</bdi>
    </a>
  )
}

/** Who did it, in words; `people` are names of contacts by id. */
export function personOf(t: Words, { contactId }: AccountEvent, people: ReadonlyMap<number, string>): string {
  if (contactId <= 0) return t('events:arrivals.visitor')
  return people.get(contactId) ?? t('events:account.contact', { id: contactId })
}

function Properties({ event }: { readonly event: AccountEvent }) {
  const { t } = useView()
  const names = Object.keys(event.properties)
  if (names.length === 0) return null
  return (
    <Disclosure summary={t('events:account.propertyCount', { count: names.length })}>
      <pre class="wraps">
        <code>{JSON.stringify(event.properties, null, 2)}</code>
      </pre>
    </Disclosure>
  )
}
