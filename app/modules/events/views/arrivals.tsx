import { href, paths } from '../../../paths.ts'
import { allows, only } from '../../../web/access.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { FilterBar } from '../../../web/ui/filter-bar.tsx'
import { Cluster, Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Tabs } from '../../../web/ui/tabs.tsx'
import { useView } from '../../../web/view.ts'
import type { WriteKey } from '../keys.ts'
import type { Arrival, RefusedItem } from '../queries.ts'
import type { RecountProgress } from '../recount.ts'
import { ArrivalList, RefusalList } from './arrival-lists.tsx'
import { type ArrivalsState, arrivalStreamHref, arrivalsHref, isNarrowed } from './arrival-state.ts'
import { RecountPanel } from './recount.tsx'

interface ArrivalsPageProps {
  readonly state: ArrivalsState
  readonly keys: readonly WriteKey[]
  readonly arrivals: readonly Arrival[]
  readonly refusals: readonly RefusedItem[]
  readonly recount: RecountProgress | undefined
}

/** What arrives from apps just now, and what is refused and why. */
export function ArrivalsPage({ state, keys, arrivals, refusals, recount }: ArrivalsPageProps) {
  const { t, staff } = useView()
  const admin = allows(only('admin'), staff)
  return (
    <StaffLayout title={t('events:arrivals.title')} live={arrivalStreamHref(state)}>
      <PageHead
        title={t('events:arrivals.title')}
        lead={t('events:arrivals.lead')}
        actions={
          <>
            {admin ? (
              <LinkButton href={href(paths.writeKeys)} icon="key-round">
                {t('events:keys.title')}
              </LinkButton>
            ) : null}
            <LinkButton href={href(paths.connect)} look="primary" icon="plug">
              {t('events:connect.title')}
            </LinkButton>
          </>
        }
      />
      <div id="recount">{recount && !recount.finishedAt ? <RecountPanel progress={recount} /> : null}</div>
      <Stack>
        <Tabs
          label={t('events:arrivals.views')}
          tabs={(['arriving', 'refused'] as const).map(view => ({
            href: arrivalsHref({ ...state, view, name: undefined }),
            text: t(`events:arrivals.${view}`),
            current: state.view === view,
          }))}
        />
        <Filters state={state} keys={keys} />
        <Cluster align="spread">
          <p id="arrival-news" role="status">
            <News count={0} state={state} />
          </p>
          <FollowSwitch state={state} />
        </Cluster>
        <Card label={t(`events:arrivals.${state.view}`)}>
          <div id="arrival-list">
            {state.view === 'refused' ? (
              <RefusalList rows={refusals} filtered={isNarrowed(state)} />
            ) : (
              <ArrivalList rows={arrivals} filtered={isNarrowed(state)} />
            )}
          </div>
        </Card>
        <p class="muted small">{t(`events:arrivals.note.${state.view}`)}</p>
      </Stack>
    </StaffLayout>
  )
}

function Filters({ state, keys }: { readonly state: ArrivalsState; readonly keys: readonly WriteKey[] }) {
  const { t } = useView()
  const keep = { view: state.view === 'refused' ? 'refused' : undefined, follow: state.follow ? '1' : undefined }
  return (
    <FilterBar action={href(paths.arrivals)} keep={keep}>
      <Field
        name="name"
        type="search"
        label={t(state.view === 'refused' ? 'events:arrivals.nameOrReason' : 'events:arrivals.name')}
        value={state.name}
      />
      <Select
        name="key"
        label={t('events:arrivals.key')}
        value={state.keyId}
        empty={t('events:arrivals.allKeys')}
        options={keys.map(key => ({ value: String(key.id), text: key.name }))}
      />
    </FilterBar>
  )
}

function FollowSwitch({ state }: { readonly state: ArrivalsState }) {
  const { t } = useView()
  const { follow } = state
  return (
    <LinkButton href={arrivalsHref({ ...state, follow: !follow })} size="small" icon={follow ? 'pause' : 'play'}>
      {t(follow ? 'events:arrivals.pause' : 'events:arrivals.follow')}
    </LinkButton>
  )
}

/** How much is new since the page was opened, without moving what is on it. */
export function News({ count, state }: { readonly count: number; readonly state: ArrivalsState }) {
  const { t, format } = useView()
  if (state.follow) return <span class="muted">{t('events:arrivals.following')}</span>
  if (count === 0) return <span class="muted">{t('events:arrivals.nothingNew')}</span>
  return <a href={arrivalsHref(state)}>{t('events:arrivals.news', { count, shown: format.number(count) })}</a>
}
