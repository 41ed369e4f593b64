import { href, paths } from '../../../paths.ts'
import { allows, evaluators } from '../../../web/access.ts'
import { StaffLayout } from '../../../web/layout.tsx'
import { LinkButton, PostButton } from '../../../web/ui/button.tsx'
import { Card } from '../../../web/ui/card.tsx'
import { EmptyState } from '../../../web/ui/empty-state.tsx'
import { Icon } from '../../../web/ui/icon.tsx'
import { Stack } from '../../../web/ui/layout-parts.tsx'
import { PageHead } from '../../../web/ui/page-head.tsx'
import { SampleMark } from '../../../web/ui/tag.tsx'
import { useView } from '../../../web/view.ts'
import type { Verdict } from '../estimates/comparison.ts'
import type { MetInPlay } from '../plays/met.ts'
import type { Outlook } from '../plays/outlook.ts'
import type { PlayCost, PlayOfEffect } from '../plays/queries.ts'
import type { Variants } from '../plays/variants.ts'
import type { Report } from '../report/report.ts'
import type { CourseProblem } from '../tables.ts'
import { RatioAlarm } from './alarm.tsx'
import { ArmsCard } from './arms.tsx'
import { CostCard } from './cost.tsx'
import { DifferenceCard } from './difference.tsx'
import { GroundsCard } from './grounds.tsx'
import { MetCard } from './met.tsx'
import { OutlookCard, OutlookWords } from './outlook.tsx'
import { type SegmentLine, SegmentsCard } from './segments.tsx'
import { VariantLinks, VariantsSection } from './variants.tsx'
import { VerdictText } from './verdict.tsx'

export interface PlayPageProps {
  readonly play: PlayOfEffect
  /** Undefined when the play has no outcome that can be looked at. */
  readonly outcome: { readonly words: string; readonly days: number } | undefined
  readonly report: Report | undefined
  readonly segments: readonly SegmentLine[]
  /** Random splits, each with what came of its paths. */
  readonly variants: readonly Variants[]
  readonly cost: PlayCost
  /** Whom people met meanwhile. */
  readonly met: MetInPlay
  /** Accounts whose window is not over, and of whom nothing is known though it is. */
  readonly waiting: number
  readonly missing: number
  /** When something will be known; undefined where nobody is held out (any more). */
  readonly outlook: Outlook | undefined
  /** Treated while nobody was held out, so that there is nobody to compare them with. */
  readonly uncompared: number
  readonly problem: CourseProblem | null
  /** Somebody said to go on although it should be stopped. */
  readonly kept: boolean
}

/** What came of a play: the verdict first, what it would take to know, what it cost, and what it stands on. */
export function PlayEffectPage(props: PlayPageProps) {
  const { play, outcome, report } = props
  const { t } = useView()
  return (
    <StaffLayout title={t('effects:play.title', { name: play.name })} width="wide">
      <PageHead
        title={t('effects:play.title', { name: play.name })}
        breadcrumb={[{ text: t('effects:title'), href: href(paths.effects) }]}
        marks={play.sample ? <SampleMark /> : undefined}
        lead={outcome ? t('effects:play.lead', { outcome: outcome.words }) : undefined}
        actions={<LinkButton href={href(paths.play, { id: play.id })}>{t('effects:play.toPlay')}</LinkButton>}
      />
      <Stack>
        {outcome && report ? (
          <Measured {...props} outcome={outcome} report={report} />
        ) : (
          <Card label={t('effects:play.noOutcomeTitle')}>
            <EmptyState icon="scale" title={t('effects:play.noOutcomeTitle')}>
              {t('effects:play.noOutcome')}
            </EmptyState>
          </Card>
        )}
      </Stack>
    </StaffLayout>
  )
}

type MeasuredProps = PlayPageProps & {
  readonly outcome: NonNullable<PlayPageProps['outcome']>
  readonly report: Report
}

function Measured(props: MeasuredProps) {
  const { play, outcome, report, segments, variants, cost, met, problem, outlook } = props
  const { t } = useView()
  const [compared] = cost.heldOut > 0 ? report.compared : []
  const names: Readonly<Record<string, string>> = {
    treated: t('effects:play.treated'),
    held_out: t('effects:play.heldOut'),
  }
  return (
    <>
      {problem ? <Card padded>{t(`effects:play.problem.${problem}`)}</Card> : null}
      <RatioAlarm report={report} nameOf={arm => names[arm] ?? arm} />
      <Card padded label={t('effects:experiment.verdict')}>
        <VerdictWords {...props} />
        <VariantLinks all={variants} />
      </Card>
      {outlook && isOpen(report) ? <OutlookCard outlook={outlook} kind={report.question.kind} /> : null}
      {compared ? (
        <>
          <DifferenceCard report={report} compared={compared} id="course" />
          <ArmsCard report={report} nameOf={arm => names[arm] ?? arm} />
          {segments.length > 0 ? <SegmentsCard lines={segments} kind={report.question.kind} /> : null}
          <GroundsCard report={report} compared={compared} />
        </>
      ) : null}
      {variants.map(one => (
        <VariantsSection play={play} compared={one} outcome={outcome} />
      ))}
      <CostCard {...props} />
      <MetCard met={met} days={outcome.days} />
    </>
  )
}

/** Nothing is known yet, and it may come to be known. */
function isOpen({ ratio, compared: [compared] }: Report): boolean {
  return !ratio?.mismatch && (compared?.verdict ?? 'unknown') === 'unknown'
}

/** The verdict; where nobody is held out, that there can be none, and why. */
function VerdictWords(props: MeasuredProps) {
  const { outcome, report, cost, outlook } = props
  const { t } = useView()
  const [compared] = report.compared
  const words = { outcome: outcome.words, arm: t('effects:play.treated'), control: t('effects:play.heldOut') }
  if (cost.heldOut === 0 && outlook === undefined) {
    return (
      <>
        <p class="verdict">{t('effects:play.noHoldoutTitle')}</p>
        <p>{t('effects:play.noHoldout')}</p>
      </>
    )
  }
  const when = outlook ? (
    <OutlookWords outlook={outlook} kind={report.question.kind} counted={compared !== undefined} />
  ) : (
    <p>{t('effects:play.noMore')}</p>
  )
  if (!compared) {
    return (
      <div class="effect-verdict care">
        <p class="verdict">
          <Icon name="hourglass" /> {t('effects:verdict.unknown.title')}
        </p>
        {when}
      </div>
    )
  }
  return (
    <>
      <VerdictText report={report} compared={compared} words={words} outlook={when} />
      <StopWords {...props} verdict={compared.verdict} />
    </>
  )
}

/** What harms or changes nothing is proposed for stopping. */
function StopWords({ play, kept, verdict }: MeasuredProps & { readonly verdict: Verdict }) {
  const { t, staff } = useView()
  if (play.state !== 'live' || (verdict !== 'harms' && verdict !== 'nothing')) return null
  return (
    <>
      <p>{t(`effects:play.stop.${verdict}`)}</p>
      {kept ? <p class="muted">{t('effects:play.kept')}</p> : null}
      <div class="cluster">
        <LinkButton href={href(paths.play, { id: play.id })} look="primary">
          {t('effects:play.toStop')}
        </LinkButton>
        {!kept && allows(evaluators, staff) ? (
          <PostButton action={href(paths.playEffectKeeping, { id: play.id })}>{t('effects:play.keep')}</PostButton>
        ) : null}
      </div>
    </>
  )
}
