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
export function RatioAlarm({ report: { ratio, expected, arms }, nameOf = arm => arm }: AlarmProps) {
  const view = useView()
  const { t, format } = view
  if (!ratio?.mismatch) return null
  const list = [...expected].map(([arm, meant]) =>
    t('effects:alarm.arm', {
      arm: nameOf(arm),
      n: format.number(arms.get(arm)?.n ?? 0),
      expected: format.number(meant),
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
