import type { TextKey } from '../../../web/i18n.ts'
import type { PlayAbout } from '../../../web/play-kinds.ts'
import { type Group, problemOf } from '../../segments/index.ts'
import type { Asked, Definition, Step } from './definition.ts'
import type { Known } from './known.ts'

/** Where in a play something is wrong. */
export interface Place {
  readonly part: 'trigger' | 'audience' | 'reentry' | 'steps' | 'step' | 'path' | 'exit' | 'outcome' | 'holdout'
  /** Of the step, path or exit. */
  readonly id?: string
  readonly field?: string
}

/** Something that keeps a play from being published, or (a warning) should be thought about before. */
export interface Problem {
  readonly at: Place
  readonly severity: 'error' | 'warning'
  readonly text: TextKey
  readonly values?: Readonly<Record<string, string | number>>
}

/** A play as it is being written. */
export interface Written {
  /** Nothing of one that is not there yet. */
  readonly playId?: number
  readonly about: PlayAbout
  readonly definition: Definition
}

/** Something without whose mending nothing is published. */
export function error(at: Place, text: TextKey, values?: Problem['values']): Problem {
  return { at, severity: 'error', text, ...(values && { values }) }
}

/**
 * What is wrong with what has to be true. `before` are the steps whose answers can be asked for there: everybody has come by them,
 * or not at all.
 */
export function problemsOfAsked(
  about: PlayAbout,
  { condition, answer }: Asked,
  { at, before }: { readonly at: Place; readonly before: readonly Step[] },
  known: Known,
): readonly Problem[] {
  if (!condition && !answer) return [error(at, 'plays:problem.noCondition')]
  const asking = answer && before.find(step => step.id === answer.step)
  const answerable = asking?.kind === 'action' && known.offers.playSteps.get(asking.action)?.asks
  return [
    ...problemsOfCondition(about, condition, at, known),
    ...(answer && !answerable ? [error(at, 'plays:problem.answerGone')] : []),
  ]
}

/** What is wrong with a condition; nothing when there is none. */
export function problemsOfCondition(
  about: PlayAbout,
  condition: Group | null,
  at: Place,
  known: Known,
): readonly Problem[] {
  if (!condition) return []
  const problem = problemOf(condition, about, known.offers)
  if (problem) return [error(at, `segments:error.${problem}`)]
  if (known.lacksSegmentOf(condition)) return [error(at, 'plays:problem.segmentGone')]
  return known.lacksPlayOf(condition) ? [error(at, 'plays:problem.playGone')] : []
}
