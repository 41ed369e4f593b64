import { deedsTimeline } from '../identity/index.ts'

/** What people answered on Today. */
export const readTimeline = deedsTimeline('today', {
  looks: {
    answered_done: { icon: 'check', tone: 'accent' },
    answered_something_else: { icon: 'lightbulb', tone: 'accent' },
    answered_later: { icon: 'clock', tone: 'neutral' },
    answered_not_needed: { icon: 'x', tone: 'neutral' },
    answer_withdrawn: { icon: 'undo-2', tone: 'neutral' },
  },
  words: ({ data }) => {
    const { task, note } = data as { task?: string; note?: string }
    return [task, note]
  },
})
