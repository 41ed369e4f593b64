import { href, paths } from '../../../paths.ts'
import { LineChart } from '../../../web/chart.tsx'
import type { Offers } from '../../../web/module.ts'
import { LinkButton } from '../../../web/ui/button.tsx'
import { Card, CardPart } from '../../../web/ui/card.tsx'
import { Ring } from '../../../web/ui/ring.tsx'
import { Tag } from '../../../web/ui/tag.tsx'
import { Time } from '../../../web/ui/time.tsx'
import { BarRow, BarRows } from '../../../web/ui/track.tsx'
import { useView, type View } from '../../../web/view.ts'
import type { AccountHealth } from '../explain-accounts.ts'
import type { Override } from '../overrides.ts'
import { leadingMoves, type Move, type Part } from '../scoring/explain.ts'
import type { DayScore } from '../scoring/history.ts'
import { BandTag, bandsOf, toneOf } from './bands.tsx'
import { changeOfUse, nameOfUse, valueOfUse } from './measure-words.ts'
import { riskReasonWords } from './risk-words.ts'

export interface HealthPanelProps {
  readonly accountId: number
  readonly offers: Offers
  readonly health: AccountHealth | undefined
  readonly override: Override | undefined
  /** When the account left, if it has: then there is no present score. */
  readonly leftAt: Date | undefined
  /** The newest stored score. */
  readonly last: DayScore | undefined
  /** One value per day until today or until the account left, oldest first. */
  readonly course: { readonly days: readonly string[]; readonly scores: readonly (number | null)[] }
  /** On the page where there is more, so that no link leads there. */
  readonly alone?: boolean
}

/** The element that live updates replace. */
export const healthPanelId = 'account-health'

/** How an account is doing, on its page: score, why it moved, its course, what it is made of. */
export function HealthPanel(props: HealthPanelProps) {
  const { t } = useView()
  const { accountId, health, alone } = props
  return (
    <div id={healthPanelId}>
      <Card
        title={t('health:title')}
        note={health ? <Updated health={health} /> : undefined}
        actions={
          alone ? undefined : (
            <LinkButton href={href(paths.accountHealth, { id: accountId })} look="quiet" size="small">
              {t('health:panel.more')}
            </LinkButton>
          )
        }
      >
        {health ? <Known {...props} health={health} /> : <Unknown {...props} />}
      </Card>
    </div>
  )
}

function Updated({ health }: { readonly health: AccountHealth }) {
  const { t, format } = useView()
  return (
    <>
      <Time at={health.present.computedAt} />
      {t('health:panel.updated', { confidence: format.percent(health.present.confidence) })}
    </>
  )
}

function Known({ health, override, course, offers }: HealthPanelProps & { readonly health: AccountHealth }) {
  const { t, format } = useView()
  const { present, change, risk } = health
  const reason = risk && riskReasonWords({ t, format }, offers, risk.reasons)[0]
  return (
    <>
      <CardPart>
        <div class="score-head">
          <Ring
            score={present.score ?? undefined}
            tone={toneOf(present.band)}
            label={t('health:score')}
            size="large"
            {...(change === undefined ? {} : { delta: Math.round(change) })}
          />
          <div>
            <BandTag band={present.band} />
            <p class="muted">
              <WhyMoved {...health} offers={offers} />
            </p>
            {risk ? (
              <p class="small">
                {t('health:panel.risk', { percent: format.percent(risk.probability) })}
                {reason ? <span class="muted"> {reason}</span> : null}
              </p>
            ) : null}
          </div>
        </div>
        {override ? <OverrideNote override={override} /> : null}
      </CardPart>
      <Course label={t('health:panel.course')} course={course} bands={present.definition.bands} />
      <CardPart>
        <PartRows parts={health.parts} offers={offers} />
      </CardPart>
    </>
  )
}

/** Without a present score: nothing is known yet, or the account has left and there is what was before. */
function Unknown({ leftAt, last, course }: HealthPanelProps) {
  const { t, format } = useView()
  if (!leftAt) return <CardPart>{t('health:panel.nothing')}</CardPart>
  return (
    <>
      <CardPart>
        <p>{t('health:panel.left', { day: format.date(leftAt) })}</p>
        {last && last.score !== null ? (
          <p>
            {t('health:panel.lastScore', { score: format.number(last.score) })} <BandTag band={last.band} />
          </p>
        ) : null}
      </CardPart>
      {last ? <Course label={t('health:panel.courseLeft')} course={course} bands={last.definition.bands} /> : null}
    </>
  )
}

interface CourseProps extends Pick<HealthPanelProps, 'course'> {
  readonly label: string
  readonly bands: Parameters<typeof bandsOf>[0]
}

function Course({ label, course, bands }: CourseProps) {
  const { t } = useView()
  if (course.days.length < 2) return null
  return (
    <CardPart>
      <LineChart
        id="health-course"
        label={label}
        height={150}
        days={course.days}
        series={[{ name: t('health:score'), values: course.scores }]}
        bands={bandsOf(bands, t)}
        min={0}
        max={100}
      />
    </CardPart>
  )
}

function OverrideNote({ override }: { readonly override: Override }) {
  const { t, format } = useView()
  const computed = override.computed === null ? t('health:band.unknown') : format.number(override.computed)
  return (
    <p class="small">
      <Tag tone="care">{t('health:override.mark')}</Tag>{' '}
      {t('health:override.note', { reason: override.reason, until: format.date(override.expiresAt), computed })}
    </p>
  )
}

type WhyMovedProps = Pick<AccountHealth, 'change' | 'otherMeasures' | 'moves' | 'byHand'> & { readonly offers: Offers }

/** 「おもに利用日数（▼14）と人数（▼7）により下がりました。」 */
export function WhyMoved({ change, otherMeasures, moves, byHand, offers }: WhyMovedProps) {
  const { t, format } = useView()
  if (otherMeasures) return <>{t('health:why.otherMeasures')}</>
  if (change === undefined) return <>{t('health:why.tooNew')}</>
  if (Math.abs(change) < 1) return <>{t('health:why.steady')}</>
  if (byHand) return <>{t('health:why.byHand')}</>
  const reasons = reasonsOf({ t, format }, moves, change, offers)
  if (reasons.length === 0) return <>{manyMoves({ t }, change)}</>
  return <>{t(change < 0 ? 'health:why.fell' : 'health:why.rose', { reasons: reasons.join(t('health:why.and')) })}</>
}

/** The same as a list, with what was and is: 「使った日数 12→3日（−14点）」. */
export function WhyMovedList({ change = 0, moves, byHand, offers }: WhyMovedProps) {
  const view = useView()
  const { t, format } = view
  if (byHand) return <>{t('health:why.byHand')}</>
  const leading = leadingMoves(moves, change)
  if (leading.length === 0) return <span class="small">{manyMoves({ t }, change)}</span>
  return (
    <ul class="told small">
      {leading.map(move => (
        <li>
          {t('health:why.valued', {
            what: changeOfUse(view, offers, move.measure, move),
            change: format.signed(move.change),
          })}
        </li>
      ))}
    </ul>
  )
}

/** Of a change to which no measure adds a whole point. */
function manyMoves({ t }: Pick<View, 't'>, change: number): string {
  return t(change < 0 ? 'health:why.fellInParts' : 'health:why.roseInParts')
}

function reasonsOf(view: Pick<View, 't' | 'format'>, moves: readonly Move[], change: number, offers: Offers) {
  return leadingMoves(moves, change).map(move =>
    view.t('health:why.part', {
      name: nameOfUse(view, offers, move.measure),
      change: view.format.signed(move.change),
    }),
  )
}

/** What a score is made of, costliest first. */
export function PartRows({ parts, offers }: { readonly parts: readonly Part[]; readonly offers: Offers }) {
  const view = useView()
  const { t, format } = view
  return (
    <BarRows>
      {parts.map(part => (
        <BarRow
          label={nameOfUse(view, offers, part.measure)}
          share={(part.points ?? 0) / 100}
          tone={part.points === null ? 'neutral' : part.points >= 70 ? 'good' : part.points >= 40 ? 'care' : 'bad'}
          value={valueOfUse(view, offers, part.measure, part.value)}
          detail={
            part.points === null
              ? t('health:panel.partMissing')
              : t('health:panel.part', {
                  earned: format.number(part.contribution),
                  possible: format.number(part.possible),
                  count: Math.round(part.possible),
                })
          }
        />
      ))}
    </BarRows>
  )
}
