import { href, paths } from '../../../paths.ts'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { MarkedName, Tag } from '../../../web/ui/tag.tsx'
import { useView, type View } from '../../../web/view.ts'
import type { ReadLine } from '../plays/together.ts'
import { figuresOf } from './figures.ts'
import { VerdictTag } from './verdict.tsx'

/** All plays, read together. */
export function PlaysTable({ lines }: { readonly lines: readonly ReadLine[] }) {
  const view = useView()
  const { t } = view
  return (
    <Card
      title={t('effects:plays.title')}
      note={
        <a class="link" href={href(paths.effectsTogether)}>
          {t('effects:plays.together')}
        </a>
      }
    >
      <DataTable
        caption={t('effects:plays.title')}
        columns={columnsOf(view)}
        rows={lines}
        href={({ id }) => href(paths.playEffect, { id })}
        empty={
          <EmptyState icon="scale" title={t('effects:plays.emptyTitle')}>
            {t('effects:plays.empty')}
          </EmptyState>
        }
      />
      {lines.length > 1 ? (
        <CardPart>
          <p class="small muted">{t('effects:plays.note')}</p>
        </CardPart>
      ) : null}
    </Card>
  )
}

function columnsOf(view: View): readonly Column<ReadLine>[] {
  const { t, format } = view
  return [
    {
      key: 'name',
      label: t('effects:plays.name'),
      leading: true,
      value: one => <MarkedName name={one.name} sample={one.sample} />,
    },
    { key: 'verdict', label: t('effects:arms.verdict'), value: one => <Standing line={one} /> },
    {
      key: 'difference',
      label: t('effects:segments.difference'),
      numeric: true,
      value: ({ kind, difference }) =>
        kind && difference !== null ? figuresOf(view, kind).difference(difference) : '–',
    },
    {
      key: 'range',
      label: t('effects:arms.range'),
      numeric: true,
      value: ({ kind, low, high }) =>
        kind && low !== null && high !== null ? figuresOf(view, kind).range({ low, high }) : '–',
    },
    {
      key: 'accounts',
      label: t('effects:plays.accounts'),
      numeric: true,
      value: ({ treated, heldOut }) => `${format.number(treated ?? 0)} / ${format.number(heldOut ?? 0)}`,
    },
    {
      key: 'minutes',
      label: t('effects:cost.minutes'),
      numeric: true,
      value: ({ minutes }) => (minutes ? format.minutes(minutes) : '–'),
    },
  ]
}

/** The verdict beside the other plays; without somebody held out, or where arms are not as they were drawn, there is none. */
function Standing({ line }: { readonly line: ReadLine }) {
  const { t } = useView()
  if (!line.hasOutcome) return <Tag tone="neutral">{t('effects:plays.noOutcome')}</Tag>
  if (line.holdout === 0 && !line.heldOut) return <Tag tone="neutral">{t('effects:plays.noHoldout')}</Tag>
  if (line.mismatch) {
    return (
      <Tag tone="bad" icon="triangle-alert">
        {t('effects:alarm.title')}
      </Tag>
    )
  }
  return (
    <span class="cluster">
      <VerdictTag verdict={line.together} />
      {line.promising ? <Tag tone="accent">{t('effects:plays.promising')}</Tag> : null}
      {line.worrying ? <Tag tone="bad">{t('effects:plays.worrying')}</Tag> : null}
    </span>
  )
}
