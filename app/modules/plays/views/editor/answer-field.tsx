import { Select } from '../../../../web/ui/choice.tsx'
import { useView } from '../../../../web/view.ts'
import { type AskedAnswer, answerQuestions } from '../../definition/definition.ts'
import { stepsBefore } from '../../definition/steps.ts'
import { askingWords } from '../../describe/answers.ts'
import { askingSteps } from '../../describe/telling.ts'
import { settingPrefix } from '../../editor/read-settings.ts'
import { useSheet } from './context.ts'

interface AnswerFieldProps {
  readonly name: string
  readonly value: AskedAnswer | undefined
  /** Only steps above this one can have been answered; all when it is left out. */
  readonly above?: string
  /** That no answer came can be asked for, too. */
  readonly none?: boolean
}

/** Which answer to a step of the play is asked for; nothing where no step asks anything. */
export function AnswerField({ name, value, above, none }: AnswerFieldProps) {
  const view = useView()
  const { t } = view
  const { play, names } = useSheet()
  const asking = askingSteps(names.offers, stepsBefore(play.definition, above))
  const groups = asking.flatMap(step => {
    const words = askingWords(view, step, names)
    const own = { any: t('plays:editor.answer.any'), none: t('plays:editor.answer.none'), ...words }
    const offered = answerQuestions.filter(is => is !== 'none' || none)
    const options = offered.map(is => ({ value: `${step.id}:${is}`, text: own[is] ?? '' }))
    return words ? [{ group: t('plays:editor.answer.to', { subject: words.subject }), options }] : []
  })
  const chosen = value && `${value.step}:${value.is}`
  const known = groups.some(group => group.options.some(option => option.value === chosen))
  if (groups.length === 0 && !chosen) return null
  return (
    <Select
      name={`${settingPrefix}${name}`}
      label={t('plays:editor.answer.label')}
      hint={t('plays:editor.answer.hint')}
      value={chosen ?? 'nothing'}
      options={[
        { value: 'nothing', text: t('plays:editor.answer.nothing') },
        ...(chosen && !known ? [{ value: chosen, text: t('plays:say.answerGone') }] : []),
        ...groups,
      ]}
    />
  )
}
