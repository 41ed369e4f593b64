import { Card } from '../../../web/ui/card.tsx'
import { Icon } from '../../../web/ui/icon.tsx'
import { useView } from '../../../web/view.ts'
import type { Report } from '../report/report.ts'
import { pWords } from './figures.ts'

interface AlarmProps {
  readonly report: Report
  readonly nameOf?: (arm: string) => string
}

/** Something is wrong with how accounts came into their arms: said before any result. */
export function RatioAlarm({ report: { ratio, shares, arms }, nameOf = arm => arm }: AlarmProps) {
  const view = useView()
  const { t, format } = view
  if (!ratio?.mismatch) return null
  const total = [...shares.keys()].reduce((sum, arm) => sum + (arms.get(arm)?.n ?? 0), 0)
  const list = [...shares].map(([arm, share]) =>
    t('effects:alarm.arm', {
      arm: nameOf(arm),
      n: format.number(arms.get(arm)?.n ?? 0),
      expected: format.number(total * share),
    }),
  )
  return (
    <Card padded label={t('effects:alarm.title')}>
      <p class="verdict bad-text">
        <Icon name="triangle-alert" /> {t('effects:alarm.title')}
      </p>
      <p>{t('effects:alarm.text', { list: format.list(list), p: pWords(view, ratio.p) })}</p>
    </Card>
  )
}
