import { href, paths } from '../../../paths.ts'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { Meter } from '../../../web/ui/track.tsx'
import { useView } from '../../../web/view.ts'
import type { AccountTouch } from '../account.ts'
import type { TouchModel } from '../models.ts'
import { sharesInWords } from './words.ts'

interface TouchPanelProps {
  readonly model: TouchModel
  readonly touch: AccountTouch
}

/** How an account is met, on its page: its model, this month's time of people, and when one was there last. */
export function TouchPanel({ model, touch }: TouchPanelProps) {
  const view = useView()
  const { t, format } = view
  const spent = touch.said + touch.estimated
  const text = t('touch:panel.spent', { spent: format.number(spent), expected: format.minutes(model.minutes) })
  return (
    <Card title={t('touch:panel.title')}>
      <CardPart>
        <a href={href(paths.touchModel, { id: model.id })}>{model.name}</a>
        {model.shares ? <p class="small muted">{sharesInWords(view, model.shares)}</p> : null}
      </CardPart>
      <CardPart>
        <Meter
          label={t('touch:panel.month')}
          text={text}
          value={spent}
          max={Math.max(model.minutes, spent, 1)}
          mark={model.minutes}
        />
        {touch.estimated > 0 ? (
          <p class="small muted">{t('touch:panel.estimated', { minutes: format.minutes(touch.estimated) })}</p>
        ) : null}
        <p class="small muted">
          {t('touch:panel.touches', {
            people: format.number(touch.byPeople),
            programs: format.number(touch.byPrograms),
          })}
        </p>
      </CardPart>
      <CardPart>
        <p class="small">
          {t('touch:panel.last')}{' '}
          {touch.lastPersonAt ? <Time at={touch.lastPersonAt} /> : <span class="muted">{t('touch:panel.nobody')}</span>}
        </p>
      </CardPart>
    </Card>
  )
}
