import { ReliabilityChart } from '../../../app/web/chart/reliability.tsx'
import { BarChart, Histogram, LineChart } from '../../../app/web/chart.tsx'
import { Card } from '../../../app/web/ui/card.tsx'
import { Columns } from '../../../app/web/ui/layout-parts.tsx'
import { useView } from '../../../app/web/view.ts'
import { useSay } from './say.ts'

const days = Array.from({ length: 90 }, (_, index) =>
  new Date(Date.UTC(2026, 7, 25 + index)).toISOString().slice(0, 10),
)
const scores = days.map((_, index) =>
  index > 40 && index < 44 ? null : Math.round(72 + 6 * Math.sin(index / 9) - Math.max(0, index - 68) * 1.9),
)

/** Charts with their tables. */
export function ChartSections() {
  const say = useSay()
  const { format } = useView()
  return (
    <>
      <HealthChart />
      <Columns>
        <Card title={say('ヘルスの分布', 'Distribution of health')} padded>
          <Histogram
            id="histogram"
            label={say('ヘルスの分布、変更の前とあと', 'Health before and after the change')}
            edges={[0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]}
            counts={[2, 5, 9, 14, 22, 31, 48, 61, 34, 12]}
            before={[4, 9, 12, 19, 30, 41, 50, 44, 21, 8]}
            words={{ bin: say('ヘルス', 'Health'), now: say('変更後', 'After'), before: say('変更前', 'Before') }}
          />
        </Card>
        <Card title={say('確率の確からしさ', 'Are the probabilities right')} padded>
          <ReliabilityChart
            id="reliability"
            label={say('予測した解約の確率と、実際に解約した割合', 'Predicted churn and what happened')}
            bins={[0.03, 0.09, 0.16, 0.24, 0.33, 0.45, 0.58, 0.7].map((predicted, index) => ({
              predicted,
              observed: Math.min(1, predicted * 1.05 + (index % 2 ? 0.02 : -0.02)),
              count: 700 - index * 80,
            }))}
            words={{
              predicted: say('予測', 'Predicted'),
              observed: say('実際', 'Observed'),
              count: say('件数', 'Cases'),
            }}
          />
        </Card>
      </Columns>
      <Card title={say('届いたイベント', 'Events received')} padded>
        <BarChart
          wide
          id="events"
          label={say('日ごとに届いたイベントの数', 'Events received per day')}
          of={say('日付', 'Day')}
          names={days.slice(0, 30).map(day => format.dayMonth(day))}
          stacked
          series={[
            {
              name: say('受け取った', 'Accepted'),
              values: days.slice(0, 30).map((_, index) => 9000 + ((index * 7919) % 4000) - (index % 7 > 4 ? 5000 : 0)),
            },
            {
              name: say('断った', 'Refused'),
              values: days.slice(0, 30).map((_, index) => (index * 131) % 700),
              tone: 'bad',
            },
          ]}
        />
      </Card>
    </>
  )
}

function HealthChart() {
  const say = useSay()
  return (
    <Card title={say('ヘルスの推移', 'Health over time')} note={say('この90日', 'Last 90 days')} padded>
      <LineChart
        wide
        id="history"
        label={say('ヘルスの推移。11月から下がり、いまは34です。', 'Health has fallen since November to 34.')}
        days={days}
        min={0}
        max={100}
        series={[
          { name: say('この顧客', 'This account'), values: scores },
          {
            name: say('同業の中央値', 'Median of peers'),
            values: days.map((_, index) => 64 + 2 * Math.cos(index / 14)),
            tone: 'neutral',
            dashed: true,
          },
        ]}
        bands={[
          { from: 0, to: 40, tone: 'bad', name: say('危険', 'Critical') },
          { from: 40, to: 60, tone: 'care', name: say('注意', 'Care') },
        ]}
        events={[
          { day: '2026-11-01', text: say('担当者が交代しました', 'The contact changed') },
          { day: '2026-11-06', text: say('最後の操作：給餌記録の書き出し', 'Last action: feeding records exported') },
        ]}
      />
    </Card>
  )
}
