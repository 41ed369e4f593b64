import type { Child } from 'hono/jsx'
import { useView } from '../view.ts'
import { Button } from './button.tsx'
import type { Option } from './choice.tsx'
import { Field, TextArea } from './field.tsx'
import { HiddenFields } from './hidden-fields.tsx'
import { KeyHint } from './key-hint.tsx'

export interface AnswersProps {
  /** Unique on the page. */
  readonly id: string
  /** What is answered, for screen readers. */
  readonly label: string
  /** Where each answer is sent. */
  readonly to: {
    readonly completion: string
    readonly alternative: string
    readonly snooze: string
    readonly dismissal: string
  }
  /** Hidden fields sent with every answer. */
  readonly fields?: Readonly<Record<string, string | number>>
  /** Estimated; one click on "done" takes it as spent. */
  readonly minutes: number
  /** Names for times ahead, sent as `choice`; a date can be given besides. */
  readonly later: readonly Option[]
  /** The first day that can be chosen, 2026-11-23. */
  readonly firstDay: string
  /** Usual reasons, sent as `reason`; others can be written. */
  readonly reasons: readonly Option[]
  /** Further fields beside minutes and note of "done". */
  readonly more?: Child
}

/** The four answers to something that a person should do. With scripts also by key, within a `[data-row-keys]`. */
export function Answers(props: AnswersProps) {
  const { t } = useView()
  const { id, to, label } = props
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring the looks of a form
    <div class="answers" role="group" aria-label={label}>
      <form method="post" action={to.completion} class="joined">
        <HiddenFields {...props} />
        <input type="hidden" name="minutes" value={props.minutes} />
        <Button look="primary" more={{ 'data-row-key': 'd' }}>
          {t('web:ui.answers.done')}
          <KeyHint keys="d" />
        </Button>
        <Button
          look="primary"
          icon="chevron-down"
          label={t('web:ui.answers.doneMore')}
          shows={`${id}-done`}
          more={{ 'data-row-key': 'D' }}
        />
      </form>
      <DonePanel {...props} />
      <Opener panel={`${id}-else`} keyName="s" text={t('web:ui.answers.else')} />
      <AlternativePanel {...props} />
      <Opener panel={`${id}-later`} keyName="l" text={t('web:ui.answers.later')} quiet />
      <LaterPanel {...props} />
      <Opener panel={`${id}-no`} keyName="n" text={t('web:ui.answers.notNeeded')} quiet />
      <DismissalPanel {...props} />
    </div>
  )
}

interface OpenerProps {
  readonly panel: string
  readonly keyName: string
  readonly text: string
  readonly quiet?: boolean
}

function Opener({ panel, keyName, text, quiet }: OpenerProps) {
  return (
    <Button {...(quiet ? { look: 'quiet' as const } : {})} shows={panel} more={{ 'data-row-key': keyName }}>
      {text}
      <KeyHint keys={keyName} />
    </Button>
  )
}

interface PanelProps {
  readonly id: string
  readonly title: string
  readonly children: Child
}

function Panel({ id, title, children }: PanelProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring the looks of a form
    <div class="menu answer-panel" id={id} popover="auto" role="group" aria-label={title}>
      <b class="small">{title}</b>
      {children}
    </div>
  )
}

interface PanelFormProps {
  readonly action: string
  readonly fields: AnswersProps['fields']
  readonly children: Child
}

function PanelForm({ action, fields, children }: PanelFormProps) {
  return (
    <form method="post" action={action} class="answer-form">
      <HiddenFields fields={fields} />
      {children}
    </form>
  )
}

function DonePanel({ id, to, fields, minutes, more }: AnswersProps) {
  const { t } = useView()
  return (
    <Panel id={`${id}-done`} title={t('web:ui.answers.doneMore')}>
      <PanelForm action={to.completion} fields={fields}>
        <Minutes id={`${id}-done-minutes`} value={minutes} />
        <TextArea
          name="note"
          id={`${id}-done-note`}
          label={t('web:ui.answers.note')}
          optional
          rows={2}
          maxlength={2000}
        />
        {more}
        <Button look="primary">{t('web:ui.answers.done')}</Button>
      </PanelForm>
    </Panel>
  )
}

function AlternativePanel({ id, to, fields, minutes }: AnswersProps) {
  const { t } = useView()
  return (
    <Panel id={`${id}-else`} title={t('web:ui.answers.else')}>
      <PanelForm action={to.alternative} fields={fields}>
        <TextArea
          name="note"
          id={`${id}-else-note`}
          label={t('web:ui.answers.what')}
          hint={t('web:ui.answers.whatHint')}
          required
          rows={2}
          maxlength={2000}
        />
        <Minutes id={`${id}-else-minutes`} value={minutes} />
        <Button look="primary">{t('web:ui.answers.save')}</Button>
      </PanelForm>
    </Panel>
  )
}

function LaterPanel({ id, to, fields, later, firstDay }: AnswersProps) {
  const { t } = useView()
  return (
    <Panel id={`${id}-later`} title={t('web:ui.answers.untilWhen')}>
      <PanelForm action={to.snooze} fields={fields}>
        <div class="answer-choices">
          {later.map(({ value, text }) => (
            <Button name="choice" value={value} size="small">
              {text}
            </Button>
          ))}
        </div>
      </PanelForm>
      {/* A form of its own, so that Enter after a date means the date. */}
      <PanelForm action={to.snooze} fields={{ ...fields, choice: 'date' }}>
        <Field
          name="date"
          id={`${id}-later-date`}
          type="date"
          label={t('web:ui.answers.date')}
          min={firstDay}
          required
        />
        <Button>{t('web:ui.answers.saveDate')}</Button>
      </PanelForm>
    </Panel>
  )
}

function DismissalPanel({ id, to, fields, reasons }: AnswersProps) {
  const { t } = useView()
  return (
    <Panel id={`${id}-no`} title={t('web:ui.answers.why')}>
      <PanelForm action={to.dismissal} fields={fields}>
        <div class="answer-choices">
          {reasons.map(({ value, text }) => (
            <Button name="reason" value={value} size="small">
              {text}
            </Button>
          ))}
        </div>
        <TextArea name="note" id={`${id}-no-note`} label={t('web:ui.answers.otherReason')} rows={2} maxlength={2000} />
        <Button>{t('web:ui.answers.save')}</Button>
      </PanelForm>
    </Panel>
  )
}

function Minutes({ id, value }: { readonly id: string; readonly value: number }) {
  const { t } = useView()
  return (
    <Field
      name="minutes"
      id={id}
      type="number"
      inputmode="numeric"
      label={t('web:ui.answers.minutes')}
      value={value}
      min={0}
      max={1440}
      unit={t('web:ui.answers.minutesUnit')}
      short
    />
  )
}
