import type { Child } from 'hono/jsx'
import { useView } from '../view.ts'
import { type AnswerAddresses, AnswerPanels, type AnswerPanelsProps } from './answer-panels.tsx'
import { Button, LinkButton } from './button.tsx'
import { HiddenFields } from './hidden-fields.tsx'
import { KeyHint } from './key-hint.tsx'
import type { MoreAttributes } from './tone.ts'

interface Answered {
  /** What is answered, for screen readers. */
  readonly label: string
  readonly to: AnswerAddresses
  /** Estimated; one click on "done" takes it as spent. */
  readonly minutes: number
}

/** The four answers to something that a person should do. With scripts also by key, within a `[data-row-keys]`. */
export function Answers(props: AnswerPanelsProps & Answered) {
  const { id, label } = props
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring the looks of a form
    <div class="answers" role="group" aria-label={label}>
      <AnswerButtons {...props} panels={id} />
      <AnswerPanels {...props} />
    </div>
  )
}

/** Rows that are answered with the same questions, which the page holds once: the one that is asked comes to its row. */
export function AnsweredRows({ children, ...panels }: AnswerPanelsProps & { readonly children: Child }) {
  return (
    <div data-controller="answers">
      {children}
      <template data-answers-target="panels">
        <AnswerPanels {...panels} />
      </template>
    </div>
  )
}

interface RowAnswersProps extends Answered {
  /** Id of the panels of the `AnsweredRows` around. */
  readonly panels: string
  /** Page with the same answers, for where no script brings the questions here. */
  readonly page: string
}

/** The four answers in such a row. */
export function RowAnswers({ page, ...props }: RowAnswersProps) {
  const { t } = useView()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring the looks of a form
    <div class="answers" role="group" aria-label={props.label} data-answers-target="row">
      <AnswerButtons {...props} shared />
      <LinkButton href={page} more={{ 'data-without-scripts': '' }}>
        {t('web:ui.answers.others')}
      </LinkButton>
    </div>
  )
}

interface AnswerButtonsProps extends Omit<Answered, 'label'> {
  readonly panels: string
  readonly fields?: AnswerPanelsProps['fields']
  readonly shared?: boolean
}

function AnswerButtons({ panels, to, fields, minutes, shared }: AnswerButtonsProps) {
  const { t } = useView()
  /** For the script that brings a shared panel: where its answer goes this time. */
  const asks = (address: string): MoreAttributes =>
    shared
      ? { 'data-action': 'answers#ask', 'data-answers-to-param': address, 'data-answers-minutes-param': minutes }
      : {}
  return (
    <>
      <form method="post" action={to.completion} class="joined">
        <HiddenFields fields={{ ...fields, minutes, estimated: 'on' }} />
        <Button look="primary" more={{ 'data-row-key': 'd' }}>
          {t('web:ui.answers.done')}
          <KeyHint keys="d" />
        </Button>
        <Button
          look="primary"
          icon="chevron-down"
          label={t('web:ui.answers.doneMore')}
          shows={`${panels}-done`}
          more={{ 'data-row-key': 'D', ...asks(to.completion) }}
        />
      </form>
      <Opener panel={`${panels}-else`} keyName="s" text={t('web:ui.answers.else')} more={asks(to.alternative)} />
      <Opener panel={`${panels}-later`} keyName="l" text={t('web:ui.answers.later')} quiet more={asks(to.snooze)} />
      <Opener panel={`${panels}-no`} keyName="n" text={t('web:ui.answers.notNeeded')} quiet more={asks(to.dismissal)} />
    </>
  )
}

interface OpenerProps {
  readonly panel: string
  readonly keyName: string
  readonly text: string
  readonly quiet?: boolean
  readonly more: MoreAttributes
}

function Opener({ panel, keyName, text, quiet, more }: OpenerProps) {
  return (
    <Button {...(quiet ? { look: 'quiet' as const } : {})} shows={panel} more={{ 'data-row-key': keyName, ...more }}>
      {text}
      <KeyHint keys={keyName} />
    </Button>
  )
}
