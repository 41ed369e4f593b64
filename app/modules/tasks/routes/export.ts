import { today } from '../../../platform/clock.ts'
import { csvFile, csvList } from '../../../web/csv.ts'
import type { RequestContext } from '../../../web/routes.ts'
import { recordExport } from '../../identity/index.ts'
import { countListed, cursorAfter, listTasks, type TaskFilter, type TaskRow } from '../queries.ts'

/** Answers with all tasks of a list as a CSV file. */
export async function exportTasks(c: RequestContext, filter: Omit<TaskFilter, 'after' | 'limit'>): Promise<Response> {
  const { services, view } = c.var
  const { t } = view
  const columns = ['account', 'title', 'reason', 'assignee', 'due', 'minutes', 'outcome', 'note', 'closed'] as const
  await recordExport(c, 'tasks.tasks_exported', { rows: await countListed(services.db, filter) })
  const lines = csvList<TaskRow>(view, {
    headings: columns.map(column => t(`tasks:file.${column}`)),
    page: (last, limit) => listTasks(services.db, { ...filter, limit, after: last && cursorAfter(last, filter.view) }),
    cells: task => [
      task.account,
      task.title,
      task.reason ?? '',
      task.assignee ?? '',
      task.dueOn ?? task.dueAt.toISOString(),
      task.outcomeMinutes ?? task.minutes,
      task.outcome ? t(`tasks:outcome.kinds.${task.outcome}`) : '',
      task.outcomeNote ?? '',
      task.closedAt?.toISOString() ?? '',
    ],
    isSample: task => task.sample,
  })
  return csvFile(c, `tasks-${today(view.timeZone)}.csv`, lines)
}
