import { today } from '../../../platform/clock.ts'
import { csvFile, csvList } from '../../../web/csv.ts'
import type { RequestContext } from '../../../web/routes.ts'
import { recordExport } from '../../identity/index.ts'
import { planDay } from '../day/plan.ts'
import { countListed, cursorAfter, listTasks, type TaskFilter, type TaskRow } from '../queries.ts'

const columns = [
  'account',
  'title',
  'reason',
  'assignee',
  'collaborators',
  'due',
  'minutes',
  'outcome',
  'spent',
  'note',
  'closed',
] as const

/** Answers with all tasks of a list as a CSV file. */
export async function exportTasks(c: RequestContext, filter: Omit<TaskFilter, 'after' | 'limit'>): Promise<Response> {
  const { db } = c.var.services
  const page = (last: TaskRow | undefined, limit: number) =>
    listTasks(db, { ...filter, limit, after: last && cursorAfter(last, filter.view) })
  return tasksFile(c, await countListed(db, filter), page)
}

/** The same of a person's day, in its order. */
export async function exportDay(c: RequestContext, staffId: string): Promise<Response> {
  const { tasks } = await planDay(c.var.services, staffId)
  const rows = tasks.map(({ task }) => task)
  return tasksFile(c, rows.length, async last => (last ? [] : rows))
}

type Page = (last: TaskRow | undefined, limit: number) => Promise<readonly TaskRow[]>

async function tasksFile(c: RequestContext, rows: number, page: Page): Promise<Response> {
  const { view } = c.var
  const { t } = view
  await recordExport(c, 'tasks.tasks_exported', { rows })
  const lines = csvList<TaskRow>(view, {
    headings: columns.map(column => t(`tasks:file.${column}`)),
    page,
    cells: task => [
      task.account,
      task.title,
      task.reason ?? '',
      task.assignee ?? '',
      task.collaborators.join(t('tasks:people.between')),
      task.dueOn ?? task.dueAt.toISOString(),
      task.minutes,
      task.outcome ? t(`tasks:outcome.kinds.${task.outcome}`) : '',
      task.spent ?? '',
      task.outcomeNote ?? '',
      task.closedAt?.toISOString() ?? '',
    ],
    isSample: task => task.sample,
  })
  return csvFile(c, `tasks-${today(view.timeZone)}.csv`, lines)
}
