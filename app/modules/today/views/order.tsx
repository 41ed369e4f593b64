import { href, paths } from '../../../paths.ts'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { useView } from '../../../web/view.ts'
import { type EffectPrior, fullReachDays, halvingDays } from '../judging/ranking.ts'

interface OrderNoteProps {
  readonly prior: EffectPrior
  readonly hasModel: boolean
  readonly canChange: boolean
}

/** How the order comes about, and what of it is only believed. */
export function OrderNote({ prior, hasModel, canChange }: OrderNoteProps) {
  const { t, format } = useView()
  const effect = format.percent(prior.effect, 1)
  return (
    <Disclosure summary={t('today:order.summary')}>
      <div class="order-note muted small">
        <p>{t('today:order.formula')}</p>
        <p>{t('today:order.perMinute')}</p>
        <p>{t(hasModel ? 'today:order.riskLearned' : 'today:order.riskPrior')}</p>
        <p>
          {t('today:order.effect', { effect })}{' '}
          {canChange ? <a href={href(paths.todaySettings)}>{t('today:order.change')}</a> : null}
        </p>
        <p>{t('today:order.reach', { whole: fullReachDays, half: halvingDays })}</p>
        <p>{t('today:order.steady')}</p>
      </div>
    </Disclosure>
  )
}
