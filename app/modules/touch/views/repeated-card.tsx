import { href, paths } from '../../../paths.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import type { RepeatedKind } from '../lists.ts'
import { type Month, wordOfMonth } from '../months.ts'
import { timeOf } from './words.ts'

interface RepeatedCardProps {
  readonly kinds: readonly RepeatedKind[]
  readonly month: Month
}

/** Tasks that came up again and again: what a play could do, or a message instead of a person. */
export function RepeatedCard({ kinds, month }: RepeatedCardProps) {
  const { t } = useView()
  return (
    <Card
      title={t('touch:repeated.title')}
      actions={
        kinds.length > 0 ? (
          <LinkButton
            href={href(paths.touchRepeatedExport, {}, { month: wordOfMonth(month) })}
            size="small"
            icon="download"
            download
          >
            {t('touch:list.export')}
          </LinkButton>
        ) : undefined
      }
    >
      <CardPart>
        <p class="small muted">{t('touch:repeated.note')}</p>
      </CardPart>
      <DataTable
        caption={t('touch:repeated.title')}
        columns={useColumns()}
        rows={kinds}
        href={row => href(paths.touchRepeated, { kind: row.kind }, { month: wordOfMonth(month) })}
        empty={<CardPart>{t('touch:repeated.none')}</CardPart>}
      />
    </Card>
  )
}

function useColumns(): readonly Column<RepeatedKind>[] {
  const view = useView()
  const { t, format } = view
  return [
    { key: 'title', label: t('touch:list.task'), leading: true, value: row => row.title ?? '…' },
    { key: 'accounts', label: t('touch:list.accounts'), numeric: true, value: row => format.number(row.accounts) },
    { key: 'tasks', label: t('touch:list.tasks'), numeric: true, minor: true, value: row => format.number(row.tasks) },
    {
      key: 'minutes',
      label: t('touch:minutes.spent'),
      numeric: true,
      value: row => (
        <>
          {timeOf(view, row.said + row.estimated)}
          {row.estimated > 0 ? (
            <span class="small muted"> {t('touch:list.ofEstimated', { minutes: timeOf(view, row.estimated) })}</span>
          ) : null}
        </>
      ),
    },
    { key: 'suggestion', label: t('touch:repeated.suggestion'), value: row => <Suggestion row={row} /> },
  ]
}

/** What might be done about it, and why. */
export function Suggestion({ row }: { readonly row: RepeatedKind }) {
  const { t } = useView()
  const often = row.differently * 3 >= row.tasks && row.differently > 0
  if (row.playId === null) {
    return (
      <>
        <Tag tone="accent" icon="workflow">
          {t('touch:repeated.makePlay')}
        </Tag>{' '}
        <span class="small muted">{t('touch:repeated.makePlayWhy')}</span>
      </>
    )
  }
  return (
    <>
      <Tag icon={often ? 'user' : 'mail'}>{t(often ? 'touch:repeated.keepPerson' : 'touch:repeated.makeMessage')}</Tag>{' '}
      <span class="small muted">
        {t(often ? 'touch:repeated.keepPersonWhy' : 'touch:repeated.makeMessageWhy', { play: row.play ?? '…' })}
      </span>
    </>
  )
}
