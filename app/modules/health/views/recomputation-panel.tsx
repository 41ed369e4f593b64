import { Card } from '../../../web/ui/card.tsx'
import { ProgressPanel } from '../../../web/ui/progress-panel.tsx'
import { useView } from '../../../web/view.ts'
import type { Recomputation } from '../recomputation.ts'

/** The element that live updates replace while all scores are computed anew. */
export const recomputationPanelId = 'recomputation'

/** How far the scores are computed anew after a model was changed; nothing to see when that is done. */
export function RecomputationPanel({ current }: { readonly current: Recomputation | undefined }) {
  const { t } = useView()
  if (!current) return <div id={recomputationPanelId} />
  if (current.status === 'failed') {
    return (
      <div id={recomputationPanelId}>
        <Card title={t('health:recomputation.failed')} padded>
          <p>{t('health:recomputation.failedText')}</p>
        </Card>
      </div>
    )
  }
  return (
    <ProgressPanel
      id={recomputationPanelId}
      title={t('health:recomputation.title')}
      state={current.status === 'waiting' ? 'waiting' : 'running'}
      done={Math.round(current.progress * 100)}
      total={100}
      unit="%"
      message={t('health:recomputation.message')}
    />
  )
}
