import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

/** What other modules may read with SQL. */
export const publishedViews = [
  'tasks.open_task',
  'tasks.open_task_person',
  'tasks.outcome_fact',
  'tasks.minutes_fact',
  'tasks.touch_fact',
] as const

export const outcomeKinds = ['done', 'not_needed', 'something_else'] as const
export type OutcomeKind = (typeof outcomeKinds)[number]

/** What of the tasks a list shows: to be done now, put away until later, closed. */
export const taskViews = ['open', 'later', 'closed'] as const
export type TaskView = (typeof taskViews)[number]

/** What the page of tasks shows: of one person also their day in its order. */
export const listViews = ['today', ...taskViews] as const
export type ListView = (typeof listViews)[number]

/** So many of a task's comments are shown. */
export const mostComments = 200

interface TaskTable {
  id: GeneratedAlways<number>
  account_id: number
  contact_id: number | null
  title: string
  reason: string | null
  /** How the play would do it. */
  proposal: string | null
  assignee_id: string | null
  due_at: Date
  due_on: string | null
  minutes: Generated<number>
  source: Generated<'manual' | 'play'>
  source_id: string | null
  created_by: string | null
  created_at: ColumnType<Date, Date | undefined, never>
  closed_at: Date | null
  snoozed_until: Date | null
  version: Generated<number>
  sample: Generated<boolean>
}

interface OutcomeTable {
  id: GeneratedAlways<number>
  task_id: number
  kind: OutcomeKind
  minutes: number | null
  /** The minutes are the estimate, taken with one press. */
  estimated: Generated<boolean>
  note: string | null
  staff_id: string | null
  at: Date
  withdrawn_at: Date | null
  withdrawn_by: string | null
}

interface SnoozeTable {
  id: GeneratedAlways<number>
  task_id: number
  until: Date
  staff_id: string | null
  at: Date
  withdrawn_at: Date | null
}

interface OpenTaskView {
  id: number
  account_id: number
  contact_id: number | null
  title: string
  reason: string | null
  assignee_id: string | null
  due_at: Date
  due_on: string | null
  minutes: number
  source: 'manual' | 'play'
  snoozed_until: Date | null
  sample: boolean
}

interface RevisionTable {
  id: GeneratedAlways<number>
  task_id: number
  title: string
  proposal: string | null
  minutes: number
  staff_id: string | null
  at: Date
}

interface CollaborationTable {
  task_id: number
  staff_id: string
  added_by: string | null
  added_at: Date
  left_at: Date | null
}

interface SpentTable {
  id: GeneratedAlways<number>
  task_id: number
  staff_id: string
  minutes: number
  at: Date
}

interface CommentTable {
  id: GeneratedAlways<number>
  task_id: number
  staff_id: string | null
  body: string | null
  at: Date
  withdrawn_at: Date | null
  sample: Generated<boolean>
}

interface OutcomeFactView {
  task_id: number
  source: 'manual' | 'play'
  source_id: string | null
  account_id: number
  kind: OutcomeKind
  minutes: number | null
  note: string | null
  staff_id: string | null
  at: Date
  title: string
  sample: boolean
  changed: boolean
}

interface MinutesFactView {
  task_id: number
  account_id: number
  staff_id: string | null
  minutes: number
  at: Date
  source: 'manual' | 'play'
  source_id: string | null
  sample: boolean
}

declare module '../../platform/tables.ts' {
  interface Tables {
    'tasks.task': TaskTable
    'tasks.outcome': OutcomeTable
    'tasks.snooze': SnoozeTable
    'tasks.revision': RevisionTable
    'tasks.collaboration': CollaborationTable
    'tasks.spent': SpentTable
    'tasks.comment': CommentTable
    'tasks.mention': { comment_id: number; staff_id: string; settled_at: Date | null }
    'tasks.place': { staff_id: string; day: string; task_id: number; position: number }
    'tasks.open_task': OpenTaskView
    'tasks.open_task_person': {
      task_id: number
      account_id: number
      staff_id: string
      part: 'assignee' | 'collaborator'
    }
    'tasks.outcome_fact': OutcomeFactView
    'tasks.minutes_fact': MinutesFactView
  }
}
