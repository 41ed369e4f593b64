import { href, paths } from '../../../../paths.ts'
import { PostButton } from '../../../../web/ui/button.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { ProgressPanel } from '../../../../web/ui/progress-panel.tsx'
import { useView } from '../../../../web/view.ts'
import type { ImportRow } from '../queries.ts'

export const waitingId = 'import-waiting'
export const runningId = 'import-running'

/** While the file is being looked at. */
export function WaitingPanel({ row }: { readonly row: ImportRow }) {
  const { t } = useView()
  return (
    <div id={waitingId}>
      <Card padded label={t('imports:wait.title')}>
        <ProgressPanel
          id="import-waiting-progress"
          title={t('imports:wait.title')}
          state="running"
          done={row.rows_done}
          unit={t('imports:counts.rows', { count: row.rows_done })}
          message={t('imports:wait.lead')}
        />
      </Card>
    </div>
  )
}

/** While it is imported: how far it is, and a way to stop it. */
export function RunningPanel({ row }: { readonly row: ImportRow }) {
  const { t } = useView()
  const { phase } = row
  const stop = row.stop_asked ? (
    <span class="muted">{t('imports:run.stopping')}</span>
  ) : (
    <PostButton action={href(paths.importStop, { id: row.id })} icon="square" confirm={t('imports:run.stopConfirm')}>
      {t('imports:run.stop')}
    </PostButton>
  )
  return (
    <div id={runningId}>
      <Card padded label={t('imports:status.running')}>
        <ProgressPanel
          id="import-running-progress"
          title={t(`imports:run.${phase ?? 'waiting'}`)}
          state={phase ? 'running' : 'waiting'}
          done={row.rows_done}
          total={phase ? row.rows_total : undefined}
          unit={t('imports:counts.rows', { count: phase ? row.rows_total : row.rows_done })}
          message={t('imports:run.lead')}
          actions={stop}
        />
      </Card>
    </div>
  )
}
