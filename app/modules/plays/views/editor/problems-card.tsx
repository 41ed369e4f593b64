import { Card } from '../../../../web/ui/card.tsx'
import { Icon } from '../../../../web/ui/icon.tsx'
import { useView } from '../../../../web/view.ts'
import type { Problem } from '../../definition/problem.ts'
import { findStep } from '../../definition/steps.ts'
import { stepSentence } from '../../describe/sentences.ts'
import { type Part, stepOfPath } from '../../editor/part.ts'
import { editorHref, placeOfProblem, useSheet } from './context.ts'

export const problemsCardId = 'play-problems'

/** Everything that stands against publishing, each with the way to where it is mended. */
export function ProblemsCard() {
  const { t } = useView()
  const { problems } = useSheet()
  return (
    <Card id={problemsCardId} title={t('plays:editor.problems')} padded>
      {problems.length === 0 ? (
        <p class="play-ready">
          <Icon name="circle-check" />
          {t('plays:editor.ready')}
        </p>
      ) : (
        <ProblemList />
      )}
    </Card>
  )
}

/** The list alone. */
export function ProblemList() {
  const { problems } = useSheet()
  return (
    <ul class="play-problem-list">
      {problems.map(problem => (
        <ProblemItem problem={problem} />
      ))}
    </ul>
  )
}

function ProblemItem({ problem }: { readonly problem: Problem }) {
  const { t } = useView()
  const { play, mayEdit } = useSheet()
  const part = placeOfProblem(problem, path => stepOfPath(play.definition, path)?.id)
  const field = useFieldName(problem)
  const words = t(problem.text, problem.values)
  return (
    <li class={problem.severity === 'error' ? 'bad' : 'care'}>
      <Icon name={problem.severity === 'error' ? 'circle-alert' : 'triangle-alert'} size="small" />
      <span>
        {part && mayEdit ? (
          <a class="link" href={editorHref(play.id, part)}>
            {usePartName(part)}
          </a>
        ) : null}{' '}
        {field ? t('plays:editor.fieldProblem', { field, words }) : words}
      </span>
    </li>
  )
}

/** What the field is called where a step or trigger has several. */
function useFieldName({ at: { part, id, field } }: Problem): string | undefined {
  const { t } = useView()
  const { play, names } = useSheet()
  const { trigger } = play.definition
  const step = part === 'step' && id ? findStep(play.definition, id) : undefined
  const { playTriggers, playSteps } = names.offers
  const kind = part === 'trigger' && trigger ? playTriggers.get(trigger.kind) : undefined
  const { fields = [] } = (step?.kind === 'action' ? playSteps.get(step.action) : kind) ?? {}
  const named = fields.find(one => one.name === field)
  return named && t(named.label)
}

function usePartName(part: Part): string {
  const view = useView()
  const { play, names } = useSheet()
  const step = part.kind === 'step' ? findStep(play.definition, part.id) : undefined
  if (step) return stepSentence(view, play.about, step, names)
  return view.t(`plays:part.${part.kind === 'add' ? 'steps' : part.kind}`)
}
