import type { Child } from 'hono/jsx'
import { href, paths } from '../../../paths.ts'
import { Icon } from '../../../web/ui/icon.tsx'
import { SampleMark } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { TaskRow } from '../queries.ts'
import { DueTag, OutcomeLine, TaskRowAnswers } from './parts.tsx'

interface TaskItemProps {
  readonly task: TaskRow
  /** Why it stands where it does. */
  readonly why?: string
  /** What moves it to another place. */
  readonly moves?: Child
}

/** A task in a list, with its answers. */
export function TaskItem({ task, why, moves }: TaskItemProps) {
  const { id, closedAt, snoozedUntil } = task
  return (
    <li class="task" id={`task-row-${id}`} data-row-keys={closedAt ? undefined : ''}>
      <div class="task-what">
        <a class="task-title" href={href(paths.task, { id })}>
          {task.title}
        </a>
        <TaskFacts task={task} />
        {why ? <p class="small task-why">{why}</p> : null}
        {task.reason ? <p class="small muted">{task.reason}</p> : null}
        {snoozedUntil && !closedAt ? <Until at={snoozedUntil} /> : null}
      </div>
      {closedAt ? <OutcomeLine task={task} /> : <TaskRowAnswers task={task} />}
      {moves}
    </li>
  )
}

function TaskFacts({ task }: { readonly task: TaskRow }) {
  const { t, format } = useView()
  const { accountId, closedAt } = task
  const people = [task.assignee, ...task.collaborators].filter(name => name !== null)
  return (
    <span class="cluster small muted">
      {closedAt ? null : <DueTag task={task} />}
      <span>
        <a href={href(paths.account, { id: accountId })}>{task.account}</a> {task.sample ? <SampleMark /> : null}
      </span>
      <span class="num">{format.minutes(task.minutes)}</span>
      {people.length > 0 || !closedAt ? (
        <span>{people.length > 0 ? people.join(t('tasks:people.between')) : t('tasks:list.unassigned')}</span>
      ) : null}
      {task.source === 'play' ? <span>{t('tasks:proposal.fromPlay')}</span> : null}
      {task.comments > 0 ? (
        <span class="num task-comments">
          <Icon name="message-square" size="small" />
          <span class="unseen">{t('tasks:comments.title')}</span> {format.number(task.comments)}
        </span>
      ) : null}
    </span>
  )
}

function Until({ at }: { readonly at: Date }) {
  const { t, now } = useView()
  if (at <= now) return null
  return (
    <p class="small muted">
      {t('tasks:later.until')} <Time at={at} as="exact" />
    </p>
  )
}
