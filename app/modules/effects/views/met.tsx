import { Card, CardPart } from '../../../web/ui/card.tsx'
import { useView } from '../../../web/view.ts'
import type { MetInArm, MetInPlay } from '../plays/met.ts'

/** Whom people met while the outcome was open, in both arms, and what that does to the difference; nothing where nobody is held out. */
export function MetCard({ met: { treated, heldOut }, days }: { readonly met: MetInPlay; readonly days: number }) {
  const { t, format } = useView()
  if (heldOut.accounts === 0) return null
  const figures = ({ accounts, met, minutes }: MetInArm) => ({
    ...{ accounts: format.number(accounts), met: format.number(met), minutes: format.minutes(minutes) },
  })
  const byPlay = { byPlay: format.number(treated.byPlay), minutes: format.minutes(treated.byPlayMinutes) }
  return (
    <Card title={t('effects:met.title', { count: days })} note={t('effects:met.daily')}>
      <CardPart>
        <ul class="told">
          <li>{t('effects:met.heldOut', figures(heldOut))}</li>
          {treated.accounts > 0 ? <li>{t('effects:met.treated', figures(treated))}</li> : null}
          {treated.byPlay > 0 ? <li>{t('effects:met.byPlay', byPlay)}</li> : null}
        </ul>
        {heldOut.met > 0 ? <p class="muted">{t('effects:met.note')}</p> : null}
      </CardPart>
    </Card>
  )
}
