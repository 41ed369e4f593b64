import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { progressHref } from '../../../web/progress-stream.tsx'
import { LinkButton, PostButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { Model } from '../models.ts'
import type { Spread } from '../overview/queries.ts'
import { type Recomputation, settledRecomputation } from '../recomputation.ts'
import { HealthTabs } from './health-tabs.tsx'
import { ModelsCard } from './models-card.tsx'
import { RecomputationPanel } from './recomputation-panel.tsx'

interface ModelsPageProps {
  readonly models: readonly Model[]
  readonly archived: readonly { readonly id: number; readonly name: string; readonly archivedAt: Date | null }[]
  readonly segments: ReadonlyMap<number, string>
  readonly counts: Spread['models']
  readonly current: Recomputation | undefined
  readonly done: Recomputation | undefined
  readonly mayEdit: boolean
}

/** All score models, and those that were ended. */
export function ModelsPage(props: ModelsPageProps) {
  const { t } = useView()
  const { models, archived, mayEdit, current } = props
  const title = t('health:tabs.models')
  return (
    <StaffLayout title={title} live={progressHref(paths.healthStream, settledRecomputation(props))} width="wide">
      <PageHead
        title={title}
        breadcrumb={[{ text: t('health:title'), href: href(paths.healthOverview) }]}
        lead={t('health:models.lead')}
        actions={
          mayEdit && models.length > 0 ? (
            <LinkButton href={href(paths.healthModelNew)} look="primary" icon="plus">
              {t('health:models.new')}
            </LinkButton>
          ) : undefined
        }
      />
      <HealthTabs />
      <Stack gap="loose">
        <RecomputationPanel current={current} />
        {models.length === 0 ? (
          <Card label={t('health:models.emptyTitle')}>
            <EmptyState icon="sliders-horizontal" title={t('health:models.emptyTitle')}>
              {t('health:models.empty')}
            </EmptyState>
          </Card>
        ) : (
          <List {...props} title={title} />
        )}
        {archived.length > 0 ? <Archived archived={archived} /> : null}
      </Stack>
    </StaffLayout>
  )
}

function List({ models, segments, counts, mayEdit, title }: ModelsPageProps & { readonly title: string }) {
  const { t } = useView()
  const earlier = (model: Model, index: number) =>
    model.segmentId === null || index === 0 ? null : (
      <PostButton action={href(paths.healthModelOrder, { id: model.id })} size="small" look="quiet" icon="arrow-up">
        {t('health:models.earlier')}
      </PostButton>
    )
  return (
    <ModelsCard
      title={title}
      models={models}
      segments={segments}
      counts={counts}
      {...(mayEdit && { actions: earlier })}
    />
  )
}

function Archived({ archived }: Pick<ModelsPageProps, 'archived'>) {
  const { t } = useView()
  return (
    <Card title={t('health:models.archived')}>
      {archived.map(({ name, archivedAt }) => (
        <CardPart>
          {name}{' '}
          <span class="small muted">
            {archivedAt ? <Time at={archivedAt} as="day" /> : null} {t('health:models.ended')}
          </span>
        </CardPart>
      ))}
    </Card>
  )
}
