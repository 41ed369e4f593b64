import { href, paths } from '../../../paths.ts'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import type { Ruling } from '../estimates/comparison.ts'
import type { OutcomeKind } from '../estimates/moments.ts'
import { figuresOf } from './figures.ts'

export interface SegmentLine {
  readonly id: number
  readonly name: string
  readonly treated: number
  readonly heldOut: number
  readonly ruling: Ruling
}

/** Where it may work differently: to look at, not to conclude from. */
export function SegmentsCard({ lines, kind }: { readonly lines: readonly SegmentLine[]; readonly kind: OutcomeKind }) {
  const view = useView()
  const { t, format } = view
  const figures = figuresOf(view, kind)
  const columns: readonly Column<SegmentLine>[] = [
    { key: 'name', label: t('effects:segments.name'), leading: true, value: line => <bdi>{line.name}</bdi> },
    { key: 'treated', label: t('effects:play.treated'), numeric: true, value: line => format.number(line.treated) },
    { key: 'heldOut', label: t('effects:play.heldOut'), numeric: true, value: line => format.number(line.heldOut) },
    {
      key: 'difference',
      label: t('effects:segments.difference'),
      numeric: true,
      value: ({ ruling }) => figures.differenceIn(ruling),
    },
    { key: 'range', label: t('effects:arms.range'), numeric: true, value: ({ ruling }) => figures.rangeIn(ruling) },
  ]
  return (
    <Card title={t('effects:segments.title')} note={<Tag tone="care">{t('effects:segments.mark')}</Tag>}>
      <CardPart>
        <p class="small muted">{t('effects:segments.note')}</p>
      </CardPart>
      <DataTable
        caption={t('effects:segments.title')}
        columns={columns}
        rows={lines}
        href={line => href(paths.segment, { id: line.id })}
        empty={null}
      />
    </Card>
  )
}
