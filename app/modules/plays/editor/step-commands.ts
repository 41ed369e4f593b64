import type { Words } from '../../../web/i18n.ts'
import type { Offers } from '../../../web/module.ts'
import { type Definition, limits, type Step } from '../definition/definition.ts'
import { newStep } from './new-step.ts'
import { type Part, partText } from './part.ts'
import { changeStep, copyStep, insertStep, moveStep, type NextId, removeStep } from './steps.ts'

/** What the play is after a button was pressed, what that was, and which part is open then. */
export interface Commanded {
  readonly definition: Definition
  /** As a part of a text key under `plays:history.what`. */
  readonly what: 'added' | 'removed' | 'moved' | 'copied' | 'changed'
  readonly open: Part | undefined
}

interface Tools {
  readonly offers: Pick<Offers, 'playSteps'>
  readonly nextId: NextId
  /** Of who presses the button. */
  readonly t: Words
}

/**
 * What a button of a part does that said `verb:target`: undefined when it is none that changes the play. `add:wait`,
 * `add:action:email`, `up`, `down`, `copy`, `remove`, `path-add`, `path-remove:p3`, `exit-add`, `share-evenly`.
 */
export function obey(definition: Definition, part: Part, command: string, tools: Tools): Commanded | undefined {
  const [verb = '', ...rest] = command.split(':')
  if (verb === 'exit-add') return addExit(definition, tools.nextId)
  if (part.kind === 'add' && verb === 'add') return addStep(definition, part, rest.join(':'), tools)
  if (part.kind === 'exit' && verb === 'remove') {
    const exits = definition.exits.filter(exit => exit.id !== part.id)
    return { definition: { ...definition, exits }, what: 'removed', open: undefined }
  }
  return part.kind === 'step' ? changeOne(definition, part, { verb, target: rest[0] ?? '' }, tools) : undefined
}

function addExit(definition: Definition, nextId: NextId): Commanded | undefined {
  if (definition.exits.length >= limits.exits) return undefined
  const exit = { id: nextId('x'), name: '', condition: null }
  const exits = [...definition.exits, exit]
  return { definition: { ...definition, exits }, what: 'added', open: { kind: 'exit', id: exit.id } }
}

function addStep(
  definition: Definition,
  { at }: Extract<Part, { kind: 'add' }>,
  kind: string,
  { offers, nextId, t }: Tools,
): Commanded | undefined {
  const step = newStep(kind, offers, nextId, t)
  if (!step) return undefined
  return { definition: insertStep(definition, at, step), what: 'added', open: { kind: 'step', id: step.id } }
}

function changeOne(
  definition: Definition,
  part: Extract<Part, { kind: 'step' }>,
  { verb, target }: { readonly verb: string; readonly target: string },
  { nextId }: Tools,
): Commanded | undefined {
  const { id } = part
  const changed = (change: (step: Step) => Step) =>
    ({ definition: changeStep(definition, id, change), what: 'changed', open: part }) as const
  switch (verb) {
    case 'up':
    case 'down':
      return { definition: moveStep(definition, id, verb), what: 'moved', open: part }
    case 'copy': {
      const copy = copyStep(definition, id, nextId)
      return { definition: copy, what: 'copied', open: part }
    }
    case 'remove':
      return { definition: removeStep(definition, id), what: 'removed', open: undefined }
    case 'path-add':
      return changed(step => addPath(step, nextId))
    case 'path-remove':
      return changed(step => removePath(step, target))
    default:
      return undefined
  }
}

function addPath(step: Step, nextId: NextId): Step {
  if (step.kind === 'branch' && step.paths.length < limits.paths) {
    return { ...step, paths: [...step.paths, { id: nextId('p'), name: '', condition: null, steps: [] }] }
  }
  if (step.kind !== 'split' || step.paths.length >= limits.paths) return step
  return shared({ ...step, paths: [...step.paths, { id: nextId('p'), name: '', share: 0, steps: [] }] })
}

function removePath(step: Step, path: string): Step {
  if (step.kind === 'branch' && step.paths.length > 1) {
    return { ...step, paths: step.paths.filter(one => one.id !== path) }
  }
  if (step.kind !== 'split' || step.paths.length <= 2) return step
  return shared({ ...step, paths: step.paths.filter(one => one.id !== path) })
}

/** As evenly as whole percents allow; the first ones get what is left. */
function shared(step: Extract<Step, { kind: 'split' }>): Step {
  const count = step.paths.length
  const each = Math.floor(100 / count)
  const left = 100 - each * count
  return { ...step, paths: step.paths.map((path, index) => ({ ...path, share: each + (index < left ? 1 : 0) })) }
}

/** What the part is called in the log of changes, so that it can be found again. */
export function logged(part: Part, { open, what }: Pick<Commanded, 'open' | 'what'>): string {
  return partText(what === 'added' && open ? open : part)
}
