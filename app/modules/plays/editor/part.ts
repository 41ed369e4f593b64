import type { Definition, Step } from '../definition/definition.ts'
import { allSteps, findStep, listsIn } from '../definition/steps.ts'

/** Where a new step goes: to the top of a list of steps, or after a step. */
export type Spot =
  | { readonly kind: 'top'; readonly of?: { readonly step: string; readonly path: string } | undefined }
  | { readonly kind: 'after'; readonly step: string }

/** A part of a play that is opened and edited by itself. */
export type Part =
  | { readonly kind: 'details' }
  | { readonly kind: 'trigger' | 'audience' | 'reentry' | 'outcome' | 'holdout' }
  | { readonly kind: 'step'; readonly id: string }
  | { readonly kind: 'exit'; readonly id: string }
  | { readonly kind: 'add'; readonly at: Spot }

const plain = ['trigger', 'audience', 'reentry', 'outcome', 'holdout'] as const

/** A part as it stands in addresses, forms and ids of elements: `step-s3`, `add-after-s3`, `add-into-s2-p1`. */
export function partText(part: Part): string {
  if (part.kind === 'step' || part.kind === 'exit') return `${part.kind}-${part.id}`
  if (part.kind !== 'add') return part.kind
  const { at } = part
  if (at.kind === 'after') return `add-after-${at.step}`
  return at.of ? `add-into-${at.of.step}-${at.of.path}` : 'add-top'
}

/** Reads a part; undefined for none. */
export function readPart(text: string): Part | undefined {
  if (text === 'details') return { kind: text }
  const kind = plain.find(one => one === text)
  if (kind) return { kind }
  if (text === 'add-top') return { kind: 'add', at: { kind: 'top' } }
  const [, named, id] = /^(step|exit)-([a-z]\d{1,4})$/.exec(text) ?? []
  if (named && id) return named === 'step' ? { kind: 'step', id } : { kind: 'exit', id }
  const [, after] = /^add-after-([a-z]\d{1,4})$/.exec(text) ?? []
  if (after) return { kind: 'add', at: { kind: 'after', step: after } }
  const [, step, path] = /^add-into-([a-z]\d{1,4})-([a-z]\d{1,4}|otherwise)$/.exec(text) ?? []
  return step && path ? { kind: 'add', at: { kind: 'top', of: { step, path } } } : undefined
}

/** Whether the play has the part: a step may have been removed meanwhile. */
export function hasPart(definition: Definition, part: Part): boolean {
  if (part.kind === 'step') return findStep(definition, part.id) !== undefined
  if (part.kind === 'exit') return definition.exits.some(exit => exit.id === part.id)
  if (part.kind !== 'add') return true
  const { at } = part
  if (at.kind === 'after') return findStep(definition, at.step) !== undefined
  const step = at.of && findStep(definition, at.of.step)
  return at.of === undefined || (step !== undefined && listsIn(step).some(({ of }) => of?.path === at.of?.path))
}

/** The step that a path belongs to. */
export function stepOfPath(definition: Definition, path: string): Step | undefined {
  return allSteps(definition.steps).find(
    step => (step.kind === 'branch' || step.kind === 'split') && step.paths.some(one => one.id === path),
  )
}
