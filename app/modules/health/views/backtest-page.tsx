import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import type { Offers } from '../../../web/module.ts'
import { progressHref } from '../../../web/progress-stream.tsx'
import { PostButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Cols, Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { ProgressPanel } from '../../../web/ui/progress-panel.tsx'
import { Stat } from '../../../web/ui/stat.tsx'
import { useView } from '../../../web/view.ts'
import { type Backtest, settledBacktest } from '../backtest/job.ts'
import type { BacktestReport } from '../backtest/report.ts'
import type { Training } from '../learning/queries.ts'
import { ModelResult } from './backtest-result.tsx'
import { HealthTabs } from './health-tabs.tsx'

interface BacktestPageProps {
  readonly offers: Offers
  readonly last: Backtest | undefined
  readonly done: Backtest | undefined
  /** The risk model in use. */
  readonly risk: Training | undefined
  readonly mayRun: boolean
}

/** What scores would have said in the past, held against who left afterwards. */
export function BacktestPage(props: BacktestPageProps) {
  const { t } = useView()
  const { last, done, mayRun } = props
  const title = t('health:backtest.title')
  const running = last?.status === 'running'
  return (
    <StaffLayout title={title} live={progressHref(paths.healthBacktestStream, settledBacktest(last))} width="wide">
      <PageHead
        title={title}
        breadcrumb={[{ text: t('health:title'), href: href(paths.healthOverview) }]}
        lead={t('health:backtest.lead')}
        actions={
          mayRun && !running ? (
            <PostButton action={href(paths.healthBacktest)} look="primary" icon="history">
              {t(done ? 'health:backtest.again' : 'health:backtest.run')}
            </PostButton>
          ) : undefined
        }
      />
      <HealthTabs />
      <Stack gap="loose">
        <BacktestPanel last={last} />
        {done?.report ? <Report {...props} report={done.report} at={done.createdAt} /> : null}
        {!done && !running ? (
          <Card label={t('health:backtest.emptyTitle')}>
            <EmptyState icon="history" title={t('health:backtest.emptyTitle')}>
              {t('health:backtest.empty')}
            </EmptyState>
          </Card>
        ) : null}
      </Stack>
    </StaffLayout>
  )
}

/** The element that live updates replace while a back-test runs. */
export const backtestPanelId = 'backtest-progress'

/** How far a back-test has come, or that it came to nothing. */
export function BacktestPanel({ last }: { readonly last: Backtest | undefined }) {
  const { t } = useView()
  if (last?.status === 'running') {
    return (
      <ProgressPanel
        id={backtestPanelId}
        title={t('health:backtest.running')}
        state={last.progress > 0 ? 'running' : 'waiting'}
        done={Math.round(last.progress * 100)}
        total={100}
        unit="%"
        message={t('health:backtest.runningText')}
      />
    )
  }
  return (
    <div id={backtestPanelId}>
      {last?.status === 'failed' ? (
        <Card title={t('health:backtest.failed')} padded>
          <p>{t('health:backtest.failedText')}</p>
        </Card>
      ) : null}
    </div>
  )
}

function Report({
  report,
  at,
  offers,
  risk,
}: BacktestPageProps & { readonly report: BacktestReport; readonly at: Date }) {
  const { t, format } = useView()
  const { days, horizonDays } = report
  return (
    <Cols
      asideLabel={t('health:backtest.how')}
      aside={
        <Stack>
          <Card title={t('health:backtest.how')} note={format.date(at)} padded>
            <p>{t('health:backtest.method', { count: days.length, days: horizonDays })}</p>
            <ul class="small muted">
              {days.map(day => (
                <li>{format.date(day)}</li>
              ))}
            </ul>
            <p class="small muted">{t('health:backtest.limits')}</p>
          </Card>
          <RiskCard risk={risk} />
        </Stack>
      }
    >
      <Stack gap="loose">
        {report.models.map(model => (
          <ModelResult model={model} days={horizonDays} offers={offers} single={report.models.length === 1} />
        ))}
      </Stack>
    </Cols>
  )
}

/** How well the risk model does the same, for comparison. */
function RiskCard({ risk }: Pick<BacktestPageProps, 'risk'>) {
  const { t, format } = useView()
  const metrics = risk?.model?.metrics
  return (
    <Card title={t('health:backtest.risk')}>
      <CardPart>
        {metrics ? (
          <>
            <Stat
              label={t('health:report.auc')}
              value={metrics.auc === null ? '–' : format.number(metrics.auc, 3)}
              note={t('health:backtest.riskNote')}
            />
            <Stat
              label={t('health:report.brier')}
              value={format.number(metrics.brier, 3)}
              note={t('health:report.baseline', { value: format.number(metrics.brierOfBaseRate, 3) })}
            />
          </>
        ) : (
          <p class="muted">{t('health:backtest.noRisk')}</p>
        )}
      </CardPart>
      <CardPart>
        <a href={href(paths.risk)}>{t('health:account.riskMore')}</a>
      </CardPart>
    </Card>
  )
}
