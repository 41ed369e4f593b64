import type { Child } from 'hono/jsx'
import { Icon } from '../../../web/ui/icon.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import type { Tone } from '../../../web/ui/tone.ts'
import { useView, type View } from '../../../web/view.ts'
import type { Verdict } from '../estimates/comparison.ts'
import { longest } from '../report/outlook.ts'
import type { Compared, Report } from '../report/report.ts'
import { about, type Figures, figuresOf } from './figures.ts'

const tones: Readonly<Record<Verdict, Tone | 'accent'>> = {
  works: 'good',
  harms: 'bad',
  nothing: 'neutral',
  unknown: 'care',
}
const icons: Readonly<Record<Verdict, string>> = {
  works: 'circle-check',
  harms: 'trending-down',
  nothing: 'equal',
  unknown: 'hourglass',
}

interface TagProps {
  readonly verdict: Verdict
  /** Of a variant beside another, not of a play. */
  readonly variant?: boolean | undefined
}

/** Works, harms, nothing that matters, not yet known. */
export function VerdictTag({ verdict, variant }: TagProps) {
  const { t } = useView()
  return (
    <Tag tone={tones[verdict]} icon={icons[verdict]}>
      {t(variant ? `effects:variants.${verdict}.tag` : `effects:verdict.${verdict}.tag`)}
    </Tag>
  )
}

interface VerdictProps {
  readonly report: Report
  readonly compared: Compared
  /** What the outcome is called, and the two arms. */
  readonly words: { readonly outcome: string; readonly arm: string; readonly control: string }
  /** Of a variant beside another, not of a play. */
  readonly variant?: boolean
  /** When it will be known, where more is known of that than what was seen. */
  readonly outlook?: Child
}

/** The verdict in plain words, and in one more sentence each what was seen, how sure that is, and what to do now. */
export function VerdictText({ report, compared, words, variant, outlook }: VerdictProps) {
  const view = useView()
  const { verdict, comparison } = compared
  if (report.ratio?.mismatch) return <Doubtful />
  const figures = figuresOf(view, report.question.kind)
  const seen = comparison.arm.n > 0 && comparison.control.n > 0
  return (
    <div class={`effect-verdict ${tones[verdict]}`}>
      <p class="verdict">
        <Icon name={icons[verdict]} />{' '}
        {variant ? view.t(`effects:variants.${verdict}.title`, words) : view.t(`effects:verdict.${verdict}.title`)}
      </p>
      {seen ? (
        <p>
          {view.t(`effects:verdict.seen.${report.question.kind}`, {
            ...words,
            armValue: figures.value(comparison.arm.mean),
            controlValue: figures.value(comparison.control.mean),
          })}
        </p>
      ) : null}
      {comparison.cuped ? <p class="small muted">{view.t('effects:verdict.adjusted')}</p> : null}
      <p>{sureness(view, figures, { report, compared, words })}</p>
      {verdict === 'unknown' ? (outlook ?? <WaitWords figures={figures} compared={compared} />) : null}
    </div>
  )
}

/** How accounts came into their arms is wrong: whatever differs may come of that. */
function Doubtful() {
  const { t } = useView()
  return (
    <div class="effect-verdict care">
      <p class="verdict">
        <Icon name="circle-question-mark" /> {t('effects:verdict.doubtful.title')}
      </p>
    </div>
  )
}

/** How sure it is, in the terms of the interval that rules. */
function sureness({ t }: View, figures: Figures, { report, compared, words }: VerdictProps): string {
  const { comparison, verdict } = compared
  const { always, matters, best } = comparison
  if (!Number.isFinite(always.low)) {
    // Enough of them, and no interval: nothing varies.
    return comparison.enough
      ? t('effects:verdict.allTheSame')
      : t(`effects:verdict.tooFew.${report.question.kind}`, words)
  }
  const values = {
    ...words,
    difference: figures.difference(best.value),
    range: figures.range(always),
    matters: matters === null ? '' : figures.size(matters),
  }
  if (verdict === 'unknown' && comparison.verdict !== 'unknown') return t('effects:verdict.onlyAlone', values)
  return t(`effects:verdict.${verdict}.sure`, values)
}

/** What it would take to know; nothing more of too few to plan by, or where nothing varies. */
function WaitWords({
  figures,
  compared: { comparison, days },
}: {
  readonly figures: Figures
  readonly compared: Compared
}) {
  const { t, format } = useView()
  const { needed, matters, arm, control, always } = comparison
  if (needed === null || matters === null) return Number.isFinite(always.low) ? <p>{t('effects:wait.never')}</p> : null
  const more = Math.max(0, needed - arm.n - control.n)
  const values = { matters: figures.size(matters), accounts: format.number(about(more)) }
  if (more === 0) return <p>{t('effects:wait.any', values)}</p>
  if (days === null || days > longest) return <p>{t('effects:wait.accounts', values)}</p>
  return <p>{t('effects:wait.days', { ...values, duration: durationWords({ t, format }, days) })}</p>
}

function durationWords({ t, format }: Pick<View, 't' | 'format'>, days: number): string {
  if (days < 60) return t('effects:wait.inDays', { count: days })
  if (days < 730) return t('effects:wait.inMonths', { count: Math.round(days / 30.4) })
  return t('effects:wait.inYears', { years: format.number(days / 365, 1) })
}
