import { ReliabilityChart } from '../../../web/chart/reliability.tsx'
import { Histogram } from '../../../web/chart.tsx'
import type { Offers } from '../../../web/module.ts'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { Columns, Stack } from '../../../web/ui/layout-parts.tsx'
import { Stat, Stats } from '../../../web/ui/stat.tsx'
import { BarRow, BarRows } from '../../../web/ui/track.tsx'
import { useView } from '../../../web/view.ts'
import type { Training } from '../learning/queries.ts'
import type { InputRefusal } from '../risk/encoding.ts'
import type { RiskModel } from '../risk/train.ts'
import { nameOfInput } from './risk-words.ts'

/** Where the link above the list leads. */
export const reportId = 'risk-report'

interface ReportProps {
  readonly training: Training
  /** Accounts by risk, in ten bins of equal width. */
  readonly spread: readonly number[]
  readonly offers: Offers
}

/** How good the model proved on accounts it had not seen: figures in a row, what they stand on below. */
export function ModelReport({ training, spread, offers }: ReportProps) {
  const { t, format } = useView()
  const { model } = training
  if (!model) return null
  return (
    <Stack id={reportId}>
      <Card title={t('health:report.title')} note={training.finishedAt ? format.date(training.finishedAt) : undefined}>
        <CardPart>
          <Figures model={model} />
        </CardPart>
        <CardPart>
          <p class="small muted">
            {t(training.kind === 'dated' ? 'health:report.dated' : 'health:report.undated', {
              days: training.horizonDays ?? 0,
            })}{' '}
            {t('health:report.counts', {
              rows: format.number(model.counts.rows),
              churned: format.number(model.counts.churned),
              rate: format.percent(model.baseRate, 1),
            })}
          </p>
        </CardPart>
      </Card>
      <Columns>
        <Stack>
          <Reliability model={model} />
          <SpreadOfRisks counts={spread} />
        </Stack>
        <Inputs model={model} offers={offers} />
      </Columns>
    </Stack>
  )
}

/** Figures that stand beside each other have the same places; both languages write the point alike. */
function Figures({ model: { metrics } }: { readonly model: RiskModel }) {
  const { t, format } = useView()
  return (
    <Stats>
      <Stat
        big
        label={t('health:report.auc')}
        value={metrics.auc === null ? '–' : metrics.auc.toFixed(3)}
        note={t('health:report.aucNote')}
      />
      <Stat
        big
        label={t('health:report.brier')}
        value={metrics.brier.toFixed(3)}
        note={t('health:report.baseline', { value: metrics.brierOfBaseRate.toFixed(3) })}
      />
      <Stat
        big
        label={t('health:report.logLoss')}
        value={metrics.logLoss.toFixed(3)}
        note={t('health:report.baseline', { value: metrics.logLossOfBaseRate.toFixed(3) })}
      />
      {metrics.lift ? (
        <Stat
          big
          label={t('health:report.lift')}
          value={metrics.lift.lift.toFixed(1)}
          unit={t('health:report.times')}
          note={t('health:report.liftNote', { captured: format.percent(metrics.lift.captured) })}
        />
      ) : null}
    </Stats>
  )
}

function SpreadOfRisks({ counts }: { readonly counts: readonly number[] }) {
  const { t } = useView()
  return (
    <Card title={t('health:risk.spread')} padded>
      <Histogram
        id="risk-spread"
        label={t('health:risk.spread')}
        edges={Array.from({ length: 11 }, (_, i) => i * 10)}
        counts={counts}
        words={{ bin: t('health:risk.bin'), now: t('health:risk.accounts') }}
      />
    </Card>
  )
}

function Reliability({ model }: { readonly model: RiskModel }) {
  const { t, format } = useView()
  const { observed, applied } = model.calibration
  const recalibrated = applied.slope !== 1 || applied.intercept !== 0
  return (
    <Card title={t('health:report.reliability')} padded>
      <ReliabilityChart
        id="risk-reliability"
        label={t('health:report.reliability')}
        bins={model.metrics.reliability.map(bin => ({
          predicted: bin.predicted,
          observed: bin.observed,
          count: bin.rows,
        }))}
        words={{
          predicted: t('health:report.predicted'),
          observed: t('health:report.observed'),
          count: t('health:report.count'),
        }}
      />
      <p class="small muted">
        {t(recalibrated ? 'health:report.recalibrated' : 'health:report.calibrated', {
          slope: format.number(observed.slope, 2),
          intercept: format.signed(observed.intercept, 2),
        })}
      </p>
    </Card>
  )
}

const mostInputs = 12

function Inputs({ model, offers }: { readonly model: RiskModel; readonly offers: Offers }) {
  const view = useView()
  const { t } = view
  const most = model.importance[0]?.contribution ?? 1
  return (
    <Card title={t('health:report.inputs')} padded>
      <BarRows>
        {model.importance.slice(0, mostInputs).map(input => (
          <BarRow
            label={nameOfInput(view, offers, input.key)}
            share={most > 0 ? input.contribution / most : 0}
            value={input.contribution.toFixed(2)}
          />
        ))}
      </BarRows>
      <p class="small muted">{t('health:report.inputsNote')}</p>
      {model.refusedInputs.length > 0 ? (
        <Disclosure summary={t('health:report.refused', { count: model.refusedInputs.length })}>
          <ul class="small">
            {model.refusedInputs.map(refused => (
              <li>
                {t('health:report.refusedInput', {
                  name: nameOfInput(view, offers, refused.key),
                  reason: t(`health:refused.${refused.reason satisfies InputRefusal['reason']}`),
                })}
              </li>
            ))}
          </ul>
        </Disclosure>
      ) : null}
    </Card>
  )
}
