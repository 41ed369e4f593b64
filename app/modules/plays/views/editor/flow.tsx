import { Icon } from '../../../../web/ui/icon.tsx'
import { classes } from '../../../../web/ui/tone.ts'
import { useView } from '../../../../web/view.ts'
import type { Step } from '../../definition/definition.ts'
import { limits } from '../../definition/definition.ts'
import { allSteps } from '../../definition/steps.ts'
import { conditionWords, stepSentence } from '../../describe/sentences.ts'
import { type Part, partText, type Spot } from '../../editor/part.ts'
import { editorHref, isOpen, partId, useSheet } from './context.ts'
import { OpenForm } from './open-form.tsx'
import { PartLine } from './part-line.tsx'

const icons = { wait: 'hourglass', until: 'hourglass', branch: 'split', split: 'shuffle', end: 'circle-stop' } as const

interface FlowProps {
  readonly steps: readonly Step[]
  /** The path that the steps lie on; undefined for the play's own. */
  readonly of?: { readonly step: string; readonly path: string }
}

/** Steps from top to bottom, with a place to add one between any two. */
export function Flow({ steps, of }: FlowProps) {
  return (
    <ol class="play-flow">
      <AddHere at={{ kind: 'top', of }} alone={steps.length === 0} />
      {steps.map(step => (
        <>
          <li class="play-flow-step">
            <StepLine step={step} />
          </li>
          <AddHere at={{ kind: 'after', step: step.id }} alone={false} />
        </>
      ))}
    </ol>
  )
}

/** A step in a sentence, with its paths below. */
function StepLine({ step }: { readonly step: Step }) {
  return (
    <PartLine part={{ kind: 'step', id: step.id }} icon={useStepIcon(step)} sentence={useStepSentence(step)}>
      <Paths step={step} />
    </PartLine>
  )
}

/** The icon of what a step does. */
function useStepIcon(step: Step): string {
  const { names } = useSheet()
  return step.kind === 'action' ? (names.offers.playSteps.get(step.action)?.icon ?? 'puzzle') : icons[step.kind]
}

/** What a step does, in a sentence. */
export function useStepSentence(step: Step): string {
  const view = useView()
  const { names, play } = useSheet()
  return stepSentence(view, play.about, step, names)
}

function Paths({ step }: { readonly step: Step }) {
  const paths = usePaths(step)
  if (paths.length === 0) return null
  return (
    <div class="play-paths">
      {paths.map(path => (
        <section class="play-path" id={`path-${step.id}-${path.id}`}>
          <PathWords step={step.id} path={path} />
          <Flow steps={path.steps} of={{ step: step.id, path: path.id }} />
        </section>
      ))}
    </div>
  )
}

/** A path of a step as its heading tells it. */
interface ToldPath {
  readonly id: string
  readonly name: string
  /** Who takes it. */
  readonly takes: string
  readonly steps: readonly Step[]
}

/** The paths of a step; none of one that has none. */
export function usePaths(step: Step): readonly ToldPath[] {
  const view = useView()
  const { t, format } = view
  const { names, play } = useSheet()
  if (step.kind !== 'split' && step.kind !== 'branch') return []
  const nameOf = (name: string, n: number) => (name === '' ? t('plays:editor.path', { n }) : name)
  if (step.kind === 'split') {
    return step.paths.map(({ id, name, share, steps }, index) => {
      const takes = t('plays:editor.takesShare', { share: format.percent(share / 100) })
      return { id, name: nameOf(name, index + 1), takes, steps }
    })
  }
  const paths = step.paths.map((path, index) => {
    const condition = conditionWords(view, play.about, path, names)
    const takes = t('plays:editor.takesIf', { condition })
    return { id: path.id, name: nameOf(path.name, index + 1), takes, steps: path.steps }
  })
  const otherwise = { id: 'otherwise', name: t('plays:editor.otherwise'), takes: t('plays:editor.takesElse') }
  return [...paths, { ...otherwise, steps: step.otherwise }]
}

/** The id of the heading of a path. */
export const pathWordsId = (step: string, path: string) => `path-words-${step}-${path}`

interface PathWordsProps {
  readonly step: string
  readonly path: ToldPath
}

/** What a path is called and who takes it; changes while its step is edited. */
export function PathWords({ step, path: { id, name, takes } }: PathWordsProps) {
  return (
    <h3 id={pathWordsId(step, id)}>
      {name} <span class="muted">{takes}</span>
    </h3>
  )
}

/** Where a step can be added: a sign between two steps, a button where there is none. */
function AddHere({ at, alone }: { readonly at: Spot; readonly alone: boolean }) {
  const { t } = useView()
  const sheet = useSheet()
  const part: Part = { kind: 'add', at }
  if (!sheet.mayEdit) return null
  const full = allSteps(sheet.play.definition.steps).length >= limits.steps
  if (isOpen(sheet, part)) {
    return (
      <li class="play-flow-add open" id={partId(part)}>
        <div class="play-part open">
          <p class="play-part-title">{t('plays:editor.addTitle')}</p>
          <OpenForm part={part} />
        </div>
      </li>
    )
  }
  if (full) return <li class="play-flow-add" />
  const words = t('plays:editor.addHere')
  return (
    <li class={classes('play-flow-add', alone && 'alone')} id={partId(part)}>
      <a href={editorHref(sheet.play.id, part)} title={words} data-in-turn-again={partText(part)}>
        <Icon name="plus" />
        <span class={alone ? undefined : 'unseen'}>{words}</span>
      </a>
    </li>
  )
}
