import type { PlayAbout } from '../../../web/play-kinds.ts'
import type { Group } from '../../segments/index.ts'
import type { Branch, Definition } from '../definition/definition.ts'
import { findStep } from '../definition/steps.ts'
import type { Part } from './part.ts'
import { changeStep } from './steps.ts'

/** A condition that is edited in a part, with what all names of its fields begin with. */
export interface Slot {
  readonly prefix: string
  readonly about: PlayAbout
  readonly condition: Group | undefined
}

const only = 'c.'
/** The prefix of the condition of a path. */
export const pathPrefix = (path: string) => `c.${path}.`

/** The conditions that a part has: none, one, or one of each path. */
export function slotsOf(definition: Definition, about: PlayAbout, part: Part): readonly Slot[] {
  const slot = (prefix: string, condition: Group | null | undefined): Slot => ({
    prefix,
    about,
    condition: condition ?? undefined,
  })
  if (part.kind === 'audience') return [slot(only, definition.audience)]
  if (part.kind === 'exit') return [slot(only, definition.exits.find(exit => exit.id === part.id)?.condition)]
  if (part.kind !== 'step') return []
  const step = findStep(definition, part.id)
  if (step?.kind === 'until') return [slot(only, step.condition)]
  return step?.kind === 'branch' ? step.paths.map(path => slot(pathPrefix(path.id), path.condition)) : []
}

/** The play with the conditions of a part as they were typed, by prefix. */
export function withConditions(
  definition: Definition,
  part: Part,
  typed: ReadonlyMap<string, Group | undefined>,
): Definition {
  const condition = typed.get(only) ?? null
  if (part.kind === 'audience') return { ...definition, audience: condition }
  if (part.kind === 'exit') {
    const exits = definition.exits.map(exit => (exit.id === part.id ? { ...exit, condition } : exit))
    return { ...definition, exits }
  }
  if (part.kind !== 'step') return definition
  return changeStep(definition, part.id, step => {
    if (step.kind === 'until') return { ...step, condition }
    return step.kind === 'branch' ? withPathConditions(step, typed) : step
  })
}

function withPathConditions(step: Branch, typed: ReadonlyMap<string, Group | undefined>): Branch {
  const paths = step.paths.map(path => {
    const prefix = pathPrefix(path.id)
    return typed.has(prefix) ? { ...path, condition: typed.get(prefix) ?? null } : path
  })
  return { ...step, paths }
}
