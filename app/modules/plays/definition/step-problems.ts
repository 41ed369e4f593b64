import { type Duration, limits, millisecondsOf, type Step } from './definition.ts'
import { problemsOfFields } from './field-problems.ts'
import type { Known } from './known.ts'
import { error, type Problem, problemsOfAsked, type Written } from './problem.ts'
import { allSteps, listsIn } from './steps.ts'

const longestWait: Duration = { amount: 730, unit: 'days' }

/** What is wrong with the steps of a play: each by itself, and how they hang together. */
export function problemsOfSteps(written: Written, known: Known): readonly Problem[] {
  const { steps } = written.definition
  const all = allSteps(steps)
  if (all.length === 0) return [error({ part: 'steps' }, 'plays:problem.noSteps')]
  return [
    ...(all.length > limits.steps
      ? [error({ part: 'steps' }, 'plays:problem.tooManySteps', { most: limits.steps })]
      : []),
    ...(depthOf(steps) > limits.depth
      ? [error({ part: 'steps' }, 'plays:problem.tooDeep', { most: limits.depth })]
      : []),
    ...twice(all),
    ...unreachable(steps),
    ...all.flatMap((step, place) => problemsOfStep({ step, before: all.slice(0, place) }, written, known)),
  ]
}

function depthOf(steps: readonly Step[]): number {
  return 1 + Math.max(0, ...steps.flatMap(step => listsIn(step).map(list => depthOf(list.steps))))
}

/** Where somebody is is known by the id of the step: the same one twice would be a loop. */
function twice(all: readonly Step[]): readonly Problem[] {
  const ids = all.flatMap(step => [
    step.id,
    ...(step.kind === 'branch' || step.kind === 'split' ? step.paths.map(path => path.id) : []),
  ])
  const repeated = ids.filter((id, index) => ids.indexOf(id) !== index)
  return [...new Set(repeated)].map(id => error({ part: 'step', id }, 'plays:problem.twice'))
}

/** Steps that nobody comes to: behind an end, or on a path that nobody takes. */
function unreachable(steps: readonly Step[]): readonly Problem[] {
  const ending = steps.findIndex(alwaysEnds)
  const behind = ending < 0 ? [] : steps.slice(ending + 1)
  const unused = steps.flatMap(step =>
    step.kind === 'split' ? step.paths.filter(path => path.share === 0).flatMap(path => path.steps) : [],
  )
  return [
    ...[...behind, ...unused].map(step => error({ part: 'step', id: step.id }, 'plays:problem.unreachable')),
    ...steps.flatMap(step => listsIn(step).flatMap(list => unreachable(list.steps))),
  ]
}

function alwaysEnds(step: Step): boolean {
  if (step.kind === 'end') return true
  const lists = step.kind === 'split' ? step.paths.filter(path => path.share > 0) : listsIn(step)
  return lists.length > 0 && lists.every(list => list.steps.some(alwaysEnds))
}

interface Placed {
  readonly step: Step
  /** All that stand above it. */
  readonly before: readonly Step[]
}

function problemsOfStep({ step, before }: Placed, { about }: Written, known: Known): readonly Problem[] {
  const at = { part: 'step', id: step.id } as const
  switch (step.kind) {
    case 'wait':
      return problemsOfDuration(step.for, { ...at, field: 'for' })
    case 'until':
      return [
        ...problemsOfAsked(about, step, { at, before }, known),
        ...problemsOfDuration(step.limit, { ...at, field: 'limit' }),
      ]
    case 'branch':
      return step.paths.flatMap(path =>
        problemsOfAsked(about, path, { at: { part: 'path', id: path.id }, before }, known),
      )
    case 'split': {
      const total = step.paths.reduce((sum, path) => sum + path.share, 0)
      return total === 100 ? [] : [error(at, 'plays:problem.shares', { total })]
    }
    case 'end':
      return []
    case 'action': {
      const kind = known.offers.playSteps.get(step.action)
      if (!kind) return [error(at, 'plays:problem.stepUnknown')]
      return problemsOfFields(at, { fields: kind.fields, settings: step.settings, about }, known)
    }
  }
}

function problemsOfDuration(duration: Duration, at: Problem['at']): readonly Problem[] {
  const long = millisecondsOf(duration) > millisecondsOf(longestWait)
  return duration.amount >= 1 && !long ? [] : [error(at, 'plays:problem.duration', { most: longestWait.amount })]
}
