import type { Child } from 'hono/jsx'
import type { RequestContext } from '../../web/routes.ts'
import { accountContacts } from '../customers/index.ts'
import { colleagues } from '../identity/index.ts'
import { listTasks } from './queries.ts'
import { TaskPanel } from './views/panel.tsx'

const shown = 5

/** The panel of an account's open tasks. */
export async function showTasks(c: RequestContext, accountId: number): Promise<Child> {
  const { db } = c.var.services
  const [found, people, contacts] = await Promise.all([
    listTasks(db, { accountId, view: 'open', limit: shown + 1 }),
    colleagues(db),
    accountContacts(db, accountId),
  ])
  const tasks = found.slice(0, shown)
  const panel = { accountId, tasks, more: found.length > shown, people, contacts }
  return <TaskPanel {...panel} />
}
