import { href, paths } from '../../../paths.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { Form, FormActions, FormRow } from '../../../web/ui/form.tsx'
import { useView } from '../../../web/view.ts'
import { wordOf } from '../../../web/was.ts'
import type { Colleague } from '../../identity/index.ts'
import type { TaskRow } from '../queries.ts'
import type { TaskForms } from '../routes/task.tsx'
import { takesMinutes } from '../together/minutes.ts'
import type { Collaborator } from '../together/queries.ts'

interface PeopleProps {
  readonly task: TaskRow
  readonly people: readonly Colleague[]
  readonly collaborators: readonly Collaborator[]
  readonly forms: TaskForms
}

/** Who does it: the person it is of, and whoever works on it with them. */
export function People({ task, people, collaborators, forms }: PeopleProps) {
  const { t, staff } = useView()
  const open = task.closedAt === null
  const mine = collaborators.find(one => one.staffId === staff?.id)
  const shown = collaborators.filter(one => one.staffId !== task.assigneeId || one.minutes !== null)
  const own = task.assigneeId === staff?.id && (shown.length > 0 || !open)
  // Who closes it says their minutes with that, and can put them right afterwards.
  const closed = task.outcomeById === staff?.id && task.outcome !== 'not_needed'
  const asks = (mine !== undefined || own || closed) && takesMinutes(task.closedAt)
  const minutes = (closed ? task.outcomeMinutes : mine?.minutes) ?? null
  if (!open && shown.length === 0 && !asks) return null
  return (
    <Card title={t('tasks:people.title')}>
      {open ? <AssigneeForm task={task} people={people} /> : null}
      {shown.length > 0 ? (
        <CardPart>
          <ul class="task-people" aria-label={t('tasks:people.with')}>
            {shown.map(one => (
              <CollaboratorItem task={task} collaborator={one} />
            ))}
          </ul>
        </CardPart>
      ) : null}
      {asks ? <MinutesForm task={task} minutes={minutes} forms={forms} /> : null}
      {open ? <CollaboratorForm task={task} people={people} collaborators={collaborators} forms={forms} /> : null}
    </Card>
  )
}

function AssigneeForm({ task, people }: Pick<PeopleProps, 'task' | 'people'>) {
  const { t } = useView()
  return (
    <CardPart>
      <Form action={href(paths.taskAssignment, { id: task.id })}>
        <input type="hidden" name="was" value={wordOf(task.assigneeId)} />
        <FormRow>
          <Select
            name="assigneeId"
            label={t('tasks:form.assignee')}
            value={task.assigneeId ?? ''}
            empty={t('tasks:form.nobody')}
            options={people.map(({ id, name }) => ({ value: id, text: name }))}
          />
          <Button>{t('tasks:task.assign')}</Button>
        </FormRow>
      </Form>
    </CardPart>
  )
}

interface CollaboratorItemProps {
  readonly task: TaskRow
  readonly collaborator: Collaborator
}

function CollaboratorItem({ task, collaborator }: CollaboratorItemProps) {
  const { t, format } = useView()
  const { staffId, name, minutes, present } = collaborator
  return (
    <li class="cluster spread">
      <span>
        {name}
        {minutes === null ? null : <span class="muted small num">{`　${format.minutes(minutes)}`}</span>}
        {present || staffId === task.assigneeId ? null : (
          <span class="faint small">{`　${t('tasks:people.left')}`}</span>
        )}
      </span>
      {present && !task.closedAt ? (
        <form method="post" action={href(paths.taskCollaboratorRemoval, { id: task.id })} class="inline-form">
          <input type="hidden" name="staffId" value={staffId} />
          <Button look="quiet" size="small" icon="x" label={t('tasks:people.remove', { name })} />
        </form>
      ) : null}
    </li>
  )
}

interface MinutesFormProps extends Pick<PeopleProps, 'task' | 'forms'> {
  readonly minutes: number | null
}

/** What one put into it oneself, so far or in all. */
function MinutesForm({ task, minutes, forms }: MinutesFormProps) {
  const { t } = useView()
  return (
    <CardPart>
      <Form action={href(paths.taskMinutes, { id: task.id })} form={forms.minutes}>
        <Field
          name="minutes"
          id="my-minutes"
          type="number"
          inputmode="numeric"
          label={t('tasks:people.myMinutes')}
          value={minutes ?? undefined}
          min={0}
          max={1440}
          unit={t('web:ui.answers.minutesUnit')}
          {...(task.closedAt && { hint: t('tasks:people.minutesHint') })}
          short
        />
        <FormActions>
          <Button>{t('tasks:people.saveMinutes')}</Button>
        </FormActions>
      </Form>
    </CardPart>
  )
}

function CollaboratorForm({ task, people, collaborators, forms }: PeopleProps) {
  const { t } = useView()
  const taken = new Set(collaborators.filter(one => one.present).map(one => one.staffId))
  const free = people.filter(({ id }) => id !== task.assigneeId && !taken.has(id))
  if (free.length === 0) return null
  return (
    <CardPart>
      <Form action={href(paths.taskCollaborators, { id: task.id })} form={forms.people}>
        <FormRow>
          <Select
            name="staffId"
            label={t('tasks:people.add')}
            empty={t('tasks:people.choose')}
            options={free.map(({ id, name }) => ({ value: id, text: name }))}
          />
          <Button icon="user-plus">{t('tasks:people.addSubmit')}</Button>
        </FormRow>
        <p class="field-hint">{t('tasks:people.addHint')}</p>
      </Form>
    </CardPart>
  )
}
