import { href, paths } from '../../../../paths.ts'
import { Card, CardPart } from '../../../../web/ui/card.tsx'
import { Stat, Stats } from '../../../../web/ui/stat.tsx'
import { Time } from '../../../../web/ui/time.tsx'
import { useView } from '../../../../web/view.ts'
import type { PlayCounts } from '../../running/counts.ts'
import type { ShownPlay } from '../../running/shown-play.ts'
import { endings } from '../../tables.ts'
import { useReasonWords } from './reasons.ts'

interface PlayFiguresProps {
  readonly play: ShownPlay
  readonly counts: PlayCounts
}

/** How many are in a play, came to an end, are held out or were passed over: a part of the page that stays live. */
export function PlayFigures({ play, counts }: PlayFiguresProps) {
  const { t, format } = useView()
  const { begun, underWay, ended, lastBegan } = counts
  const over = [...ended.values()].reduce((total, n) => total + n, 0)
  return (
    <div class="stack loose" id="play-figures">
      <Card label={t('plays:running.figures.title')}>
        <CardPart>
          <Stats>
            <Stat big label={t('plays:running.figures.underWay')} value={format.number(underWay)} />
            <Stat big label={t('plays:running.figures.ended')} value={format.number(over)} />
            <Stat big label={t('plays:running.figures.heldOut')} value={format.number(counts.heldOut)} />
          </Stats>
          {begun > 0 && lastBegan ? (
            <p class="small muted">
              {t('plays:running.figures.lastBegan')} <Time at={lastBegan} />
            </p>
          ) : null}
        </CardPart>
        {over > 0 ? <Ended play={play} counts={counts} /> : null}
        {counts.heldOut > 0 ? <HeldOut play={play} counts={counts} /> : null}
        {counts.passedOver.size > 0 ? <PassedOver play={play} counts={counts} /> : null}
      </Card>
    </div>
  )
}

function Ended({ play: { id }, counts }: PlayFiguresProps) {
  const { t, format } = useView()
  return (
    <CardPart>
      <h3 class="small muted">{t('plays:running.figures.endedBy')}</h3>
      <ul class="play-counts">
        {endings
          .filter(by => counts.ended.has(by))
          .map(by => (
            <li>
              <a href={href(paths.playEnrollments, { id }, { by })}>{t(`plays:running.ending.${by}`)}</a>
              <span class="num">{format.number(counts.ended.get(by) ?? 0)}</span>
            </li>
          ))}
      </ul>
    </CardPart>
  )
}

function HeldOut({ play: { id }, counts }: PlayFiguresProps) {
  const { t, format } = useView()
  const lines = [
    { level: 'play', n: counts.heldOut - counts.heldOutOfAll },
    { level: 'company', n: counts.heldOutOfAll },
  ] as const
  return (
    <CardPart>
      <h3 class="small muted">{t('plays:running.figures.heldOutHow')}</h3>
      <ul class="play-counts">
        {lines
          .filter(({ n }) => n > 0)
          .map(({ level, n }) => (
            <li>
              <a href={href(paths.playHeldOut, { id }, { level })}>{t(`plays:running.level.${level}`)}</a>
              <span class="num">{format.number(n)}</span>
            </li>
          ))}
        {counts.despite > 0 ? (
          <li>
            <a href={href(paths.playHeldOut, { id }, { despite: 'on' })}>{t('plays:running.figures.despite')}</a>
            <span class="num">{format.number(counts.despite)}</span>
          </li>
        ) : null}
      </ul>
    </CardPart>
  )
}

function PassedOver({ play: { id }, counts }: PlayFiguresProps) {
  const { t, format } = useView()
  const words = useReasonWords()
  return (
    <CardPart>
      <h3 class="small muted">{t('plays:running.figures.passedOver')}</h3>
      <ul class="play-counts">
        {[...counts.passedOver].map(([reason, n]) => (
          <li>
            <a href={href(paths.playPassedOver, { id }, { reason })}>{words(reason)}</a>
            <span class="num">{format.number(n)}</span>
          </li>
        ))}
      </ul>
    </CardPart>
  )
}
