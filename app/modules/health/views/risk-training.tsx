import { Card } from '../../../web/ui/card.tsx'
import { ProgressPanel } from '../../../web/ui/progress-panel.tsx'
import { useView, type View } from '../../../web/view.ts'
import type { Training } from '../learning/queries.ts'
import { predictingStage } from '../tables.ts'

/** The element that live updates replace while a model is being trained. */
export const trainingPanelId = 'risk-training'

/** Which training ended last, predictions included, for a page that waits for it. */
export function settledTraining(last: Training | undefined): string | undefined {
  if (!last) return ''
  return last.status === 'training' || isPredicting(last) ? undefined : String(last.id)
}

function isPredicting(training: Training): boolean {
  return training.status === 'ready' && training.stage === predictingStage
}

/** How a training goes, or why it came to nothing; nothing to see after it succeeded. */
export function TrainingPanel({ training }: { readonly training: Training | undefined }) {
  const { t } = useView()
  if (!training) return <div id={trainingPanelId} />
  if (training.status === 'training' || isPredicting(training)) return <Running training={training} />
  if (training.status === 'ready' && training.active) return <div id={trainingPanelId} />
  return (
    <div id={trainingPanelId}>
      <Card title={t('health:risk.notTrained')} padded>
        <p>{outcomeWords({ t }, training)}</p>
      </Card>
    </div>
  )
}

function Running({ training }: { readonly training: Training }) {
  const { t } = useView()
  const stages = ['collecting', 'checking', 'validating', 'fitting', predictingStage] as const
  const stage = stages.find(name => name === training.stage) ?? 'collecting'
  return (
    <ProgressPanel
      id={trainingPanelId}
      title={t('health:risk.training')}
      state={training.progress > 0 ? 'running' : 'waiting'}
      done={Math.round(training.progress * 100)}
      total={100}
      message={t(`health:risk.stage.${stage}`)}
    />
  )
}

/** Why there is no new model, and what to do about it. */
export function outcomeWords({ t }: Pick<View, 't'>, training: Training): string {
  if (training.status === 'failed') return t('health:risk.failed', { error: training.error ?? '' })
  if (training.status === 'ready') return t('health:risk.noSignal')
  const refusal = training.refusal
  if (!refusal) return t('health:risk.failed', { error: '' })
  if (refusal.reason === 'too_few_outcomes') {
    const { churned, stayed, needed } = refusal
    return t('health:risk.tooFew', { churned, stayed, needed })
  }
  if (refusal.reason === 'constant_outcome')
    return t('health:risk.constant', { churned: refusal.churned, stayed: refusal.stayed })
  if (refusal.reason === 'too_large')
    return t('health:risk.tooLarge', { columns: refusal.columns, most: refusal.mostColumns })
  return t('health:risk.noInputs')
}
