import { ProgressPanel } from '../../../web/ui/progress-panel.tsx'
import { useView } from '../../../web/view.ts'
import type { RecountProgress } from '../recount.ts'

/** How far counting in another time zone has come. */
export function RecountPanel({ progress }: { readonly progress: RecountProgress }) {
  const { t } = useView()
  const { done, total, finishedAt, timeZone } = progress
  return (
    <ProgressPanel
      id="recount-progress"
      title={t('events:recount.title')}
      state={finishedAt ? 'finished' : 'running'}
      done={done}
      total={total}
      unit={t('events:recount.unit')}
      message={t('events:recount.message', { timeZone })}
    />
  )
}
