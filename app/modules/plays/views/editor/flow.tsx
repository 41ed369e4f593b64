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
  const view = useView()
  const { t, format } = view
  const { names, play } = useSheet()
  if (step.kind === 'split') {
    return (
      <div class="play-paths">
        {step.paths.map((path, index) => (
          <Path step={step.id} path={path} name={pathName(path.name, t('plays:editor.path', { n: index + 1 }))}>
            {t('plays:editor.takesShare', { share: format.percent(path.share / 100) })}
          </Path>
        ))}
      </div>
    )
  }
  if (step.kind !== 'branch') return null
  return (
    <div class="play-paths">
      {step.paths.map((path, index) => (
        <Path step={step.id} path={path} name={pathName(path.name, t('plays:editor.path', { n: index + 1 }))}>
          {t('plays:editor.takesIf', { condition: conditionWords(view, play.about, path, names) })}
        </Path>
      ))}
      <Path step={step.id} path={{ id: 'otherwise', steps: step.otherwise }} name={t('plays:editor.otherwise')}>
        {t('plays:editor.takesElse')}
      </Path>
    </div>
  )
}

function pathName(name: string, otherwise: string): string {
  return name === '' ? otherwise : name
}

interface PathProps {
  readonly step: string
  readonly path: { readonly id: string; readonly steps: readonly Step[] }
  readonly name: string
  readonly children: string
}

function Path({ step, path, name, children }: PathProps) {
  return (
    <section class="play-path" id={`path-${step}-${path.id}`}>
      <h4>
        {name} <span class="muted">{children}</span>
      </h4>
      <Flow steps={path.steps} of={{ step, path: path.id }} />
    </section>
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
      <a href={editorHref(sheet.play.id, part)} title={words} data-part={partText(part)}>
        <Icon name="plus" />
        <span class={alone ? undefined : 'unseen'}>{words}</span>
      </a>
    </li>
  )
}
