import { href, paths } from '../../../paths.ts'
import { Card } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { MarkedName, Tag } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import type { ModelRow } from './overview-page.tsx'
import { differs, timeOf } from './words.ts'

/** A month by model: whom it holds, what was expected of people and what they gave. */
export function ModelMonthTable({ rows }: { readonly rows: readonly ModelRow[] }) {
  const { t } = useView()
  return (
    <Card title={t('touch:minutes.title')} note={t('touch:minutes.note')}>
      <DataTable
        caption={t('touch:minutes.title')}
        columns={useColumns()}
        rows={rows}
        href={row => href(paths.touchModel, { id: row.model.id })}
        empty={null}
      />
    </Card>
  )
}

function useColumns(): readonly Column<ModelRow>[] {
  const { t, format } = useView()
  return [
    {
      key: 'name',
      label: t('touch:list.model'),
      leading: true,
      value: row => <Name row={row} />,
    },
    { key: 'accounts', label: t('touch:list.accounts'), numeric: true, value: row => format.number(row.accounts) },
    {
      key: 'expected',
      label: t('touch:minutes.expected'),
      numeric: true,
      value: row => <Minutes row={row} minutes={row.expected} />,
    },
    {
      key: 'spent',
      label: t('touch:minutes.spent'),
      numeric: true,
      value: row => <Minutes row={row} minutes={row.said + row.estimated} />,
    },
    { key: 'over', label: t('touch:minutes.difference'), value: row => <Difference row={row} /> },
    {
      key: 'reached',
      label: t('touch:minutes.reached'),
      numeric: true,
      minor: true,
      value: row => format.number(row.reached),
    },
    {
      key: 'enrolled',
      label: t('touch:minutes.enrolled'),
      numeric: true,
      minor: true,
      value: row => format.number(row.enrolled),
    },
  ]
}

function Name({ row }: { readonly row: ModelRow }) {
  const { t } = useView()
  return (
    <>
      <MarkedName name={row.model.name} sample={row.model.sample} />
      {row.model.ended ? <span class="small muted"> {t('touch:models.endedMark')}</span> : null}
    </>
  )
}

/** In all, and per account. */
function Minutes({ row, minutes }: { readonly row: ModelRow; readonly minutes: number }) {
  const view = useView()
  const { t, format } = view
  const each = row.accounts === 0 ? '–' : format.number(minutes / row.accounts, 1)
  return (
    <>
      {timeOf(view, minutes)}
      <br />
      <span class="small muted">{t('touch:minutes.each', { minutes: each })}</span>
    </>
  )
}

function Difference({ row }: { readonly row: ModelRow }) {
  const view = useView()
  const { t } = view
  const spent = row.said + row.estimated
  const time = timeOf(view, Math.abs(spent - row.expected))
  if (!differs(spent, row.expected)) {
    return <Tag tone="good">{t('touch:minutes.asExpected')}</Tag>
  }
  return spent > row.expected ? (
    <Tag tone="care" icon="arrow-up">
      {t('touch:minutes.more', { time })}
    </Tag>
  ) : (
    <Tag icon="arrow-down">{t('touch:minutes.less', { time })}</Tag>
  )
}
