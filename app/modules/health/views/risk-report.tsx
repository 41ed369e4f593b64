import { ReliabilityChart } from '../../../web/chart/reliability.tsx'
import type { Offers } from '../../../web/module.ts'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { Stat } from '../../../web/ui/stat.tsx'
import { BarRow, BarRows } from '../../../web/ui/track.tsx'
import { useView } from '../../../web/view.ts'
import type { Training } from '../learning/queries.ts'
import type { InputRefusal } from '../risk/encoding.ts'
import type { RiskModel } from '../risk/train.ts'
import { nameOfInput } from './risk-words.ts'

/** How good the model proved on accounts it had not seen, in words first. */
export function ModelReport({ training, offers }: { readonly training: Training; readonly offers: Offers }) {
  const { t, format } = useView()
  const { model } = training
  if (!model) return null
  const { metrics } = model
  return (
    <Stack>
      <Card title={t('health:report.title')} note={training.finishedAt ? format.date(training.finishedAt) : undefined}>
        <CardPart>
          <p>
            {t(training.kind === 'dated' ? 'health:report.dated' : 'health:report.undated', {
              days: training.horizonDays ?? 0,
            })}
          </p>
          <p class="small muted">
            {t('health:report.counts', {
              rows: format.number(model.counts.rows),
              churned: format.number(model.counts.churned),
              rate: format.percent(model.baseRate, 1),
            })}
          </p>
        </CardPart>
        <CardPart>
          <Stat
            label={t('health:report.auc')}
            value={metrics.auc === null ? '—' : format.number(metrics.auc, 3)}
            note={t('health:report.aucNote')}
          />
          <Stat
            label={t('health:report.brier')}
            value={format.number(metrics.brier, 3)}
            note={t('health:report.baseline', { value: format.number(metrics.brierOfBaseRate, 3) })}
          />
          <Stat
            label={t('health:report.logLoss')}
            value={format.number(metrics.logLoss, 3)}
            note={t('health:report.baseline', { value: format.number(metrics.logLossOfBaseRate, 3) })}
          />
          {metrics.lift ? (
            <Stat
              label={t('health:report.lift')}
              value={format.number(metrics.lift.lift, 1)}
              unit={t('health:report.times')}
              note={t('health:report.liftNote', { captured: format.percent(metrics.lift.captured) })}
            />
          ) : null}
        </CardPart>
      </Card>
      <Reliability model={model} />
      <Inputs model={model} offers={offers} />
    </Stack>
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
          intercept: format.number(observed.intercept, 2),
        })}
      </p>
    </Card>
  )
}

function Inputs({ model, offers }: { readonly model: RiskModel; readonly offers: Offers }) {
  const view = useView()
  const { t, format } = view
  const most = model.importance[0]?.contribution ?? 1
  return (
    <Card title={t('health:report.inputs')} padded>
      <BarRows>
        {model.importance.slice(0, 12).map(input => (
          <BarRow
            label={nameOfInput(view, offers, input.key)}
            share={most > 0 ? input.contribution / most : 0}
            value={format.number(input.contribution, 2)}
          />
        ))}
      </BarRows>
      <p class="small muted">{t('health:report.inputsNote')}</p>
      {model.refusedInputs.length > 0 ? (
        <Disclosure summary={t('health:report.refused', { count: model.refusedInputs.length })}>
          <ul class="small">
            {model.refusedInputs.map(refused => (
              <li>
                {nameOfInput(view, offers, refused.key)}:{' '}
                {t(`health:refused.${refused.reason satisfies InputRefusal['reason']}`)}
              </li>
            ))}
          </ul>
        </Disclosure>
      ) : null}
    </Card>
  )
}
