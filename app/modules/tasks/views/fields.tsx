import { Select } from '../../../web/ui/choice.tsx'
import { Field, TextArea } from '../../../web/ui/field.tsx'
import { FormRow } from '../../../web/ui/form.tsx'
import { useView } from '../../../web/view.ts'
import type { Colleague } from '../../identity/index.ts'
import { dayIn } from '../due.ts'
import type { TaskRow } from '../queries.ts'

/** A person at the account. */
export interface TaskContact {
  readonly id: number
  readonly name: string
}

interface TaskFieldsProps {
  /** What is being changed; a new one when absent. */
  readonly task?: TaskRow
  readonly people: readonly Colleague[]
  /** Who it can be about: contacts of the account. */
  readonly contacts: readonly TaskContact[]
  /** Keeps ids apart when the fields are twice on a page. */
  readonly prefix: string
}

/** What a task says: what, why, who, by when, how long. */
export function TaskFields({ task, people, contacts, prefix }: TaskFieldsProps) {
  const { t, staff } = useView()
  return (
    <>
      <Field
        name="title"
        id={`${prefix}-title`}
        label={t('tasks:form.title')}
        hint={t('tasks:form.titleHint')}
        value={task?.title}
        maxlength={200}
        required
      />
      <TextArea
        name="reason"
        id={`${prefix}-reason`}
        label={t('tasks:form.reason')}
        value={task?.reason ?? undefined}
        maxlength={2000}
        rows={2}
        optional
      />
      {task?.source === 'play' ? (
        <TextArea
          name="proposal"
          id={`${prefix}-proposal`}
          label={t('tasks:proposal.title')}
          hint={t('tasks:proposal.editHint')}
          value={task.proposal ?? undefined}
          maxlength={4000}
          rows={4}
          optional
        />
      ) : null}
      <WhenFields task={task} prefix={prefix} />
      <Select
        name="assigneeId"
        id={`${prefix}-assignee`}
        label={t('tasks:form.assignee')}
        value={task ? (task.assigneeId ?? '') : staff?.id}
        empty={t('tasks:form.nobody')}
        options={people.map(({ id, name }) => ({ value: id, text: name }))}
      />
      {contacts.length > 0 ? (
        <Select
          name="contactId"
          id={`${prefix}-contact`}
          label={t('tasks:form.contact')}
          value={task?.contactId ? String(task.contactId) : undefined}
          empty={t('tasks:form.noContact')}
          options={contacts.map(({ id, name }) => ({ value: String(id), text: name }))}
          optional
        />
      ) : null}
    </>
  )
}

function WhenFields({ task, prefix }: { readonly task: TaskRow | undefined; readonly prefix: string }) {
  const { t, timeZone, now } = useView()
  const due = task ? dueFields(task, timeZone) : { day: dayIn(now, timeZone), time: undefined }
  return (
    <FormRow>
      <Field name="dueOn" id={`${prefix}-due-on`} type="date" label={t('tasks:form.dueOn')} value={due.day} required />
      <Field
        name="dueTime"
        id={`${prefix}-due-time`}
        type="time"
        label={t('tasks:form.dueTime')}
        value={due.time}
        optional
      />
      <Field
        name="minutes"
        id={`${prefix}-minutes`}
        type="number"
        inputmode="numeric"
        label={t('tasks:form.minutes')}
        value={task?.minutes ?? 15}
        min={1}
        max={480}
        unit={t('web:ui.answers.minutesUnit')}
      />
    </FormRow>
  )
}

/** What stood in the date and time fields. */
function dueFields(task: TaskRow, timeZone: string) {
  if (task.dueOn) return { day: task.dueOn, time: undefined }
  const zoned = Temporal.Instant.fromEpochMilliseconds(task.dueAt.getTime()).toZonedDateTimeISO(timeZone)
  return { day: zoned.toPlainDate().toString(), time: zoned.toPlainTime().toString({ smallestUnit: 'minute' }) }
}
