import { href, paths } from '../../../../paths.ts'
import { Icon } from '../../../../web/ui/icon.tsx'
import { Tag } from '../../../../web/ui/tag.tsx'
import { useView } from '../../../../web/view.ts'
import type { Step } from '../../definition/definition.ts'
import type { StepCounts } from '../../running/counts.ts'
import { useReasonWords } from './reasons.ts'
import { pathWords, stepIcon, stepWords, type Telling } from './step-words.ts'

interface StepsColumnProps {
  readonly playId: number
  readonly steps: readonly Step[]
  readonly telling: Telling
  readonly counts: StepCounts
}

/** The steps of a play from top to bottom, with how many are there now and how many went through. */
export function StepsColumn({ playId, steps, telling, counts }: StepsColumnProps) {
  return (
    <ol class="play-steps">
      {steps.map(step => (
        <li class="play-step">
          <span class="play-step-icon">
            <Icon name={stepIcon(telling, step)} />
          </span>
          <div class="play-step-body">
            <StepLine playId={playId} step={step} telling={telling} counts={counts} />
            <Paths playId={playId} step={step} telling={telling} counts={counts} />
          </div>
        </li>
      ))}
    </ol>
  )
}

type One = Omit<StepsColumnProps, 'steps'> & { readonly step: Step }

function StepLine({ playId, step, telling, counts }: One) {
  const view = useView()
  const { t, format } = view
  const here = counts.at.get(step.id)
  const through = counts.through.get(step.id)
  return (
    <div class="play-step-line">
      <span>{stepWords(view, telling, step)}</span>
      <span class="play-step-counts">
        {here ? (
          <a href={href(paths.playEnrollments, { id: playId }, { step: step.id })}>
            <Tag tone="accent">{t('plays:running.step.here', { count: here.here, n: format.number(here.here) })}</Tag>
          </a>
        ) : null}
        {here ? <Waiting waiting={here.waiting} /> : null}
        {through && through.passed > 0 ? (
          <span class="small muted num">
            {t('plays:running.step.passed', { n: format.number(through.passed) })}
            {through.skipped > 0 ? t('plays:running.step.skipped', { n: format.number(through.skipped) }) : null}
          </span>
        ) : null}
      </span>
    </div>
  )
}

/** What those at a step wait for, when it is not the step itself that says so. */
function Waiting({ waiting }: { readonly waiting: ReadonlyMap<string, number> }) {
  const { format } = useView()
  const words = useReasonWords()
  const unusual = [...waiting].filter(([why]) => why !== 'delay' && why !== 'condition')
  return (
    <>
      {unusual.map(([why, n]) => (
        <Tag tone={why === 'problem' ? 'bad' : 'care'}>
          {words(why)} {format.number(n)}
        </Tag>
      ))}
    </>
  )
}

function Paths({ step, telling, counts, ...rest }: One) {
  const view = useView()
  const { t, format } = view
  if (step.kind !== 'branch' && step.kind !== 'split') return null
  const otherwise =
    step.kind === 'branch' ? [{ id: 'otherwise', words: t('plays:running.step.otherwise'), steps: step.otherwise }] : []
  const paths = [
    ...step.paths.map(path => ({ id: path.id, words: pathWords(view, telling, path), steps: path.steps })),
    ...otherwise,
  ]
  return (
    <div class="play-paths">
      {paths.map(path => (
        <section class="play-path">
          <h3>
            {path.words}
            <span class="small muted num">
              {' '}
              {t('plays:running.step.took', { n: format.number(counts.taken.get(`${step.id} ${path.id}`) ?? 0) })}
            </span>
          </h3>
          {path.steps.length > 0 ? (
            <StepsColumn {...rest} steps={path.steps} telling={telling} counts={counts} />
          ) : (
            <p class="small muted">{t('plays:running.step.straightOn')}</p>
          )}
        </section>
      ))}
    </div>
  )
}
