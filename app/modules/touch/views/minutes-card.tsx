import { Card, CardPart } from '../../../web/ui/card.tsx'
import { MarkedName } from '../../../web/ui/tag.tsx'
import { BarRow, BarRows } from '../../../web/ui/track.tsx'
import { useView } from '../../../web/view.ts'
import type { ModelRow } from './overview-page.tsx'
import { differs, timeOf } from './words.ts'

/** Time of people by model, drawn to one scale; the mark in each bar is what was planned. The table above has the figures. */
export function MinutesCard({ rows }: { readonly rows: readonly ModelRow[] }) {
  const view = useView()
  const { t } = view
  // A little more than the most, so that a mark at the end is seen.
  const most = 1.03 * Math.max(1, ...rows.flatMap(row => [row.expected, row.said + row.estimated]))
  return (
    <Card title={t('touch:minutes.chart')} note={t('touch:minutes.chartNote')}>
      <CardPart>
        <BarRows>
          {rows.map(row => (
            <BarRow
              label={<MarkedName name={row.model.name} sample={row.model.sample} />}
              share={(row.said + row.estimated) / most}
              mark={row.expected / most}
              tone={isOver(row) ? 'care' : undefined}
              value={t('touch:minutes.ofPlanned', {
                spent: timeOf(view, row.said + row.estimated),
                planned: timeOf(view, row.expected),
              })}
            />
          ))}
        </BarRows>
      </CardPart>
    </Card>
  )
}

function isOver({ said, estimated, expected }: ModelRow): boolean {
  return said + estimated > expected && differs(said + estimated, expected)
}
