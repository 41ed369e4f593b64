import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { FilterBar } from '../../../web/ui/filter-bar.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { Tabs } from '../../../web/ui/tabs.tsx'
import { SampleMark } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { Colleague } from '../../identity/index.ts'
import { dueState, dueStates } from '../due.ts'
import type { TaskRow } from '../queries.ts'
import { type TaskView, taskViews } from '../tables.ts'
import { DueTag, OutcomeLine, TaskQuestions, TaskRowAnswers } from './parts.tsx'

export interface TaskListQuery {
  readonly view: TaskView
  /** A person, `all`, `nobody`; empty for the usual. */
  readonly who: string
  readonly account?: number | undefined
}

interface TasksPageProps {
  readonly query: TaskListQuery
  readonly tasks: readonly TaskRow[]
  readonly counts: { readonly open: number; readonly overdue: number }
  readonly people: readonly Colleague[]
  /** Name of the account that is looked at. */
  readonly account: string | undefined
  readonly next: string | undefined
  /** Whether this is the first page. */
  readonly first: boolean
  readonly now: Date
}

/** What is to be done, in the order of the day. */
export function TasksPage(props: TasksPageProps) {
  const { t } = useView()
  const { query, tasks, counts, account, next } = props
  const lead = counts.open === 0 ? undefined : t('tasks:list.lead', { open: counts.open, overdue: counts.overdue })
  return (
    <StaffLayout title={t('tasks:list.title')}>
      <PageHead
        title={account ? t('tasks:list.titleOf', { account }) : t('tasks:list.title')}
        breadcrumb={
          account && query.account ? [{ text: account, href: href(paths.account, { id: query.account }) }] : []
        }
        lead={lead}
        actions={
          <>
            {tasks.length > 0 ? (
              <LinkButton href={fileHref(query)} icon="download" download>
                {t('tasks:list.export')}
              </LinkButton>
            ) : null}
            {query.account ? (
              <LinkButton href={href(paths.taskNew, {}, { account: query.account })} look="primary" icon="plus">
                {t('tasks:form.new')}
              </LinkButton>
            ) : null}
          </>
        }
      />
      <Tabs
        label={t('tasks:list.title')}
        tabs={taskViews.map(view => ({
          text: t(`tasks:list.views.${view}`),
          href: listHref({ ...query, view }),
          current: view === query.view,
        }))}
      />
      <WhoBar query={query} people={props.people} />
      <Card label={t('tasks:list.title')}>
        <h2 class="unseen">{t(`tasks:list.views.${query.view}`)}</h2>
        {tasks.length === 0 ? <NoTasks {...query} /> : <TaskGroups {...props} />}
      </Card>
      <Pagination
        shown={tasks.length}
        previous={props.first ? undefined : listHref(query)}
        next={next}
        total={props.first && !next ? tasks.length : undefined}
      />
    </StaffLayout>
  )
}

function listHref(query: TaskListQuery): string {
  return href(paths.tasks, {}, shortened(query))
}

function fileHref(query: TaskListQuery): string {
  return href(paths.tasksExport, {}, shortened(query))
}

function shortened({ view, who, account }: TaskListQuery) {
  return { view: view === 'open' ? undefined : view, who, account }
}

function WhoBar({ query, people }: { readonly query: TaskListQuery; readonly people: readonly Colleague[] }) {
  const { t, staff } = useView()
  const others = people.filter(({ id }) => id !== staff?.id)
  const usual = query.account === undefined ? (staff?.id ?? '') : 'all'
  return (
    <FilterBar
      action={href(paths.tasks)}
      keep={{ view: query.view === 'open' ? undefined : query.view, account: query.account?.toString() }}
    >
      <Select
        name="who"
        label={t('tasks:list.who')}
        value={query.who || usual}
        options={[
          { value: staff?.id ?? '', text: t('tasks:list.mine') },
          { value: 'all', text: t('tasks:list.everybody') },
          { value: 'nobody', text: t('tasks:list.nobody') },
          ...others.map(({ id, name }) => ({ value: id, text: name })),
        ]}
      />
    </FilterBar>
  )
}

function TaskGroups({ query, tasks, now }: TasksPageProps) {
  if (query.view === 'closed') return <TaskItems tasks={tasks} />
  return (
    <TaskQuestions>
      {query.view === 'open' ? <TasksByDue tasks={tasks} now={now} /> : <TaskItems tasks={tasks} />}
    </TaskQuestions>
  )
}

function TasksByDue({ tasks, now }: Pick<TasksPageProps, 'tasks' | 'now'>) {
  const { t, timeZone } = useView()
  const groups = dueStates
    .map(state => ({ state, tasks: tasks.filter(task => dueState(task.dueAt, now, timeZone) === state) }))
    .filter(group => group.tasks.length > 0)
  return (
    <>
      {groups.map(group => (
        <section aria-label={t(`tasks:due.groups.${group.state}`)}>
          <h3 class="task-group">
            {t(`tasks:due.groups.${group.state}`)} <span class="faint num">{group.tasks.length}</span>
          </h3>
          <TaskItems tasks={group.tasks} />
        </section>
      ))}
    </>
  )
}

function TaskItems({ tasks }: { readonly tasks: readonly TaskRow[] }) {
  return (
    <ul class="task-list" data-shortcuts-list data-controller="row-keys">
      {tasks.map(task => (
        <TaskItem task={task} />
      ))}
    </ul>
  )
}

function TaskItem({ task }: { readonly task: TaskRow }) {
  const { t, format } = useView()
  const { id, accountId, closedAt, snoozedUntil } = task
  return (
    <li class="task" id={`task-row-${id}`} data-row-keys={closedAt ? undefined : ''}>
      <div class="task-what">
        <a class="task-title" href={href(paths.task, { id })}>
          {task.title}
        </a>
        <span class="cluster small muted">
          {closedAt ? null : <DueTag task={task} />}
          <span>
            <a href={href(paths.account, { id: accountId })}>{task.account}</a> {task.sample ? <SampleMark /> : null}
          </span>
          <span class="num">{format.minutes(task.minutes)}</span>
          {task.assignee || !closedAt ? <span>{task.assignee ?? t('tasks:list.unassigned')}</span> : null}
        </span>
        {task.reason ? <p class="small muted">{task.reason}</p> : null}
        {snoozedUntil && !closedAt ? <Until at={snoozedUntil} /> : null}
      </div>
      {closedAt ? <OutcomeLine task={task} /> : <TaskRowAnswers task={task} />}
    </li>
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

function NoTasks({ view, account }: TaskListQuery) {
  const { t } = useView()
  // On the page of an account's tasks the button that makes one stands above.
  if (view !== 'open' || account !== undefined)
    return <EmptyState icon="list-checks" title={t(`tasks:list.none.${view}`)} />
  return (
    <EmptyState
      icon="list-checks"
      title={t('tasks:list.none.open')}
      action={<LinkButton href={href(paths.accounts)}>{t('tasks:form.toAccounts')}</LinkButton>}
    >
      {t('tasks:list.noneHow')}
    </EmptyState>
  )
}
