import { z } from 'zod'
import { href, paths } from '../../../paths.ts'
import { nowDate } from '../../../platform/clock.ts'
import { staff } from '../../../web/access.ts'
import { page } from '../../../web/page.tsx'
import { type RequestContext, Routes } from '../../../web/routes.ts'
import { findAccountName } from '../../customers/index.ts'
import { actorOf, colleagues } from '../../identity/index.ts'
import { planDay } from '../day/plan.ts'
import { type Cursor, countTasks, cursorAfter, listTasks, type TaskRow } from '../queries.ts'
import { listViews, type TaskView } from '../tables.ts'
import { callsFor } from '../together/queries.ts'
import { type TaskListQuery, TasksPage, usualView } from '../views/list.tsx'
import { exportDay, exportTasks } from './export.ts'

const perPage = 50

const listQuery = z.object({
  view: z.enum(listViews).optional().catch(undefined),
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
    const { after, query } = readQuery(c)
    const filter = { assigneeId: assigneeOf(c, query), accountId: query.account }
    const [{ plan, tasks, next }, counts, people, calls, account] = await Promise.all([
      readTasks(c, query, after),
      countTasks(db, filter),
      colleagues(db),
      callsFor(db, actorOf(c).id),
      query.account === undefined ? undefined : findAccountName(db, query.account),
    ])
    const found = { query, plan, tasks, next, counts, people, calls, account }
    return page(c, <TasksPage {...found} first={after === undefined} now={nowDate()} />)
  })
  .get(paths.tasksExport, staff, c => {
    const { query } = readQuery(c)
    const { view, account: accountId } = query
    const assigneeId = assigneeOf(c, query)
    return view === 'today' ? exportDay(c, assigneeId ?? '') : exportTasks(c, { view, assigneeId, accountId })
  })

function readQuery(c: RequestContext): { readonly query: TaskListQuery; readonly after: string | undefined } {
  const { after, view, who, account } = listQuery.parse({ who: '', ...c.req.query() })
  const usual = usualView({ who, account })
  return { after, query: { view: view === 'today' ? usual : (view ?? usual), who, account } }
}

/** A person's day, or a page of the list. */
async function readTasks(c: RequestContext, query: TaskListQuery, after: string | undefined) {
  const { services } = c.var
  const { view } = query
  const assigneeId = assigneeOf(c, query)
  if (view === 'today') {
    const plan = await planDay(services, assigneeId ?? '')
    return { plan, tasks: plan.tasks.map(({ task }) => task), next: undefined }
  }
  const filter = { assigneeId, accountId: query.account }
  const found = await listTasks(services.db, { ...filter, view, after: readCursor(after), limit: perPage + 1 })
  const tasks = found.slice(0, perPage)
  const last = found.length > perPage ? tasks.at(-1) : undefined
  const next = last && href(paths.tasks, {}, { ...queryText(query), after: cursorText(last, view) })
  return { plan: undefined, tasks, next }
}

/** Without a choice: the person's own tasks; of an account everybody's. */
function assigneeOf(c: RequestContext, query: TaskListQuery): string | null | undefined {
  if (query.who === 'nobody') return null
  if (query.who === 'all') return undefined
  if (query.who) return query.who
  return query.account === undefined ? (c.var.staff?.id ?? null) : undefined
}

function queryText({ view, who, account }: TaskListQuery) {
  return { view: view === usualView({ who, account }) ? undefined : view, who: who || undefined, account }
}

function cursorText(row: TaskRow, view: TaskView): string {
  const { at, id } = cursorAfter(row, view)
  return `${at.getTime()}.${id}`
}

function readCursor(text: string | undefined): Cursor | undefined {
  const [at, id] = (text ?? '').split('.').map(Number)
  return at !== undefined && id !== undefined && text ? { at: new Date(at), id } : undefined
}
