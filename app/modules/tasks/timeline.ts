import { href, paths } from '../../paths.ts'
import { deedsTimeline } from '../identity/index.ts'

/** What was done about tasks of an account. */
export const readTimeline = deedsTimeline('tasks', {
  looks: {
    task_made: { icon: 'list-plus', tone: 'neutral' },
    task_proposed: { icon: 'list-plus', tone: 'neutral' },
    proposal_changed: { icon: 'pencil', tone: 'accent' },
    collaborator_added: { icon: 'users-round', tone: 'neutral' },
    collaborator_removed: { icon: 'user-x', tone: 'neutral' },
    comment_added: { icon: 'message-square', tone: 'neutral' },
    comment_withdrawn: { icon: 'undo-2', tone: 'neutral' },
    task_changed: { icon: 'pencil', tone: 'neutral' },
    task_assigned: { icon: 'user-check', tone: 'neutral' },
    task_unassigned: { icon: 'user-x', tone: 'neutral' },
    task_done: { icon: 'list-checks', tone: 'accent' },
    task_not_needed: { icon: 'x', tone: 'neutral' },
    task_done_differently: { icon: 'lightbulb', tone: 'accent' },
    task_snoozed: { icon: 'clock', tone: 'neutral' },
    minutes_corrected: { icon: 'clock', tone: 'neutral' },
    task_reopened: { icon: 'undo-2', tone: 'neutral' },
  },
  values: ({ data }) => {
    const { title = '', to = '', before = '', after = '' } = data as Readonly<Record<string, string>>
    return { title, to, before, after }
  },
  words: ({ data }) => [(data as { note?: string | null }).note],
  href: ({ subject_id }) => (subject_id ? href(paths.task, { id: subject_id }) : undefined),
})
