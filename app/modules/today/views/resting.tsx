import { href, paths } from '../../../paths.ts'
import { CardPart } from '../../../web/ui/card.tsx'
import { Icon } from '../../../web/ui/icon.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { useView } from '../../../web/view.ts'
import type { Rest, RestingByTask } from '../resting.ts'

/** On the page of an account: that it is off Today for a while, and what somebody said or did that it is. */
export function RestPart({ rest }: { readonly rest: Rest }) {
  const { t, format } = useView()
  const date = format.date(rest.until)
  return (
    <CardPart>
      <p>
        {rest.by === 'task'
          ? t(`today:rest.task.${rest.taskKind}`, { title: rest.title, date })
          : t(`today:rest.answer.${rest.kind}`, { date })}
      </p>
      {rest.by === 'answer' && rest.kind === 'later' ? null : <p class="small muted">{t('today:rest.back')}</p>}
    </CardPart>
  )
}

/** A task that was closed elsewhere, in a line like that of an answer: why its account is no longer on the list. */
export function RestingItem({ task }: { readonly task: RestingByTask }) {
  const { t, format, staff } = useView()
  const { accountId, account, taskId, title, taskKind, minutes, until } = task
  return (
    <div class="answered">
      <Icon name="check" />
      <div>
        <a href={href(paths.account, { id: accountId })}>{account}</a>{' '}
        <span class="muted">
          <a class="link" href={href(paths.task, { id: taskId })}>
            {t(`today:rest.closed.${taskKind}`, { title })}
          </a>
          {minutes ? t('today:answered.minutes', { minutes: format.minutes(minutes) }) : null}
          {task.staffId !== staff?.id && task.staff ? t('today:answered.by', { name: task.staff }) : null}
        </span>{' '}
        <span class="muted small">
          {t('today:rest.shown')} <Time at={until} as="day" />
        </span>
      </div>
    </div>
  )
}
