import { href, paths } from '../../../paths.ts'
import { Histogram } from '../../../web/chart.tsx'
import { StaffLayout } from '../../../web/layout.tsx'
import type { Offers } from '../../../web/module.ts'
import { progressHref } from '../../../web/progress-stream.tsx'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Stat, Stats } from '../../../web/ui/stat.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { Model } from '../models.ts'
import type { Spread } from '../overview/queries.ts'
import { type Recomputation, settledRecomputation } from '../recomputation.ts'
import { BandTag } from './bands.tsx'
import { HealthTabs } from './health-tabs.tsx'
import { ModelsCard } from './models-card.tsx'
import { MoversCard, type MovingAccount } from './movers-card.tsx'
import { RecomputationPanel } from './recomputation-panel.tsx'

export interface OverviewProps {
  readonly offers: Offers
  readonly spread: Spread
  readonly fallen: readonly MovingAccount[]
  readonly risen: readonly MovingAccount[]
  readonly unknown: { readonly silent: number; readonly other: number }
  readonly models: readonly Model[]
  readonly segments: ReadonlyMap<number, string>
  /** A model was published within the week, so that its accounts may have nothing to be compared with. */
  readonly newModel: boolean
  readonly current: Recomputation | undefined
  readonly done: Recomputation | undefined
}

/** How all accounts are doing: how scores are spread, what moved, of whom nothing is known. */
export function OverviewPage(props: OverviewProps) {
  const { t } = useView()
  const { spread, current } = props
  return (
    <StaffLayout
      title={t('health:title')}
      live={progressHref(paths.healthStream, settledRecomputation(props))}
      width="wide"
    >
      <PageHead title={t('health:title')} lead={t('health:overview.lead')} />
      <HealthTabs />
      <Stack gap="loose">
        <RecomputationPanel current={current} />
        {spread.total === 0 ? <Nothing /> : <Known {...props} />}
      </Stack>
    </StaffLayout>
  )
}

function Nothing() {
  const { t } = useView()
  return (
    <Card label={t('health:overview.emptyTitle')}>
      <EmptyState
        icon="heart-pulse"
        title={t('health:overview.emptyTitle')}
        action={
          <>
            <LinkButton href={href(paths.connect)} look="primary">
              {t('health:overview.connect')}
            </LinkButton>
            <LinkButton href={href(paths.importNew)} look="quiet">
              {t('health:overview.import')}
            </LinkButton>
          </>
        }
      >
        {t('health:overview.empty')}
      </EmptyState>
    </Card>
  )
}

function Known(props: OverviewProps) {
  const { t } = useView()
  const { spread, fallen, risen, offers, unknown, models, segments, newModel } = props
  const empty = t(newModel ? 'health:overview.nobodyCompared' : 'health:overview.nobodyMoved')
  return (
    <>
      <SpreadCard {...props} />
      <MoversCard title={t('health:overview.fallen')} accounts={fallen} offers={offers} empty={empty} />
      <MoversCard title={t('health:overview.risen')} accounts={risen} offers={offers} empty={empty} />
      {spread.bands.unknown > 0 ? <UnknownCard count={spread.bands.unknown} {...unknown} /> : null}
      <ModelsCard models={models} segments={segments} counts={spread.models} title={t('health:overview.models')} />
    </>
  )
}

function SpreadCard({ spread, done }: OverviewProps) {
  const { t, format } = useView()
  return (
    <Card
      title={t('health:overview.spread')}
      note={
        done?.finishedAt ? (
          <>
            {t('health:overview.computed')} <Time at={done.finishedAt} />
          </>
        ) : undefined
      }
    >
      <CardPart>
        <Stats>
          {(['good', 'care', 'bad', 'unknown'] as const).map(band => (
            <Stat
              big
              label={<BandTag band={band} />}
              value={<a href={href(paths.healthAccounts, {}, { band })}>{format.number(spread.bands[band])}</a>}
              unit={t('health:overview.accounts')}
              note={format.percent(spread.bands[band] / spread.total)}
            />
          ))}
          {spread.confidence === null ? null : (
            <Stat
              big
              label={t('health:overview.confidence')}
              value={format.percent(spread.confidence)}
              note={t('health:overview.confidenceNote')}
            />
          )}
        </Stats>
      </CardPart>
      <CardPart>
        <Histogram
          id="score-spread"
          label={t('health:overview.spread')}
          wide
          edges={Array.from({ length: 11 }, (_, i) => i * 10)}
          counts={spread.counts}
          words={{ bin: t('health:score'), now: t('health:overview.count') }}
        />
        <p class="small muted">
          {t('health:overview.freshness')}
          {spread.overridden > 0 ? ` ${t('health:overview.overridden', { count: spread.overridden })}` : ''}
        </p>
      </CardPart>
    </Card>
  )
}

function UnknownCard(unknown: { readonly count: number; readonly silent: number; readonly other: number }) {
  const { t, format } = useView()
  return (
    <Card
      title={t('health:overview.unknown')}
      note={t('health:overview.unknownCount', { count: unknown.count, shown: format.number(unknown.count) })}
      actions={
        <LinkButton href={href(paths.healthAccounts, {}, { band: 'unknown' })} look="quiet" size="small">
          {t('health:overview.seeUnknown')}
        </LinkButton>
      }
      padded
    >
      <ul class="reasons">
        {unknown.silent > 0 ? (
          <li>{t('health:overview.silent', { count: unknown.silent, shown: format.number(unknown.silent) })}</li>
        ) : null}
        {unknown.other > 0 ? (
          <li>{t('health:overview.other', { count: unknown.other, shown: format.number(unknown.other) })}</li>
        ) : null}
      </ul>
      <p class="small muted">{t('health:overview.unknownHelp')}</p>
    </Card>
  )
}
