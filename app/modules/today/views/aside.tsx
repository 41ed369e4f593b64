import { href, paths } from '../../../paths.ts'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Stat } from '../../../web/ui/stat.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { DayView } from '../list/load.ts'
import type { Figures, TaskOfDay } from '../queries.ts'

/** What helps to judge the list: tasks of the day, and what needed nobody. */
export function TodayAside({ day }: { readonly day: DayView }) {
  return (
    <>
      {day.proposals.length > 0 ? <PlaysToStop proposals={day.proposals} /> : null}
      {day.tasks.total > 0 ? <DueTasks {...day.tasks} /> : null}
      {day.figures?.listening ? <WithoutPeople figures={day.figures} /> : null}
    </>
  )
}

/** Plays that do harm, or nothing: their owner decides. */
function PlaysToStop({ proposals }: { readonly proposals: DayView['proposals'] }) {
  const { t, format } = useView()
  return (
    <Card title={t('today:aside.stop')}>
      {proposals.map(({ id, name, verdict, minutes }) => (
        <CardPart>
          <a href={href(paths.playEffect, { id })}>{name}</a>
          <span class="cluster small muted">
            <Tag tone={verdict === 'harms' ? 'bad' : 'neutral'}>{t(`today:aside.stopWhy.${verdict}`)}</Tag>
            {minutes > 0 ? <span>{t('today:aside.stopMinutes', { minutes: format.minutes(minutes) })}</span> : null}
          </span>
        </CardPart>
      ))}
    </Card>
  )
}

function DueTasks({ tasks, total }: { readonly tasks: readonly TaskOfDay[]; readonly total: number }) {
  const { t, format } = useView()
  return (
    <Card
      title={t('today:aside.tasks')}
      note={
        <a class="link" href={href(paths.tasks)}>
          {total > tasks.length ? t('today:aside.allTasks', { total: format.number(total) }) : t('today:aside.toTasks')}
        </a>
      }
    >
      {tasks.map(task => (
        <CardPart>
          <a href={href(paths.task, { id: task.id })}>{task.title}</a>
          <span class="cluster small muted">
            {task.overdue ? <Tag tone="bad">{t('today:aside.overdue')}</Tag> : null}
            <span>{task.account}</span>
          </span>
        </CardPart>
      ))}
    </Card>
  )
}

function WithoutPeople({ figures }: { readonly figures: Figures }) {
  const { t, format } = useView()
  return (
    <Card title={t('today:aside.without')}>
      <CardPart>
        <Stat
          label={t('today:aside.calm')}
          value={format.number(figures.calm)}
          note={t('today:aside.ofActive', { active: format.number(figures.active) })}
        />
      </CardPart>
      <CardPart>
        <Stat label={t('today:aside.events')} value={format.number(figures.events)} />
        <p class="small faint">
          {t('today:aside.countedAt')} <Time at={figures.at} />
        </p>
      </CardPart>
    </Card>
  )
}
