import { href, paths } from '../../paths.ts'
import { staff } from '../../web/access.ts'
import type { Module } from '../../web/module.ts'
import { leaveTasks, removeSampleTasks } from './leaving.ts'
import en from './locales/en.json' with { type: 'json' }
import ja from './locales/ja.json' with { type: 'json' }
import { forgetContact, moveAccount, moveContact } from './moves.ts'
import { showTasks } from './panel.tsx'
import { taskAnswerRoutes } from './routes/answers.tsx'
import { taskDayRoutes } from './routes/day.tsx'
import { taskListRoutes } from './routes/list.tsx'
import { taskRoutes } from './routes/task.tsx'
import { togetherRoutes } from './routes/together.tsx'
import { readTimeline } from './timeline.ts'

export type { Assignment } from './assignment.ts'
export { dayIn } from './due.ts'
export { alternativeForm, completionForm, dismissalForm, dismissalReasons, snoozeForm } from './input.ts'
export { laterInstant, offeredLater } from './later.ts'
export { closeTask, snoozeTask, takeBackOutcome } from './outcome.ts'
export { createPlayTasks } from './play-tasks.ts'
export { tasksAbout } from './queries.ts'
export { createTask } from './task.ts'
export { addCollaborator } from './together/collaboration.ts'
export { addComment } from './together/comment.ts'

declare module '../../web/i18n.ts' {
  interface TextCatalogues {
    tasks: typeof ja
  }
}

/** What people should do for accounts, and what became of it. */
export const tasks: Module = {
  name: 'tasks',
  catalogues: { ja, en },
  routes: [taskListRoutes, taskDayRoutes, taskRoutes, taskAnswerRoutes, togetherRoutes],
  navigation: [
    { href: href(paths.tasks), label: 'tasks:list.nav', icon: 'list-checks', key: 'k', group: 'work', access: staff },
  ],
  measures: [
    {
      key: 'tasks.open',
      label: 'tasks:measure.open',
      unit: 'count',
      better: 'less',
      relation: 'tasks.open_task',
      value: { take: 'rows' },
      empty: 0,
    },
  ],
  touches: [{ key: 'tasks.outcomes', label: 'tasks:touches', relation: 'tasks.touch_fact', saysSource: true }],
  timeline: readTimeline,
  accountPanels: [{ key: 'tasks', place: 'aside', order: 10, show: showTasks }],
  mergeAccounts: moveAccount,
  mergeContacts: moveContact,
  erase: forgetContact,
  personRemoved: leaveTasks,
  removeSample: removeSampleTasks,
}
