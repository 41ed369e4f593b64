import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import type { Offers } from '../../../web/module.ts'
import { progressHref } from '../../../web/progress-stream.tsx'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Cluster, Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { useView } from '../../../web/view.ts'
import type { TouchModel } from '../models.ts'
import type { Capacity, ModelMonth, MonthState } from '../queries.ts'
import { CountNote, settledCount } from './count-note.tsx'
import { CountedCard } from './counted-card.tsx'
import { MinutesCard } from './minutes-card.tsx'
import { MixCard } from './mix-card.tsx'
import { ModelMonthTable } from './model-month-table.tsx'
import { SumsCard } from './sums-card.tsx'
import { MonthChoice, TouchTabs } from './touch-tabs.tsx'

export interface OverviewProps {
  readonly state: MonthState
  /** Of this month. */
  readonly present: MonthState
  readonly models: readonly TouchModel[]
  readonly every: ReadonlyMap<number, TouchModel>
  readonly months: ReadonlyMap<number, ModelMonth>
  readonly capacity: Capacity | undefined
  readonly mayEdit: boolean
  readonly offers: Offers
}

/** A model with what a month came to at its accounts. */
export interface ModelRow extends ModelMonth {
  readonly model: TouchModel
}

/** How much of people and programs customers were to get in a month, and what they got. */
export function OverviewPage(props: OverviewProps) {
  const { t } = useView()
  const { models, present, mayEdit } = props
  const title = t('touch:title')
  return (
    <StaffLayout title={title} live={progressHref(paths.touchStream, settledCount(present))} width="wide">
      <PageHead
        title={title}
        lead={t('touch:lead')}
        actions={
          mayEdit && models.length > 0 ? (
            <LinkButton href={href(paths.touchModels)} look="primary" icon="sliders-horizontal">
              {t('touch:models.edit')}
            </LinkButton>
          ) : undefined
        }
      />
      <TouchTabs />
      {models.length === 0 ? <NoModels mayEdit={mayEdit} /> : <Month {...props} />}
    </StaffLayout>
  )
}

/** Before there is any model: what models are for, and how to begin. */
export function NoModels({ mayEdit }: { readonly mayEdit: boolean }) {
  const { t } = useView()
  return (
    <Card label={t('touch:empty.title')}>
      <EmptyState
        icon="handshake"
        title={t('touch:empty.title')}
        action={
          mayEdit ? (
            <LinkButton href={href(paths.touchModelNew)} look="primary" icon="plus">
              {t('touch:models.new')}
            </LinkButton>
          ) : undefined
        }
      >
        {t(mayEdit ? 'touch:empty.text' : 'touch:empty.textForOthers')}
      </EmptyState>
    </Card>
  )
}

function Month({ state, present, every, months, models, capacity, offers }: OverviewProps) {
  const { t } = useView()
  const rows = rowsOf(every, models, months)
  return (
    <Stack gap="loose">
      <Cluster align="spread">
        <MonthChoice month={state.month} present={present.month} to={paths.touch} />
        <CountNote state={state.month === present.month ? present : state} />
      </Cluster>
      {state.afterwards ? <p class="small muted">{t('touch:month.afterwards')}</p> : null}
      {rows.length === 0 ? (
        <Card label={t('touch:month.nothing')} padded>
          <p>{t(present.asked ? 'touch:month.soon' : 'touch:month.nothing')}</p>
        </Card>
      ) : (
        <>
          <SumsCard rows={rows} capacity={capacity} />
          <ModelMonthTable rows={rows} />
          <MinutesCard rows={rows} />
          <MixCard rows={rows} />
        </>
      )}
      <CountedCard sources={offers.touches} />
    </Stack>
  )
}

/** The models of the month: those there are first, then those that were ended since. */
function rowsOf(
  every: OverviewProps['every'],
  models: readonly TouchModel[],
  months: OverviewProps['months'],
): readonly ModelRow[] {
  const ended = [...every.values()].filter(model => !models.some(one => one.id === model.id))
  return [...models, ...ended].flatMap(model => {
    const month = months.get(model.id)
    return month ? [{ model, ...month }] : []
  })
}
