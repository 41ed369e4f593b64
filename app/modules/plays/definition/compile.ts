import type { Definition, Step } from './definition.ts'
import { listsIn } from './steps.ts'

/** A step as the engine goes through it. */
export interface Node {
  readonly step: Step
  /** Where it goes on after the step; null for the end of the play. */
  readonly next: string | null
  /** The first step of each path; where a path is empty, what comes after the step. */
  readonly into: ReadonlyMap<string, string | null>
}

/** A definition as the engine goes through it. */
export interface Course {
  readonly first: string | null
  readonly nodes: ReadonlyMap<string, Node>
}

/** Lays the steps of a play out as a graph: from each step where it goes on. A tree has no loops, so neither has the graph. */
export function compileSteps({ steps }: Pick<Definition, 'steps'>): Course {
  const nodes = new Map<string, Node>()
  const lay = (list: readonly Step[], after: string | null): string | null => {
    // From the last to the first, so that each knows what comes after it.
    let next = after
    for (const step of list.toReversed()) {
      const following = next
      const into = new Map(listsIn(step).map(({ of, steps: inner }) => [of?.path ?? '', lay(inner, following)]))
      nodes.set(step.id, { step, next: step.kind === 'end' ? null : following, into })
      next = step.id
    }
    return next
  }
  const first = lay(steps, null)
  return { first, nodes }
}
