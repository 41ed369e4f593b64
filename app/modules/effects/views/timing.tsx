import { BarChart } from '../../../web/chart.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { useView, type View } from '../../../web/view.ts'
import { wilson } from '../estimates/wilson.ts'
import { settledDays, type TimingBand, timingBands } from '../plays/timing.ts'
import { fewestOfAssociation } from './association.tsx'

/** When people were last there before contracts were renewed or ended, and who stayed: marked as what it is. */
export function TimingCard({ bands }: { readonly bands: readonly TimingBand[] }) {
  const view = useView()
  const { t, format } = view
  const told = bands.filter(isTold)
  if (told.length === 0) return null
  const words = { fewest: fewestOfAssociation, settled: settledDays }
  return (
    <Card title={t('effects:timing.title')} note={<Tag tone="care">{t('effects:association.mark')}</Tag>}>
      <CardPart>
        <p>{t('effects:timing.lead')}</p>
        {told.length > 1 ? (
          <BarChart
            id="timing"
            label={t('effects:timing.chart')}
            names={told.map(band => shortNameOf(view, band))}
            of={t('effects:timing.daysBefore')}
            series={[{ name: t('effects:timing.stayed'), values: told.map(shareOf), tone: 'neutral' }]}
            format={share => format.percent(share)}
            min={0}
            max={1}
          />
        ) : null}
      </CardPart>
      <DataTable caption={t('effects:timing.title')} columns={columnsOf(view)} rows={bands} empty={null} />
      <CardPart>
        <p class="small muted">{t('effects:timing.note', words)}</p>
      </CardPart>
    </Card>
  )
}

function columnsOf(view: View): readonly Column<TimingBand>[] {
  const { t, format } = view
  return [
    { key: 'band', label: t('effects:timing.band'), leading: true, value: band => nameOf(view, band) },
    {
      key: 'accounts',
      label: t('effects:timing.accounts'),
      numeric: true,
      value: ({ accounts }) => format.number(accounts),
    },
    {
      key: 'stayed',
      label: t('effects:timing.stayed'),
      numeric: true,
      value: band => (isTold(band) ? format.percent(shareOf(band), 1) : t('effects:timing.few')),
    },
    {
      key: 'range',
      label: t('effects:timing.range'),
      numeric: true,
      value: band => (isTold(band) ? rangeOf(view, band) : '–'),
    },
  ]
}

function isTold({ accounts }: TimingBand): boolean {
  return accounts >= fewestOfAssociation
}

function shareOf({ stayed, accounts }: TimingBand): number {
  return stayed / accounts
}

function rangeOf({ t, format }: View, { stayed, accounts }: TimingBand): string {
  const interval = wilson(stayed, accounts)
  if (!interval) return '–'
  return t('effects:figures.range', { low: format.percent(interval.low, 1), high: format.percent(interval.high, 1) })
}

/** 1–14, for the axis of the chart. */
function shortNameOf({ t }: View, { within }: TimingBand): string {
  if (within === null) return t('effects:timing.shortNone', { days: timingBands.at(-1) ?? 0 })
  return t('effects:timing.shortDays', { from: firstDayOf(within), to: within })
}

/** 1–14 days before. */
function nameOf({ t }: View, { within }: TimingBand): string {
  if (within === null) return t('effects:timing.none', { days: timingBands.at(-1) ?? 0 })
  return t('effects:timing.days', { from: firstDayOf(within), to: within })
}

function firstDayOf(within: number): number {
  return (timingBands.findLast(days => days < within) ?? 0) + 1
}
