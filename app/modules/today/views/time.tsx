import { href, paths } from '../../../paths.ts'
import { Button } from '../../../web/ui/button.tsx'
import { MenuLink } from '../../../web/ui/menu.tsx'
import { Meter } from '../../../web/ui/track.tsx'
import { useView } from '../../../web/view.ts'

/** Id of the element that an answer renews. */
export const timeId = 'today-time'

interface TimeProps {
  readonly personId: string
  readonly minutes: number
  readonly spent: number
  /** What is on the list within the time. */
  readonly planned: number
}

const choices = [30, 60, 90, 120, 180, 240, 0]

/** How much of the person's time today is spent and planned; changed in one click. */
export function TimeToday({ personId, minutes, spent, planned }: TimeProps) {
  const { t, format, staff } = useView()
  const text = t('today:time.text', { used: format.number(spent + planned), minutes: format.minutes(minutes) })
  return (
    <div class="time-today" id={timeId}>
      <Meter label={t('today:time.label')} text={text} value={spent + planned} max={minutes} />
      <div class="cluster spread small faint">
        <span class="num">{t('today:time.spent', { spent: format.minutes(spent) })}</span>
        <Button look="quiet" size="small" shows="today-minutes">
          {t('today:time.change')}
        </Button>
      </div>
      <div class="menu towards-start answer-panel" id="today-minutes" popover="auto">
        <form method="post" action={href(paths.todayMinutes)} class="answer-form">
          <input type="hidden" name="list" value={personId} />
          <b class="small">{t('today:time.choose')}</b>
          <div class="answer-choices">
            {choices.map(choice => (
              <Button name="minutes" value={String(choice)} size="small">
                {choice === 0 ? t('today:time.none') : format.minutes(choice)}
              </Button>
            ))}
          </div>
        </form>
        {personId === staff?.id ? (
          <MenuLink href={href(paths.todayWorkingWeek)} icon="calendar-days">
            {t('today:time.week')}
          </MenuLink>
        ) : null}
      </div>
    </div>
  )
}
