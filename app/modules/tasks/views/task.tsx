import { href, paths } from '../../../paths.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button, LinkButton, PostButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { Form, FormAlert, FormRow } from '../../../web/ui/form.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { SampleLink } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import { wordOf } from '../../../web/was.ts'
import type { Colleague } from '../../identity/index.ts'
import type { TaskRow } from '../queries.ts'
import type { TaskContact } from './fields.tsx'
import { DueTag, OutcomeLine, TaskAnswers } from './parts.tsx'

interface TaskPageProps {
  readonly task: TaskRow
  readonly people: readonly Colleague[]
  /** Who it is about, if anybody in particular. */
  readonly contact: TaskContact | undefined
  readonly now: Date
  /** Why an answer could not be accepted. */
  readonly problem?: TextKey
}

/** One task: what, why, who, and the answers to it. */
export function TaskPage({ task, people, contact, now, problem }: TaskPageProps) {
  const { t, format } = useView()
  const { id, accountId, closedAt } = task
  return (
    <StaffLayout title={task.title} width="narrow">
      <PageHead
        title={task.title}
        breadcrumb={[
          { text: t('tasks:list.title'), href: href(paths.tasks) },
          { text: task.account, href: href(paths.account, { id: accountId }) },
        ]}
        marks={
          <>
            {closedAt ? null : <DueTag task={task} />}
            {task.sample ? <SampleLink /> : null}
          </>
        }
        actions={
          closedAt ? undefined : (
            <LinkButton href={href(paths.taskEdit, { id })} icon="pencil">
              {t('tasks:form.edit')}
            </LinkButton>
          )
        }
      />
      {problem ? <FormAlert>{t(problem)}</FormAlert> : null}
      <Card label={task.title}>
        <CardPart>
          {task.reason ? <p class="prewrap">{task.reason}</p> : null}
          {contact ? (
            <p>
              {t('tasks:form.contact')}
              {'　'}
              <a class="link" href={href(paths.contact, { id: contact.id })}>
                <bdi>{contact.name}</bdi>
              </a>
            </p>
          ) : null}
          <p class="muted small">
            {t('tasks:task.estimate', { minutes: format.minutes(task.minutes) })}
            {'　'}
            {t('tasks:task.made')} <Time at={task.createdAt} />
          </p>
          {task.snoozedUntil && !closedAt && task.snoozedUntil > now ? (
            <p class="small">
              {t('tasks:later.until')} <Time at={task.snoozedUntil} as="exact" />
            </p>
          ) : null}
        </CardPart>
        {closedAt ? <ClosedPart task={task} /> : <OpenPart task={task} people={people} />}
      </Card>
    </StaffLayout>
  )
}

function ClosedPart({ task }: { readonly task: TaskRow }) {
  const { t } = useView()
  return (
    <CardPart>
      <OutcomeLine task={task} />
      <div>
        <PostButton action={href(paths.taskReopening, { id: task.id })} icon="undo-2" size="small">
          {t('tasks:outcome.reopen')}
        </PostButton>
      </div>
    </CardPart>
  )
}

function OpenPart({ task, people }: { readonly task: TaskRow; readonly people: readonly Colleague[] }) {
  const { t } = useView()
  return (
    <>
      <CardPart>
        <div data-controller="row-keys">
          <div data-row-keys>
            <TaskAnswers task={task} />
          </div>
        </div>
      </CardPart>
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
    </>
  )
}
