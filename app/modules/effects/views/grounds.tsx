import type { Child } from 'hono/jsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Disclosure } from '../../../web/ui/disclosure.tsx'
import { Stat, Stats } from '../../../web/ui/stat.tsx'
import { useView, type View } from '../../../web/view.ts'
import type { Compared, Report } from '../report/report.ts'
import { type Figures, figuresOf, pWords } from './figures.ts'

interface GroundsProps {
  readonly report: Report
  readonly compared: Compared
  /** Which arm, where there are several. */
  readonly name?: string | undefined
}

/** What the verdict stands on, for those who want to know more. */
export function GroundsCard({ report, compared, name }: GroundsProps) {
  const view = useView()
  const { t } = view
  const figures = figuresOf(view, report.question.kind)
  const { belief } = compared.comparison
  return (
    <Card title={name === undefined ? t('effects:grounds.title') : t('effects:grounds.titleOf', { name })}>
      {belief ? <GroundStats comparison={compared.comparison} figures={figures} /> : null}
      <CardPart>
        <Disclosure summary={t('effects:grounds.more')}>
          <dl class="facts">
            {factsOf(view, figures, report, compared).map(({ name, text }) => (
              <>
                <dt>{name}</dt>
                <dd>{text}</dd>
              </>
            ))}
          </dl>
        </Disclosure>
      </CardPart>
    </Card>
  )
}

interface StatsProps {
  readonly comparison: Compared['comparison']
  readonly figures: Figures
}

/** How large it is beside the control, how likely it is better, and what would be lost if not. */
function GroundStats({ comparison: { lift, belief }, figures }: StatsProps) {
  const view = useView()
  const { t } = view
  return (
    <CardPart>
      <Stats>
        <Stat
          big
          label={t('effects:grounds.lift')}
          value={lift ? percentSigned(view, lift.value) : '–'}
          note={
            lift
              ? t('effects:figures.range', {
                  low: percentSigned(view, lift.low),
                  high: percentSigned(view, lift.high),
                })
              : undefined
          }
        />
        <Stat
          big
          label={t('effects:grounds.better')}
          value={belief ? probability(view, belief.better) : '–'}
          note={t('effects:grounds.betterNote')}
        />
        <Stat
          big
          label={t('effects:grounds.loss')}
          value={belief ? figures.size(belief.loss) : '–'}
          note={t('effects:grounds.lossNote')}
        />
      </Stats>
    </CardPart>
  )
}

function factsOf(view: View, figures: Figures, report: Report, { comparison, p }: Compared): readonly Fact[] {
  const { t, format } = view
  const { enough, always, cuped, matters, needed } = comparison
  return [
    {
      name: t('effects:facts.always'),
      text: enough ? format.list([figures.range(always), pWords(view, always.p)]) : t('effects:figures.few'),
    },
    ...(enough && report.compared.length > 1 ? [{ name: t('effects:facts.holm'), text: pWords(view, p) }] : []),
    {
      name: t('effects:facts.once'),
      text: onceWords(view, figures, comparison),
    },
    { name: t('effects:facts.onceLift'), text: onceLiftWords(view, comparison) },
    {
      name: t('effects:facts.cuped'),
      text: cuped
        ? t('effects:facts.cupedText', {
            saved: format.percent(Math.max(0, cuped.saved)),
            theta: format.number(cuped.theta, 3),
          })
        : t(enough ? 'effects:facts.cupedNone' : 'effects:figures.few'),
    },
    {
      name: t('effects:facts.ratio'),
      text: report.ratio
        ? t('effects:facts.ratioText', { p: pWords(view, report.ratio.p) })
        : t('effects:facts.ratioNone'),
    },
    { name: t('effects:facts.matters'), text: matters === null ? '–' : `±${figures.size(matters)}` },
    {
      name: t('effects:facts.needed'),
      text: needed === null ? '–' : t('effects:facts.neededText', { needed: format.number(needed) }),
    },
  ]
}

/** What a single look would say; of few, only of values that are normally distributed. */
function onceWords(view: View, figures: Figures, { enough, once }: Compared['comparison']): string {
  const { t, format } = view
  if (once === null) return t('effects:figures.few')
  if (!Number.isFinite(once.low)) return t('effects:figures.unknown')
  const text = t('effects:facts.onceText', {
    difference: figures.difference(once.value),
    range: figures.range(once),
    p: pWords(view, once.p),
    df: format.number(once.df, 1),
  })
  return enough ? text : t('effects:facts.onceSmall', { text })
}

/** The same beside the control's mean. */
function onceLiftWords(view: View, { enough, once, onceLift }: Compared['comparison']): string {
  const { t } = view
  if (once === null) return t('effects:figures.few')
  if (onceLift === null || !Number.isFinite(onceLift.low)) return t('effects:facts.onceLiftNone')
  const text = t('effects:facts.onceLiftText', {
    lift: percentSigned(view, onceLift.value),
    range: t('effects:figures.range', {
      low: percentSigned(view, onceLift.low),
      high: percentSigned(view, onceLift.high),
    }),
    p: pWords(view, onceLift.p),
  })
  return enough ? text : t('effects:facts.onceSmall', { text })
}

interface Fact {
  readonly name: string
  readonly text: Child
}

function percentSigned({ format }: View, share: number): string {
  return `${format.signed(share * 100, 1)}%`
}

/** Never certain. */
function probability({ format }: View, share: number): string {
  if (share > 0.999) return `> ${format.percent(0.999, 1)}`
  return share < 0.001 ? `< ${format.percent(0.001, 1)}` : format.percent(share, 1)
}
