import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Stat, Stats } from '../../../web/ui/stat.tsx'
import { useView } from '../../../web/view.ts'
import type { PlayPageProps } from './play-page.tsx'

/** What a play cost, and who is in which arm. */
export function CostCard({
  cost,
  waiting,
  missing,
  uncompared,
  outcome,
}: Pick<PlayPageProps, 'cost' | 'waiting' | 'missing' | 'uncompared' | 'outcome'>) {
  const { t, format } = useView()
  const perAccount = cost.treated > 0 ? cost.minutes / cost.treated : 0
  return (
    <Card title={t('effects:cost.title')}>
      <CardPart>
        <Stats>
          <Stat
            big
            label={t('effects:cost.minutes')}
            value={format.minutes(cost.minutes)}
            note={t('effects:cost.minutesNote', {
              each: format.number(perAccount, 1),
              tasks: format.number(cost.tasks),
            })}
          />
          <Stat big label={t('effects:cost.mails')} value={format.number(cost.mails)} />
          <Stat big label={t('effects:cost.messages')} value={format.number(cost.messages)} />
        </Stats>
      </CardPart>
      <CardPart>
        <ul class="told">
          <li>
            {t('effects:cost.arms', {
              treated: format.number(cost.treated),
              heldOut: format.number(cost.heldOut),
              company: format.number(cost.company),
            })}
          </li>
          {waiting > 0 ? (
            <li>
              {t('effects:cost.waiting', { count: waiting, number: format.number(waiting), days: outcome?.days ?? 0 })}
            </li>
          ) : null}
          {missing > 0 ? (
            <li>{t('effects:cost.missing', { count: missing, number: format.number(missing) })}</li>
          ) : null}
          {uncompared > 0 ? (
            <li>{t('effects:cost.uncompared', { count: uncompared, number: format.number(uncompared) })}</li>
          ) : null}
          {cost.despite > 0 ? (
            <li>{t('effects:cost.despite', { count: cost.despite, number: format.number(cost.despite) })}</li>
          ) : null}
        </ul>
      </CardPart>
    </Card>
  )
}
