import { href, paths } from '../../../paths.ts'
import { allows } from '../../../web/access.ts'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { useView } from '../../../web/view.ts'
import { equallyUrgent, playMakers } from '../../plays/index.ts'
import type { ContactEffect } from '../judging/contact.ts'
import { fullReachDays, halvingDays } from '../judging/ranking.ts'

interface OrderNoteProps {
  readonly contact: ContactEffect
  readonly hasModel: boolean
  readonly canChange: boolean
}

/** How the order comes about, and what of it is only believed. */
export function OrderNote({ contact, hasModel, canChange }: OrderNoteProps) {
  const { t, staff } = useView()
  return (
    <Disclosure summary={t('today:order.summary')}>
      <div class="order-note muted small">
        <p>{t('today:order.formula')}</p>
        <p>{t('today:order.perMinute')}</p>
        <p>{t(hasModel ? 'today:order.riskLearned' : 'today:order.riskPrior')}</p>
        <p>
          <EffectWords contact={contact} />{' '}
          {canChange ? <a href={href(paths.todaySettings)}>{t('today:order.change')}</a> : null}
        </p>
        {!contact.measured && allows(playMakers, staff) ? (
          <p>
            <a href={href(paths.playNew, {}, { template: equallyUrgent.key })}>{t('today:order.measure')}</a>
          </p>
        ) : null}
        <p>{t('today:order.reach', { whole: fullReachDays, half: halvingDays })}</p>
        <p>{t('today:order.steady')}</p>
      </div>
    </Disclosure>
  )
}

/** What a contact is taken to change: measured where it was, and drawn to the belief by how unsure that is. */
function EffectWords({ contact: { prior, measured, effect } }: Pick<OrderNoteProps, 'contact'>) {
  const { t, format } = useView()
  if (!measured) return <>{t('today:order.effect', { effect: format.percent(effect, 1) })}</>
  return (
    <>
      {t('today:order.effectMeasured', {
        effect: format.percent(effect, 1),
        prior: format.percent(prior.effect, 1),
        measured: format.percent(measured.effect, 1),
        count: measured.plays,
      })}{' '}
      <a href={href(paths.effects)}>{t('today:order.effects')}</a>
    </>
  )
}
