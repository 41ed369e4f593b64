import { href, paths } from '../../../paths.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { Button, LinkButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { Select } from '../../../web/ui/choice.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { FilterBar } from '../../../web/ui/filter-bar.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { Pagination } from '../../../web/ui/pagination.tsx'
import { Tabs } from '../../../web/ui/tabs.tsx'
import { useView } from '../../../web/view.ts'
import type { Colleague } from '../../identity/index.ts'
import type { DayPlan } from '../day/plan.ts'
import { dueState, dueStates } from '../due.ts'
import type { TaskRow } from '../queries.ts'
import { type ListView, listViews } from '../tables.ts'
import type { Call } from '../together/queries.ts'
import { Calls } from './comments.tsx'
import { DayTasks } from './day.tsx'
import { TaskItem } from './item.tsx'
import { TaskQuestions } from './parts.tsx'

export interface TaskListQuery {
  readonly view: ListView
  /** A person, `all`, `nobody`; empty for the usual. */
  readonly who: string
  readonly account?: number | undefined
}

interface TasksPageProps {
  readonly query: TaskListQuery
  readonly tasks: readonly TaskRow[]
  /** The day of the person whose tasks these are, when that is looked at. */
  readonly plan: DayPlan | undefined
  readonly counts: { readonly open: number; readonly overdue: number }
  readonly people: readonly Colleague[]
  /** Comments that call the person who looks. */
  readonly calls: readonly Call[]
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
  const { query, tasks, plan, next } = props
  const views = query.account === undefined && isOnes(query.who) ? listViews : listViews.filter(one => one !== 'today')
  return (
    <StaffLayout title={t('tasks:list.title')}>
      <TasksHead {...props} />
      <Calls calls={props.calls} />
      <Tabs
        label={t('tasks:list.title')}
        tabs={views.map(view => ({
          text: t(`tasks:list.views.${view}`),
          href: listHref({ ...query, view }),
          current: view === query.view,
        }))}
      />
      <WhoBar query={query} people={props.people} />
      <Card label={t('tasks:list.title')}>
        <h2 class="unseen">{t(`tasks:list.views.${query.view}`)}</h2>
        {plan ? <DayTasks plan={plan} /> : tasks.length === 0 ? <NoTasks {...query} /> : <TaskGroups {...props} />}
      </Card>
      {plan ? null : (
        <Pagination
          shown={tasks.length}
          previous={props.first ? undefined : listHref(query)}
          next={next}
          total={props.first && !next ? tasks.length : undefined}
        />
      )}
    </StaffLayout>
  )
}

function TasksHead({ query, tasks, counts, account }: TasksPageProps) {
  const { t } = useView()
  const lead = counts.open === 0 ? undefined : t('tasks:list.lead', { open: counts.open, overdue: counts.overdue })
  return (
    <PageHead
      title={account ? t('tasks:list.titleOf', { account }) : t('tasks:list.title')}
      breadcrumb={account && query.account ? [{ text: account, href: href(paths.account, { id: query.account }) }] : []}
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
  )
}

/** Whether the list is of one person: only they have a day. */
export function isOnes(who: string): boolean {
  return who !== 'all' && who !== 'nobody'
}

function listHref(query: TaskListQuery): string {
  return href(paths.tasks, {}, shortened(query))
}

function fileHref(query: TaskListQuery): string {
  return href(paths.tasksExport, {}, shortened(query))
}

function shortened({ view, who, account }: TaskListQuery) {
  return { view: view === usualView({ who, account }) ? undefined : view, who, account }
}

/** What is shown unless something else is asked for: a person's day, else what is open. */
export function usualView({ who, account }: Pick<TaskListQuery, 'who' | 'account'>): ListView {
  return account === undefined && isOnes(who) ? 'today' : 'open'
}

function WhoBar({ query, people }: { readonly query: TaskListQuery; readonly people: readonly Colleague[] }) {
  const { t, staff } = useView()
  const others = people.filter(({ id }) => id !== staff?.id)
  const usual = query.account === undefined ? (staff?.id ?? '') : 'all'
  return (
    <FilterBar
      action={href(paths.tasks)}
      keep={{ view: query.view === 'today' ? undefined : query.view, account: query.account?.toString() }}
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
      {query.view === 'open' ? <TasksByDue query={query} tasks={tasks} now={now} /> : <TaskItems tasks={tasks} />}
    </TaskQuestions>
  )
}

function TasksByDue({ query, tasks, now }: Pick<TasksPageProps, 'query' | 'tasks' | 'now'>) {
  const { t, timeZone, staff } = useView()
  const own = query.account === undefined && (query.who === '' || query.who === staff?.id)
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
          <TaskItems tasks={group.tasks} take={own && (group.state === 'soon' || group.state === 'later')} />
        </section>
      ))}
    </>
  )
}

interface TaskItemsProps {
  readonly tasks: readonly TaskRow[]
  /** They can be taken into one's own day. */
  readonly take?: boolean
}

function TaskItems({ tasks, take }: TaskItemsProps) {
  return (
    <ul class="task-list" data-shortcuts-list data-controller="row-keys">
      {tasks.map(task => (
        <TaskItem task={task} moves={take ? <TakeButton task={task} /> : null} />
      ))}
    </ul>
  )
}

function TakeButton({ task }: { readonly task: TaskRow }) {
  const { t } = useView()
  return (
    <form method="post" action={href(paths.taskPlace, { id: task.id })} class="inline-form task-take">
      <Button name="move" value="first" look="quiet" size="small" icon="sun" more={{ 'data-row-key': 'F' }}>
        {t('tasks:day.take')}
      </Button>
    </form>
  )
}

function NoTasks({ view, account }: TaskListQuery) {
  const { t } = useView()
  // On the page of an account's tasks the button that makes one stands above.
  if (view !== 'open' || account !== undefined)
    return <EmptyState icon="list-checks" title={t(`tasks:list.none.${view === 'today' ? 'open' : view}`)} />
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
