import type { Child } from 'hono/jsx'
import { Card, CardPart } from '../../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../../web/ui/data-table.tsx'
import { Tag } from '../../../../web/ui/tag.tsx'
import { useView } from '../../../../web/view.ts'
import { problemText } from '../export.ts'
import type { Subject } from '../mapping/plan.ts'
import type { Preview, PreviewRow, PreviewValue } from '../preview.ts'

interface PreviewCardProps {
  readonly subject: Subject
  readonly preview: Preview
}

/** The first rows as they would be afterwards. */
export function PreviewCard({ subject, preview }: PreviewCardProps) {
  const { t } = useView()
  const nameless = subject === 'accounts' && !preview.fields.includes('name')
  return (
    <Card title={t('imports:preview.title', { count: preview.rows.length })}>
      <CardPart flush>
        <DataTable
          caption={t('imports:preview.caption')}
          columns={useColumns(preview)}
          rows={preview.rows}
          scrolls
          empty={null}
        />
      </CardPart>
      {nameless || preview.moreTraits > 0 ? (
        <CardPart>
          <p class="muted small">
            {nameless ? t('imports:preview.nameIsId') : null}{' '}
            {preview.moreTraits > 0 ? t('imports:preview.moreTraits', { count: preview.moreTraits }) : null}
          </p>
        </CardPart>
      ) : null}
    </Card>
  )
}

function useColumns(preview: Preview): readonly Column<PreviewRow>[] {
  const { t, format } = useView()
  return [
    { key: 'row', label: t('imports:preview.row'), numeric: true, value: row => format.number(row.number) },
    { key: 'fate', label: t('imports:preview.fate'), value: row => <Fate row={row} /> },
    ...preview.fields.map(field => ({
      key: field,
      label: t(`imports:field.${field}`),
      numeric: field === 'monthly_amount',
      value: (row: PreviewRow) => <Value value={row.values.get(field)} />,
    })),
    ...preview.traits.map(({ key, numeric }) => ({
      key: `trait:${key}`,
      label: key,
      numeric,
      value: (row: PreviewRow) => <Value value={row.values.get(`trait:${key}`)} />,
    })),
  ]
}

const fates = { new: 'good', known: 'accent', left_out: 'bad' } as const

function Fate({ row }: { readonly row: PreviewRow }) {
  const { t } = useView()
  return (
    <div class="told">
      <span>
        <Tag tone={fates[row.fate]}>{t(`imports:preview.${row.fate}`)}</Tag>
      </span>
      {row.problems.map(problem => (
        <p class="small">
          {problem.column === null ? null : (
            <b>
              <bdi>{problem.column}</bdi>{' '}
            </b>
          )}
          {problemText(t, problem.name, problem.detail)}
        </p>
      ))}
    </div>
  )
}

function Value({ value }: { readonly value: PreviewValue | undefined }): Child {
  const { t, format } = useView()
  if (!value) return null
  switch (value.kind) {
    case 'day':
      return format.date(value.text)
    case 'instant':
      return format.date(new Date(value.text))
    case 'flag':
      return t(value.is ? 'imports:word.yes' : 'imports:word.no')
    case 'word':
      return t(`imports:word.${value.of}.${value.word}` as Parameters<typeof t>[0])
    case 'number':
      return value.text
    case 'text':
      return <bdi>{value.text}</bdi>
  }
}
