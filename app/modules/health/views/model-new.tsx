import { href, paths } from '../../../paths.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Cluster } from '../../../web/ui/layout-parts.tsx'
import { useView } from '../../../web/view.ts'
import type { Model } from '../models.ts'

/** From what a new model begins: the default, or a copy of another. */
export function BeginningCard({
  models,
  from,
}: {
  readonly models: readonly Model[]
  readonly from: number | undefined
}) {
  const { t } = useView()
  return (
    <Card title={t('health:model.beginning')} padded>
      <Cluster>
        <LinkButton
          href={href(paths.healthModelNew)}
          size="small"
          more={{ 'aria-current': from === undefined ? 'true' : undefined }}
        >
          {t('health:model.fromDefault')}
        </LinkButton>
        {models.map(model => (
          <LinkButton
            href={href(paths.healthModelNew, {}, { from: model.id })}
            size="small"
            more={{ 'aria-current': from === model.id ? 'true' : undefined }}
          >
            {t('health:model.copyOf', { name: model.name })}
          </LinkButton>
        ))}
      </Cluster>
    </Card>
  )
}
