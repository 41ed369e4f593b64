import { href, paths } from '../../../paths.ts'
import type { TextKey } from '../../../web/i18n.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton, PostButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { FormAlert } from '../../../web/ui/form.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { SampleLink } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { Colleague } from '../../identity/index.ts'
import type { TaskRow } from '../queries.ts'
import type { TaskForms } from '../routes/task.tsx'
import type { Collaborator, Comment, Revision } from '../together/queries.ts'
import { Comments } from './comments.tsx'
import type { TaskContact } from './fields.tsx'
import { DueTag, OutcomeLine, TaskAnswers } from './parts.tsx'
import { People } from './people.tsx'
import { Proposed } from './proposal.tsx'

interface TaskPageProps {
  readonly task: TaskRow
  readonly people: readonly Colleague[]
  /** Who it is about, if anybody in particular. */
  readonly contact: TaskContact | undefined
  readonly collaborators: readonly Collaborator[]
  readonly comments: readonly Comment[]
  readonly revisions: readonly Revision[]
  readonly forms: TaskForms
  readonly now: Date
  /** Why an answer could not be accepted. */
  readonly problem?: TextKey
}

/** One task: what, why, who, and the answers to it. */
export function TaskPage(props: TaskPageProps) {
  const { task, people, contact, collaborators, comments, revisions, forms, now, problem } = props
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
          {task.source === 'play' ? <Proposed task={task} revisions={revisions} /> : null}
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
        {closedAt ? <ClosedPart task={task} /> : <OpenPart task={task} />}
      </Card>
      <People task={task} people={people} collaborators={collaborators} forms={forms} />
      <Comments taskId={id} comments={comments} people={people} forms={forms} />
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

function OpenPart({ task }: { readonly task: TaskRow }) {
  return (
    <CardPart>
      <div data-controller="row-keys">
        <div data-row-keys>
          <TaskAnswers task={task} />
        </div>
      </div>
    </CardPart>
  )
}
