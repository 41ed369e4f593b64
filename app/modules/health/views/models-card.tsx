import type { Child } from 'hono/jsx'
import { href, paths } from '../../../paths.ts'
import { Card } from '../../../web/ui/card.tsx'
import { type Column, DataTable } from '../../../web/ui/data-table.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { Model } from '../models.ts'
import type { Spread } from '../overview/queries.ts'

interface ModelsCardProps {
  readonly title: string
  readonly models: readonly Model[]
  /** Names of segments by id. */
  readonly segments: ReadonlyMap<number, string>
  readonly counts: Spread['models']
  readonly actions?: (model: Model, index: number) => Child
}

/** The models in the order in which they are tried, with whom and how many they score. */
export function ModelsCard({ title, models, segments, counts, actions }: ModelsCardProps) {
  const { t, format } = useView()
  const columns: readonly Column<Model>[] = [
    { key: 'name', label: t('health:models.name'), leading: true, value: model => model.name },
    {
      key: 'segment',
      label: t('health:models.segment'),
      value: model =>
        model.segmentId === null ? t('health:models.everybodyElse') : (segments.get(model.segmentId) ?? '–'),
    },
    {
      key: 'version',
      label: t('health:models.version'),
      value: model => (
        <>
          {t('health:models.number', { number: model.number })}{' '}
          <span class="muted small">
            <Time at={model.publishedAt} as="day" />
          </span>
        </>
      ),
    },
    {
      key: 'accounts',
      label: t('health:models.accounts'),
      numeric: true,
      value: model => format.number(counts.get(model.id)?.accounts ?? 0),
    },
    {
      key: 'mean',
      label: t('health:models.mean'),
      numeric: true,
      value: model => {
        const mean = counts.get(model.id)?.mean
        return mean == null ? '–' : format.number(mean)
      },
    },
  ]
  const acting: Column<Model> = {
    key: 'actions',
    label: t('health:models.actions'),
    value: model => actions?.(model, models.indexOf(model)),
  }
  return (
    <Card title={title} note={models.length > 1 ? t('health:models.order') : undefined}>
      <DataTable
        caption={title}
        columns={actions && models.length > 1 ? [...columns, acting] : columns}
        rows={models}
        href={model => href(paths.healthModel, { id: model.id })}
        empty={null}
      />
    </Card>
  )
}
