import type { Child } from 'hono/jsx'
import { useView } from '../view.ts'
import { Button } from './button.tsx'
import type { Option } from './choice.tsx'
import { Field, TextArea } from './field.tsx'
import { HiddenFields } from './hidden-fields.tsx'

/** Where each answer is sent. */
export interface AnswerAddresses {
  readonly completion: string
  readonly alternative: string
  readonly snooze: string
  readonly dismissal: string
}

export interface AnswerPanelsProps {
  /** Unique on the page; the panels are called `${id}-done`, `-else`, `-later`, `-no`. */
  readonly id: string
  /** Left out where one set of panels serves many rows. */
  readonly to?: AnswerAddresses
  /** Hidden fields sent with every answer. */
  readonly fields?: Readonly<Record<string, string | number>>
  /** Estimated. */
  readonly minutes?: number
  /** Names for times ahead, sent as `choice`; a date can be given besides. */
  readonly later: readonly Option[]
  /** The first day that can be chosen, 2026-11-23. */
  readonly firstDay: string
  /** Usual reasons, sent as `reason`; others can be written. */
  readonly reasons: readonly Option[]
  /** Further fields beside minutes and note of "done". */
  readonly more?: Child
}

/** What each of the four answers asks. */
export function AnswerPanels(props: AnswerPanelsProps) {
  return (
    <>
      <DonePanel {...props} />
      <AlternativePanel {...props} />
      <LaterPanel {...props} />
      <DismissalPanel {...props} />
    </>
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
  readonly action: string | undefined
  readonly fields: AnswerPanelsProps['fields']
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

function DonePanel({ id, to, fields, minutes, more }: AnswerPanelsProps) {
  const { t } = useView()
  return (
    <Panel id={`${id}-done`} title={t('web:ui.answers.doneMore')}>
      <PanelForm action={to?.completion} fields={fields}>
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

function AlternativePanel({ id, to, fields, minutes }: AnswerPanelsProps) {
  const { t } = useView()
  return (
    <Panel id={`${id}-else`} title={t('web:ui.answers.else')}>
      <PanelForm action={to?.alternative} fields={fields}>
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

function LaterPanel({ id, to, fields, later, firstDay }: AnswerPanelsProps) {
  const { t } = useView()
  return (
    <Panel id={`${id}-later`} title={t('web:ui.answers.untilWhen')}>
      <PanelForm action={to?.snooze} fields={fields}>
        <div class="answer-choices">
          {later.map(({ value, text }) => (
            <Button name="choice" value={value} size="small">
              {text}
            </Button>
          ))}
        </div>
      </PanelForm>
      {/* A form of its own, so that Enter after a date means the date. */}
      <PanelForm action={to?.snooze} fields={{ ...fields, choice: 'date' }}>
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

function DismissalPanel({ id, to, fields, reasons }: AnswerPanelsProps) {
  const { t } = useView()
  return (
    <Panel id={`${id}-no`} title={t('web:ui.answers.why')}>
      <PanelForm action={to?.dismissal} fields={fields}>
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

function Minutes({ id, value }: { readonly id: string; readonly value: number | undefined }) {
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
