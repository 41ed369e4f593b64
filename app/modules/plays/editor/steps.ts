import type { Asked, Definition, Step } from '../definition/definition.ts'
import { allSteps, listsIn, mapLists, type StepList } from '../definition/steps.ts'
import type { Spot } from './part.ts'

/** Gives out ids that nothing of the play has, or had as far as `highest` says. */
export type NextId = (letter: string) => string

/** Ids with numbers above all in the definition, and above `highest`. */
export function idsAfter(definition: Definition, highest = 0): NextId {
  const numbers = idsIn(definition).map(id => Number(id.slice(1)))
  let last = Math.max(highest, 0, ...numbers)
  return letter => {
    last += 1
    return `${letter}${last}`
  }
}

function idsIn({ steps, exits }: Definition): readonly string[] {
  const all = allSteps(steps)
  const paths = all.flatMap(step =>
    step.kind === 'branch' || step.kind === 'split' ? step.paths.map(path => path.id) : [],
  )
  return [...all.map(step => step.id), ...paths, ...exits.map(exit => exit.id)]
}

/** The play with a step more. */
export function insertStep(definition: Definition, at: Spot, step: Step): Definition {
  return mapAllLists(definition, ({ of, steps }) => {
    if (at.kind === 'top') {
      const isHere = at.of ? of?.step === at.of.step && of.path === at.of.path : of === undefined
      return isHere ? [step, ...steps] : steps
    }
    const place = steps.findIndex(one => one.id === at.step)
    return place < 0 ? steps : steps.toSpliced(place + 1, 0, step)
  })
}

/** The play without a step, and without what lay on its paths. */
export function removeStep(definition: Definition, id: string): Definition {
  return mapAllLists(definition, ({ steps }) => steps.filter(step => step.id !== id))
}

/** The play with a step as `change` wants it. */
export function changeStep(definition: Definition, id: string, change: (step: Step) => Step): Definition {
  return mapAllLists(definition, ({ steps }) => steps.map(step => (step.id === id ? change(step) : step)))
}

/**
 * The play with a step one place further up or down in the column: past the step beside it, into a path and out of it again,
 * so that every place can be reached.
 */
export function moveStep(definition: Definition, id: string, direction: 'up' | 'down'): Definition {
  const step = allSteps(definition.steps).find(one => one.id === id)
  const here = step && spotOf({ steps: definition.steps }, id)
  if (!step || !here) return definition
  const rest = removeStep(definition, id)
  const spots = spotsIn({ steps: rest.steps })
  const place = spots.findIndex(spot => isSame(spot, here))
  const next = spots[place + (direction === 'up' ? -1 : 1)]
  return next ? insertStep(rest, next, step) : definition
}

/** The play with a copy of a step, with all on its paths, right after it. */
export function copyStep(definition: Definition, id: string, nextId: NextId): Definition {
  const step = allSteps(definition.steps).find(one => one.id === id)
  return step ? insertStep(definition, { kind: 'after', step: id }, renamed(step, nextId)) : definition
}

/** The same step with ids of its own, also for all that lies on its paths. */
export function renamed(step: Step, nextId: NextId): Step {
  const own = new Map<string, string>()
  return askingOwn(withOwnIds(step, nextId, own), own)
}

function withOwnIds(step: Step, nextId: NextId, own: Map<string, string>): Step {
  const id = nextId('s')
  own.set(step.id, id)
  const inner = (steps: readonly Step[]) => steps.map(one => withOwnIds(one, nextId, own))
  if (step.kind === 'split') {
    return { ...step, id, paths: step.paths.map(path => ({ ...path, id: nextId('p'), steps: inner(path.steps) })) }
  }
  if (step.kind !== 'branch') return { ...step, id }
  const paths = step.paths.map(path => ({ ...path, id: nextId('p'), steps: inner(path.steps) }))
  return { ...step, id, paths, otherwise: inner(step.otherwise) }
}

/** Answers to a step that was copied, too, are those to the copy. */
function askingOwn(step: Step, own: ReadonlyMap<string, string>): Step {
  const follow = <T extends Pick<Asked, 'answer'>>(asked: T): T =>
    asked.answer
      ? { ...asked, answer: { ...asked.answer, step: own.get(asked.answer.step) ?? asked.answer.step } }
      : asked
  const here: Step =
    step.kind === 'until' ? follow(step) : step.kind === 'branch' ? { ...step, paths: step.paths.map(follow) } : step
  return mapLists(here, ({ steps }) => steps.map(one => askingOwn(one, own)))
}

/** Every spot from top to bottom, those of paths before the spot after the step they hang on. */
function spotsIn({ of, steps }: StepList): readonly Spot[] {
  return [
    { kind: 'top', of },
    ...steps.flatMap((step): Spot[] => [...listsIn(step).flatMap(spotsIn), { kind: 'after', step: step.id }]),
  ]
}

function spotOf({ of, steps }: StepList, id: string): Spot | undefined {
  const place = steps.findIndex(step => step.id === id)
  const before = steps[place - 1]
  if (place >= 0) return before ? { kind: 'after', step: before.id } : { kind: 'top', of }
  for (const list of steps.flatMap(listsIn)) {
    const found = spotOf(list, id)
    if (found) return found
  }
  return undefined
}

function isSame(a: Spot, b: Spot): boolean {
  if (a.kind === 'after') return b.kind === 'after' && a.step === b.step
  return b.kind === 'top' && a.of?.step === b.of?.step && a.of?.path === b.of?.path
}

function mapAllLists(definition: Definition, change: (list: StepList) => readonly Step[]): Definition {
  const walk = (list: StepList): readonly Step[] =>
    change({ ...list, steps: list.steps.map(step => mapLists(step, walk)) })
  return { ...definition, steps: walk({ steps: definition.steps }) }
}
