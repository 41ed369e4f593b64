import type { Child } from 'hono/jsx'
import { href, paths } from '../../../../paths.ts'
import type { PlayTab, SegmentUse } from '../../../../web/module.ts'
import { Card, CardPart } from '../../../../web/ui/card.tsx'
import { Cols } from '../../../../web/ui/layout-parts.tsx'
import { Time } from '../../../../web/ui/time.tsx'
import { useView } from '../../../../web/view.ts'
import type { Definition } from '../../definition/definition.ts'
import {
  audienceSentence,
  exitSentence,
  holdoutSentence,
  outcomeSentence,
  reentrySentence,
  triggerSentence,
} from '../../describe/sentences.ts'
import type { PlayCounts, StepCounts } from '../../running/counts.ts'
import { definitionOf, type ShownPlay } from '../../running/shown-play.ts'
import type { Trouble } from '../../running/trouble.ts'
import type { Silence } from '../../running/why-nobody.ts'
import { PlayFigures } from './figures.tsx'
import { PlayFrame } from './play-frame.tsx'
import { SilenceCard } from './silence.tsx'
import type { Telling } from './step-words.ts'
import { StepsColumn } from './steps-column.tsx'
import { ToStartLines } from './to-start.tsx'
import { TroubleCard } from './trouble.tsx'

interface PlayPageProps {
  readonly play: ShownPlay
  readonly tabs: readonly PlayTab[]
  readonly telling: Telling
  readonly counts: PlayCounts
  readonly steps: StepCounts
  /** What cannot be done now; nothing when the last problem is over. */
  readonly trouble: Trouble | undefined
  /** Why nobody has begun. */
  readonly silence: readonly Silence[]
  /** Segments and plays that ask about it. */
  readonly usedBy: readonly SegmentUse[]
  /** What other modules say of it. */
  readonly panels: { readonly main: readonly Child[]; readonly aside: readonly Child[] }
}

/** One play: whether it is on, what it does, and how many are where. */
export function PlayPage(props: PlayPageProps) {
  const { play, tabs, telling, counts, steps, silence, trouble, panels, usedBy } = props
  return (
    <PlayFrame play={play} tabs={tabs} live={href(paths.playStream, { id: play.id })}>
      <PlayNews play={play} silence={silence} trouble={trouble} />
      <Cols
        aside={
          <>
            <PlayFigures play={play} counts={counts} />
            <UsedBy usedBy={usedBy} />
            {panels.aside.map(panel => panel)}
          </>
        }
      >
        {panels.main.map(panel => panel)}
        <Doing play={play} telling={telling} steps={steps} />
      </Cols>
    </PlayFrame>
  )
}

function UsedBy({ usedBy }: Pick<PlayPageProps, 'usedBy'>) {
  const { t } = useView()
  if (usedBy.length === 0) return null
  return (
    <Card title={t('plays:running.usedBy')} padded>
      <ul>
        {usedBy.map(use => (
          <li>
            <a class="link" href={use.href}>
              {use.label}
            </a>
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** What has to be known first: a problem, why nobody begins, a draft that is not published. A part that stays live. */
export function PlayNews({ play, silence, trouble }: Pick<PlayPageProps, 'play' | 'silence' | 'trouble'>) {
  const { t } = useView()
  return (
    <div class="stack" id="play-news">
      {play.problem ? <TroubleCard play={play} trouble={trouble} /> : null}
      <ToStartLines play={play} stuck={trouble !== undefined} />
      <SilenceCard reasons={silence} />
      {play.version && play.draftDiffers ? (
        <p class="small">
          {t('plays:running.draftDiffers', { number: play.version.number })}{' '}
          <a href={href(paths.playEdit, { id: play.id })}>{t('plays:running.toDraft')}</a>
        </p>
      ) : null}
    </div>
  )
}

interface DoingProps {
  readonly play: ShownPlay
  readonly telling: Telling
  readonly steps: StepCounts
}

/** What the play does, from what starts it to what it is meant to change. A part that stays live. */
export function Doing({ play, telling, steps }: DoingProps) {
  const { t, format } = useView()
  const definition = definitionOf(play)
  const note = play.version ? (
    <>
      {t('plays:running.version', { number: play.version.number })} <Time at={play.version.publishedAt} />
    </>
  ) : (
    t('plays:running.draftOnly')
  )
  return (
    <div id="play-doing">
      <Card title={t('plays:running.doing')} note={note}>
        {definition ? (
          <>
            <Beginning definition={definition} telling={telling} />
            <CardPart>
              {definition.steps.length > 0 ? (
                <StepsColumn playId={play.id} steps={definition.steps} telling={telling} counts={steps} />
              ) : (
                <p class="muted">{t('plays:running.noSteps')}</p>
              )}
              {steps.ofLatest ? (
                <p class="small muted">{t('plays:running.ofLatest', { n: format.number(steps.ofLatest) })}</p>
              ) : null}
            </CardPart>
            <Aim definition={definition} telling={telling} />
          </>
        ) : (
          <CardPart>
            <p>{t('plays:running.unreadable')}</p>
          </CardPart>
        )}
      </Card>
    </div>
  )
}

type Told = Pick<DoingProps, 'telling'> & { readonly definition: Definition }

function Beginning({ definition, telling: { about, names } }: Told) {
  const view = useView()
  const { t } = view
  return (
    <CardPart>
      <dl class="facts">
        <dt>{t('plays:running.begins')}</dt>
        <dd>{triggerSentence(view, { about, definition }, names)}</dd>
        <dt>{t('plays:running.for')}</dt>
        <dd>{audienceSentence(view, { about, definition }, names)}</dd>
        <dt>{t('plays:running.again')}</dt>
        <dd>{reentrySentence(view, definition)}</dd>
      </dl>
    </CardPart>
  )
}

function Aim({ definition, telling: { about, names } }: Told) {
  const view = useView()
  const { t } = view
  return (
    <CardPart>
      <dl class="facts">
        {definition.exits.length > 0 ? (
          <>
            <dt>{t('plays:running.leaves')}</dt>
            <dd>
              <ul class="told">
                {definition.exits.map(exit => (
                  <li>{exitSentence(view, about, exit, names)}</li>
                ))}
              </ul>
            </dd>
          </>
        ) : null}
        <dt>{t('plays:running.outcome')}</dt>
        <dd>{outcomeSentence(view, definition.outcome, names)}</dd>
        <dt>{t('plays:running.holdout')}</dt>
        <dd>{holdoutSentence(view, definition)}</dd>
      </dl>
    </CardPart>
  )
}
