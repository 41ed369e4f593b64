import { href, paths } from '../../../paths.ts'
import { Button, LinkButton, PostButton } from '../../../web/ui/button.tsx'
import { CardPart } from '../../../web/ui/card.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Meter } from '../../../web/ui/track.tsx'
import { useView } from '../../../web/view.ts'
import { type Move, moves, type Placed } from '../day/order.ts'
import type { DayPlan, TaskOfDay } from '../day/plan.ts'
import { TaskItem } from './item.tsx'
import { TaskQuestions } from './parts.tsx'

/** The tasks of a person's day in their order, and where their time ends. */
export function DayTasks({ plan }: { readonly plan: DayPlan }) {
  const { t, staff } = useView()
  const own = plan.staffId === staff?.id
  if (plan.tasks.length === 0) return <NothingToday plan={plan} />
  const within = withinTime(plan)
  return (
    <>
      <TimeOfDay plan={plan} own={own} />
      <TaskQuestions>
        <ol class="task-list day" data-shortcuts-list data-controller="row-keys">
          {plan.tasks.map((placed, index) => (
            <>
              {index === within && index > 0 ? <li class="task-limit small muted">{t('tasks:day.beyond')}</li> : null}
              <DayItem placed={placed} own={own} first={index === 0} last={index === plan.tasks.length - 1} />
            </>
          ))}
        </ol>
      </TaskQuestions>
      {plan.more ? <CardPart>{t('tasks:day.more', { count: plan.tasks.length })}</CardPart> : null}
      <CardPart>
        <Disclosure summary={t('tasks:day.how')}>
          <p class="small muted">{t('tasks:day.howText')}</p>
          {own ? <p class="small muted">{t('tasks:day.howMove')}</p> : null}
        </Disclosure>
      </CardPart>
    </>
  )
}

function TimeOfDay({ plan, own }: { readonly plan: DayPlan; readonly own: boolean }) {
  const { t, format } = useView()
  const planned = plan.tasks.reduce((sum, { task }) => sum + task.minutes, 0)
  return (
    <CardPart>
      <div class="task-day-head">
        {plan.time ? (
          <Meter
            label={t('tasks:day.time')}
            text={t('tasks:day.timeText', {
              planned: format.minutes(planned),
              spent: format.minutes(plan.time.spent),
              available: format.minutes(plan.time.available),
            })}
            value={plan.time.spent + planned}
            max={plan.time.available}
            {...(plan.time.spent + planned > plan.time.available ? { tone: 'care' as const } : {})}
          />
        ) : null}
        <div class="cluster">
          {own && plan.placed ? (
            <PostButton action={href(paths.tasksOrder)} look="quiet" size="small" icon="undo-2">
              {t('tasks:day.forget')}
            </PostButton>
          ) : null}
          {own && plan.time ? (
            <LinkButton href={href(paths.todayWorkingWeek)} look="quiet" size="small" icon="calendar-days">
              {t('tasks:day.week')}
            </LinkButton>
          ) : null}
        </div>
      </div>
    </CardPart>
  )
}

interface DayItemProps {
  readonly placed: Placed<TaskOfDay>
  readonly own: boolean
  readonly first: boolean
  readonly last: boolean
}

function DayItem({ placed: { task, why }, own, first, last }: DayItemProps) {
  const { t, format } = useView()
  const { stake } = task
  const reasons = [
    why === undefined || why === 'older' ? undefined : t(`tasks:day.why.${why}`),
    stake?.value ? t('tasks:day.value', { value: format.money(stake.value, stake.currency) }) : undefined,
    stake ? t('tasks:day.risk', { risk: format.percent(stake.risk) }) : undefined,
  ].filter(reason => reason !== undefined)
  return (
    <TaskItem
      task={task}
      why={reasons.join(t('tasks:day.and'))}
      moves={own ? <MoveButtons task={task} first={first} last={last} /> : null}
    />
  )
}

const looks: Readonly<Record<Move, { readonly icon: string; readonly key: string }>> = {
  first: { icon: 'chevrons-up', key: 'F' },
  up: { icon: 'chevron-up', key: 'K' },
  down: { icon: 'chevron-down', key: 'J' },
}

interface MoveButtonsProps {
  readonly task: TaskOfDay
  readonly first: boolean
  readonly last: boolean
}

function MoveButtons({ task, first, last }: MoveButtonsProps) {
  const { t } = useView()
  return (
    <form
      method="post"
      action={href(paths.taskPlace, { id: task.id })}
      class="task-moves"
      aria-label={t('tasks:day.moves', { title: task.title })}
    >
      {moves.map(move => (
        <Button
          name="move"
          value={move}
          look="quiet"
          size="small"
          icon={looks[move].icon}
          label={t(`tasks:day.move.${move}`)}
          disabled={move === 'down' ? last : first}
          more={{ 'data-row-key': looks[move].key }}
        />
      ))}
    </form>
  )
}

/** How many of the day's tasks fit into the time that is left; all where nothing is known of it. */
function withinTime({ tasks, time }: DayPlan): number {
  if (!time) return tasks.length
  let left = time.available - time.spent
  const beyond = tasks.findIndex(({ task }) => {
    left -= task.minutes
    return left < 0
  })
  return beyond < 0 ? tasks.length : beyond
}

function NothingToday({ plan }: { readonly plan: DayPlan }) {
  const { t, staff } = useView()
  const own = plan.staffId === staff?.id
  return (
    <EmptyState
      icon="list-checks"
      title={t('tasks:day.none')}
      action={
        <LinkButton href={href(paths.tasks, {}, { view: 'open', who: own ? undefined : plan.staffId })}>
          {t('tasks:day.toOpen')}
        </LinkButton>
      }
    >
      {t('tasks:day.noneHow')}
    </EmptyState>
  )
}
