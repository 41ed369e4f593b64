import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { nowDate } from '../../../platform/clock.ts'
import { staff } from '../../../web/access.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { findAccountName } from '../../customers/index.ts'
import { colleagues } from '../../identity/index.ts'
import { type Cursor, countTasks, cursorAfter, listTasks, type TaskRow } from '../queries.ts'
import { taskViews } from '../tables.ts'
import { type TaskListQuery, TasksPage } from '../views/list.tsx'
import { exportTasks } from './export.ts'

const perPage = 50

const listQuery = z.object({
  view: z.enum(taskViews).catch('open'),
  who: z
    .string()
    .regex(/^(all|nobody|[\w-]{1,64})$/)
    .catch(''),
  account: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number)
    .optional()
    .catch(undefined),
  after: z
    .string()
    .regex(/^\d{1,15}\.\d{1,15}$/)
    .optional()
    .catch(undefined),
})

/** What people should do: mine, everybody's, or about one account. */
export const taskListRoutes = new Routes()
  .get(paths.tasks, staff, async c => {
    const { db } = c.var.services
    const { after, ...query } = listQuery.parse({ who: '', ...c.req.query() })
    const filter = { assigneeId: assigneeOf(c, query), accountId: query.account }
    const [found, counts, people, account] = await Promise.all([
      listTasks(db, { ...filter, view: query.view, after: readCursor(after), limit: perPage + 1 }),
      countTasks(db, filter),
      colleagues(db),
      query.account === undefined ? undefined : findAccountName(db, query.account),
    ])
    const tasks = found.slice(0, perPage)
    const last = found.length > perPage ? tasks.at(-1) : undefined
    const next = last && href(paths.tasks, {}, { ...queryText(query), after: cursorText(last, query) })
    return page(
      c,
      <TasksPage
        query={query}
        tasks={tasks}
        counts={counts}
        people={people}
        account={account}
        next={next}
        first={after === undefined}
        now={nowDate()}
      />,
    )
  })
  .get(paths.tasksExport, staff, c => {
    const query = listQuery.parse({ who: '', ...c.req.query() })
    return exportTasks(c, { view: query.view, assigneeId: assigneeOf(c, query), accountId: query.account })
  })

/** Without a choice: the person's own tasks; of an account everybody's. */
function assigneeOf(c: RequestContext, query: TaskListQuery): string | null | undefined {
  if (query.who === 'nobody') return null
  if (query.who === 'all') return undefined
  if (query.who) return query.who
  return query.account === undefined ? (c.var.staff?.id ?? null) : undefined
}

function queryText({ view, who, account }: TaskListQuery) {
  return { view: view === 'open' ? undefined : view, who: who || undefined, account }
}

function cursorText(row: TaskRow, { view }: TaskListQuery): string {
  const { at, id } = cursorAfter(row, view)
  return `${at.getTime()}.${id}`
}

function readCursor(text: string | undefined): Cursor | undefined {
  const [at, id] = (text ?? '').split('.').map(Number)
  return at !== undefined && id !== undefined && text ? { at: new Date(at), id } : undefined
}
