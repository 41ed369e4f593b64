import { href, type PlainPath, paths } from '../../../paths.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Tabs } from '../../../web/ui/tabs.tsx'
import { useView } from '../../../web/view.ts'
import { countedMonths, type Month, monthsBefore, wordOfMonth } from '../months.ts'
import { monthName } from './words.ts'

const pages = [
  { to: paths.touch, text: 'touch:tabs.overview' },
  { to: paths.touchMinutes, text: 'touch:tabs.minutes' },
  { to: paths.touchMissed, text: 'touch:tabs.missed' },
  { to: paths.touchModels, text: 'touch:tabs.models' },
] as const

/** The pages about how customers are met. */
export function TouchTabs() {
  const { t, path } = useView()
  return (
    <Tabs
      label={t('touch:title')}
      tabs={pages.map(({ to, text }) => ({ href: href(to), text: t(text), current: path === to }))}
    />
  )
}

interface MonthChoiceProps {
  readonly month: Month
  /** The one it is now, of the company's calendar. */
  readonly present: Month
  readonly to: PlainPath
}

/** The month that is shown, with the ways to the one before and the one after. */
export function MonthChoice({ month, present, to }: MonthChoiceProps) {
  const view = useView()
  const { t } = view
  const at = (one: Month) => href(to, {}, { month: one === present ? undefined : wordOfMonth(one) })
  const before = monthsBefore(month, 1)
  const after = monthsBefore(month, -1)
  return (
    <nav class="cluster" aria-label={t('touch:month.choose')}>
      {before > monthsBefore(present, countedMonths) ? (
        <LinkButton href={at(before)} size="small" icon="chevron-left">
          {monthName(view, before)}
        </LinkButton>
      ) : null}
      <strong class="num">{monthName(view, month)}</strong>
      {month === present ? <span class="small muted">{t('touch:month.present')}</span> : null}
      {after <= present ? (
        <LinkButton href={at(after)} size="small" iconAfter="chevron-right">
          {monthName(view, after)}
        </LinkButton>
      ) : null}
    </nav>
  )
}
