import type { Definition, Step } from './definition.ts'

/** A list of steps, where it stands: of the play itself, or of a path of a step. */
export interface StepList {
  /** The step and path it hangs on; undefined for the play's own. Of a branch's otherwise the path is `otherwise`. */
  readonly of?: { readonly step: string; readonly path: string }
  readonly steps: readonly Step[]
}

/** The lists of steps that hang on one. */
export function listsIn(step: Step): readonly StepList[] {
  if (step.kind === 'split')
    return step.paths.map(path => ({ of: { step: step.id, path: path.id }, steps: path.steps }))
  if (step.kind !== 'branch') return []
  return [
    ...step.paths.map(path => ({ of: { step: step.id, path: path.id }, steps: path.steps })),
    { of: { step: step.id, path: 'otherwise' }, steps: step.otherwise },
  ]
}

/** All steps, from top to bottom, those of paths after the step they hang on. */
export function allSteps(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap(step => [step, ...listsIn(step).flatMap(list => allSteps(list.steps))])
}

/** The steps that stand above one in the column; all when it is none of the play. */
export function stepsBefore({ steps }: Pick<Definition, 'steps'>, id: string | undefined): readonly Step[] {
  const all = allSteps(steps)
  const place = all.findIndex(step => step.id === id)
  return place < 0 ? all : all.slice(0, place)
}

/** The step with this id, wherever it stands. */
export function findStep({ steps }: Pick<Definition, 'steps'>, id: string): Step | undefined {
  return allSteps(steps).find(step => step.id === id)
}

/** The step with every list of steps that hangs on it as `change` wants it. */
export function mapLists(step: Step, change: (list: StepList) => readonly Step[]): Step {
  const of = (path: string) => ({ step: step.id, path })
  if (step.kind === 'split') {
    return {
      ...step,
      paths: step.paths.map(path => ({ ...path, steps: change({ of: of(path.id), steps: path.steps }) })),
    }
  }
  if (step.kind !== 'branch') return step
  return {
    ...step,
    paths: step.paths.map(path => ({ ...path, steps: change({ of: of(path.id), steps: path.steps }) })),
    otherwise: change({ of: of('otherwise'), steps: step.otherwise }),
  }
}
