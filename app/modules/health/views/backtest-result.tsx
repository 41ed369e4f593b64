import { BarChart } from '../../../web/chart.tsx'
import type { Offers } from '../../../web/module.ts'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { Stat } from '../../../web/ui/stat.tsx'
import { useView, type View } from '../../../web/view.ts'
import type { Fate, ModelBacktest } from '../backtest/report.ts'
import { type Verdict, verdictOf } from '../backtest/verdict.ts'
import type { Band } from '../tables.ts'
import { BandTag } from './bands.tsx'

interface ModelResultProps {
  readonly model: ModelBacktest
  /** Within how many days accounts left. */
  readonly days: number
  readonly offers: Offers
  /** There is no other model, so that its name says nothing. */
  readonly single: boolean
}

/** What one score model would have been worth: the verdict first, then what it stands on. */
export function ModelResult({ model, days, offers, single }: ModelResultProps) {
  const view = useView()
  const { t, format } = view
  const verdict = verdictOf(model)
  return (
    <Card title={single ? t('health:backtest.verdict') : model.name}>
      <CardPart>
        <p class="verdict">{verdictWords(view, verdict, days)}</p>
      </CardPart>
      {verdict.kind === 'noHistory' || verdict.kind === 'nobodyLeft' ? null : (
        <>
          <BandTable model={model} days={days} />
          <CardPart>
            <p class="small muted">{t('health:backtest.ranges')}</p>
            <Ranges model={model} />
          </CardPart>
          <CardPart>
            <Stat
              label={t('health:report.auc')}
              value={model.auc === null ? '–' : format.number(model.auc, 3)}
              note={t('health:backtest.aucNote')}
            />
          </CardPart>
        </>
      )}
      {model.leftOut.length > 0 ? (
        <CardPart>
          <p class="small muted">
            {t('health:backtest.leftOut', { measures: leftOutWords(view, offers, model.leftOut) })}
          </p>
        </CardPart>
      ) : null}
    </Card>
  )
}

/** The verdict in a sentence: 「「危険」だった顧客は「良好」だった顧客の4.2倍、90日以内に解約しました。」 */
function verdictWords({ t, format }: View, verdict: Verdict, days: number): string {
  const bands = { good: t('health:band.good'), bad: t('health:band.bad') }
  switch (verdict.kind) {
    case 'noHistory':
      return t('health:verdict.noHistory', { days })
    case 'nobodyLeft':
      return t('health:verdict.nobodyLeft', { accounts: format.number(verdict.accounts), days })
    case 'oneSided':
      return t('health:verdict.oneSided', bands)
    case 'onlyOthersLeft':
      return t(verdict.sure ? 'health:verdict.onlyOthers' : 'health:verdict.onlyOthersUnsure', {
        ...bands,
        days,
        share: format.percent(verdict.share, 1),
      })
    case 'ratio': {
      const { ratio, low, high } = verdict
      const meaning = low > 1 ? 'works' : high < 1 ? 'wrong' : 'unsure'
      const numbers = { ratio: format.number(ratio, 1), low: format.number(low, 1), high: format.number(high, 1) }
      return t(`health:verdict.${meaning}`, { ...bands, ...numbers, days })
    }
  }
}

function leftOutWords({ t }: View, offers: Offers, measures: readonly string[]): string {
  const names = measures.map(key => {
    const label = offers.measures.get(key)?.label
    return label ? t(label) : key
  })
  return names.join(t('health:backtest.comma'))
}

function BandTable({ model, days }: Pick<ModelResultProps, 'model' | 'days'>) {
  const { t, format } = useView()
  const rows = (['good', 'care', 'bad'] as const).map(band => ({ band, fate: model.bands[band] }))
  const columns: readonly Column<{ band: Band; fate: Fate }>[] = [
    { key: 'band', label: t('health:backtest.band'), leading: true, value: row => <BandTag band={row.band} /> },
    {
      key: 'accounts',
      label: t('health:backtest.accounts'),
      numeric: true,
      value: row => format.number(row.fate.accounts),
    },
    {
      key: 'left',
      label: t('health:backtest.left', { days }),
      numeric: true,
      value: row => format.number(row.fate.left),
    },
    {
      key: 'share',
      label: t('health:backtest.share'),
      numeric: true,
      value: row => (row.fate.share ? <b>{format.percent(row.fate.share.value, 1)}</b> : '–'),
    },
    {
      key: 'interval',
      label: t('health:backtest.interval'),
      numeric: true,
      value: ({ fate: { share } }) =>
        share ? `${format.percent(share.low, 1)}–${format.percent(share.high, 1)}` : '–',
    },
  ]
  return (
    <div class="backtest-bands">
      <DataTable caption={t('health:backtest.byBand')} columns={columns} rows={rows} empty={null} />
    </div>
  )
}

function Ranges({ model }: { readonly model: ModelBacktest }) {
  const { t, format } = useView()
  return (
    <BarChart
      id={`backtest-ranges-${model.modelId}`}
      label={t('health:backtest.ranges')}
      names={model.ranges.map((_, i) => `${i * 10}–${i === 9 ? 100 : i * 10 + 9}`)}
      of={t('health:score')}
      series={[
        {
          name: t('health:backtest.share'),
          values: model.ranges.map(({ share }) => (share ? share.value * 100 : null)),
          tone: 'bad',
        },
      ]}
      format={value => format.percent(value / 100, 1)}
    />
  )
}
