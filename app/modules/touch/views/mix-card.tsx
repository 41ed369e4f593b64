import { Card, CardPart } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { MarkedName } from '../../../web/ui/tag.tsx'
import { BarRow, BarRows } from '../../../web/ui/track.tsx'
import { useView } from '../../../web/view.ts'
import { sharesOf, type TouchKind, touchKinds } from '../mix.ts'
import type { ModelRow } from './overview-page.tsx'
import { nameOf } from './words.ts'

/** Per model, of which kind touches were to be and were. The mark in each bar is what was expected. */
export function MixCard({ rows }: { readonly rows: readonly ModelRow[] }) {
  const { t } = useView()
  return (
    <Card title={t('touch:mix.title')} note={t('touch:mix.note')}>
      {rows.map(row => (
        <CardPart>
          <h3>
            <MarkedName name={row.model.name} sample={row.model.sample} />
          </h3>
          <ModelMix row={row} />
        </CardPart>
      ))}
      <CardPart>
        <Disclosure summary={t('web:ui.chart.table')}>
          <MixTable rows={rows} />
        </Disclosure>
      </CardPart>
    </Card>
  )
}

function ModelMix({ row }: { readonly row: ModelRow }) {
  const { t, format } = useView()
  const real = sharesOf(row.touches)
  const shown = touchKinds.filter(
    kind => row.touches[kind] > 0 || (row.shares?.[kind] ?? 0) > 0 || row.model.purposes[kind],
  )
  return (
    <>
      {real ? null : <p class="small muted">{t('touch:mix.none')}</p>}
      <BarRows>
        {shown.map(kind => {
          const expected = row.shares ? row.shares[kind] / 100 : undefined
          return (
            <BarRow
              label={t(nameOf(kind))}
              share={real?.[kind] ?? 0}
              mark={expected}
              value={
                <>
                  {kind === 'community' && row.touches.community === 0
                    ? t('touch:mix.notYet')
                    : t('touch:mix.real', { share: real ? format.percent(real[kind]) : '–' })}
                  {expected === undefined ? null : ` ${t('touch:mix.expected', { share: format.percent(expected) })}`}
                </>
              }
              detail={row.model.purposes[kind] || undefined}
            />
          )
        })}
      </BarRows>
    </>
  )
}

interface MixLine {
  readonly row: ModelRow
  readonly kind: TouchKind
}

function MixTable({ rows }: { readonly rows: readonly ModelRow[] }) {
  const { t, format } = useView()
  const columns: readonly Column<MixLine>[] = [
    { key: 'model', label: t('touch:list.model'), leading: true, value: ({ row }) => row.model.name },
    { key: 'kind', label: t('touch:mix.kind'), value: ({ kind }) => t(nameOf(kind)) },
    {
      key: 'touches',
      label: t('touch:mix.touches'),
      numeric: true,
      value: ({ row, kind }) => format.number(row.touches[kind]),
    },
    {
      key: 'real',
      label: t('touch:mix.realHead'),
      numeric: true,
      value: ({ row, kind }) => {
        const real = sharesOf(row.touches)
        return real ? format.percent(real[kind]) : '–'
      },
    },
    {
      key: 'expected',
      label: t('touch:mix.expectedHead'),
      numeric: true,
      value: ({ row, kind }) => (row.shares ? format.percent(row.shares[kind] / 100) : '–'),
    },
  ]
  const lines = rows.flatMap(row => touchKinds.map(kind => ({ row, kind })))
  return <DataTable caption={t('touch:mix.title')} columns={columns} rows={lines} empty={null} scrolls />
}
