import type { Child } from 'hono/jsx'
import { href, paths } from '../../../paths.ts'
import { AnsweredRows, Answers, RowAnswers } from '../../../web/ui/answers.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView, type View } from '../../../web/view.ts'
import { dayIn, dueState } from '../due.ts'
import { dismissalReasons } from '../input.ts'
import { type LaterChoice, offeredLater } from '../later.ts'
import type { TaskRow } from '../queries.ts'

/** By when: late, today, or the day; the exact time where one was said. */
export function DueTag({ task }: { readonly task: Pick<TaskRow, 'dueAt' | 'dueOn'> }) {
  const { t, now, timeZone, format } = useView()
  const state = dueState(task.dueAt, now, timeZone)
  // The end of a day is the first instant of the next one.
  const day = task.dueOn ?? dayIn(task.dueAt, timeZone)
  const shown = task.dueOn
    ? format.dayMonth(day)
    : t('tasks:due.at', { day: format.dayMonth(day), time: format.time(task.dueAt) })
  if (state === 'overdue') {
    return (
      <Tag tone="bad" icon="clock-alert">
        {t('tasks:due.overdue', { due: shown })}
      </Tag>
    )
  }
  if (state === 'today') return <Tag tone="care">{task.dueOn ? t('tasks:due.today') : shown}</Tag>
  return <Tag>{t('tasks:due.by', { due: shown })}</Tag>
}

/** The four answers to a task. */
export function TaskAnswers({ task }: { readonly task: TaskRow }) {
  return <Answers id={`task-${task.id}`} {...answered(useView(), task)} {...questions(useView())} />
}

/** The same in a list of many: the questions stand once around it (`TaskQuestions`). */
export function TaskRowAnswers({ task }: { readonly task: TaskRow }) {
  return <RowAnswers panels={panels} page={href(paths.task, { id: task.id })} {...answered(useView(), task)} />
}

/** Around a list of tasks: what their answers ask. */
export function TaskQuestions({ children }: { readonly children: Child }) {
  return (
    <AnsweredRows id={panels} {...questions(useView())}>
      {children}
    </AnsweredRows>
  )
}

const panels = 'task-answer'

function answered({ t }: View, { id, title, minutes }: TaskRow) {
  const to = {
    completion: href(paths.taskCompletion, { id }),
    alternative: href(paths.taskAlternative, { id }),
    snooze: href(paths.taskSnooze, { id }),
    dismissal: href(paths.taskDismissal, { id }),
  }
  return { label: t('tasks:outcome.answersFor', { title }), to, minutes }
}

function questions(view: View) {
  const { t, now, timeZone } = view
  return {
    later: laterOptions(view),
    firstDay: Temporal.PlainDate.from(dayIn(now, timeZone)).add({ days: 1 }).toString(),
    reasons: dismissalReasons.map(value => ({ value, text: t(`tasks:outcome.reasons.${value}`) })),
  }
}

function laterOptions({ t, now, timeZone }: View) {
  return offeredLater(now, timeZone)
    .filter((value): value is Exclude<LaterChoice, 'date'> => value !== 'date')
    .map(value => ({ value, text: t(`tasks:later.${value}`) }))
}

/** What became of a closed task, in a line. */
export function OutcomeLine({ task }: { readonly task: TaskRow }) {
  const { t, format } = useView()
  if (!task.outcome || !task.closedAt) return null
  const spentOf = (minutes: string) => (task.outcomeEstimated ? t('tasks:outcome.estimated', { minutes }) : minutes)
  return (
    <p class="task-outcome small muted">
      <Tag tone={task.outcome === 'not_needed' ? 'neutral' : 'good'}>{t(`tasks:outcome.kinds.${task.outcome}`)}</Tag>{' '}
      {task.outcomeNote ? `${task.outcomeNote}　` : null}
      <span class="faint">
        {task.outcomeBy ? `${task.outcomeBy} · ` : null}
        <Time at={task.closedAt} />
        {task.outcomeMinutes ? ` · ${spentOf(format.minutes(task.outcomeMinutes))}` : null}
      </span>
    </p>
  )
}
