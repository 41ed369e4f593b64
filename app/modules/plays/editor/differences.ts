import type { Definition, Step } from '../definition/definition.ts'
import { allSteps, mapLists } from '../definition/steps.ts'

const wholes = ['trigger', 'audience', 'reentry', 'outcome', 'holdout'] as const

/** What differs between two versions of a play. */
export interface Difference {
  readonly kind: 'added' | 'removed' | 'changed' | 'moved'
  /** What it is about: a part of the play, or a step as it is (or was, when it was removed). */
  readonly about: (typeof wholes)[number] | 'exit' | { readonly step: Step; readonly was: Step | undefined }
}

/** What was added, changed, removed and moved on the way from one definition to another, from top to bottom. */
export function differencesOf(before: Definition, after: Definition): readonly Difference[] {
  const changed = wholes.filter(part => text(before[part]) !== text(after[part]))
  return [
    ...changed.map(about => ({ kind: 'changed' as const, about })),
    ...stepDifferences(before, after),
    ...exitDifferences(before, after),
  ]
}

function stepDifferences(before: Definition, after: Definition): readonly Difference[] {
  const [then, now] = [byId(before), byId(after)]
  const common = (steps: readonly Step[], other: ReadonlyMap<string, Step>) =>
    steps.filter(step => other.has(step.id)).map(step => step.id)
  const moved = movedIn(common(allSteps(before.steps), now), common(allSteps(after.steps), then))
  const here = [...now.values()].flatMap((step): Difference[] => {
    const was = then.get(step.id)
    if (!was) return [{ kind: 'added', about: { step, was } }]
    if (ownText(was) !== ownText(step)) return [{ kind: 'changed', about: { step, was } }]
    return moved.has(step.id) ? [{ kind: 'moved', about: { step, was } }] : []
  })
  const gone = [...then.values()].filter(step => !now.has(step.id))
  return [...here, ...gone.map(step => ({ kind: 'removed' as const, about: { step, was: step } }))]
}

function exitDifferences(before: Definition, after: Definition): readonly Difference[] {
  const then = new Map(before.exits.map(exit => [exit.id, text(exit)]))
  const now = new Map(after.exits.map(exit => [exit.id, text(exit)]))
  const here = [...now].flatMap(([id, own]): Difference[] => {
    const was = then.get(id)
    if (was === own) return []
    return [{ kind: was === undefined ? 'added' : 'changed', about: 'exit' }]
  })
  const gone = [...then.keys()]
    .filter(id => !now.has(id))
    .map(() => ({ kind: 'removed' as const, about: 'exit' as const }))
  return [...here, ...gone]
}

/**
 * Those that stand elsewhere among the others: all but a longest run that kept its order, so that moving one is one difference.
 * Longest common subsequence of two orders of the same ids.
 */
function movedIn(before: readonly string[], after: readonly string[]): ReadonlySet<string> {
  const places = after.map(id => before.indexOf(id))
  const best: { readonly length: number; readonly from: number }[] = []
  for (const [index, place] of places.entries()) {
    let found = { length: 1, from: -1 }
    for (let earlier = 0; earlier < index; earlier++) {
      const length = (best[earlier]?.length ?? 0) + 1
      if ((places[earlier] ?? 0) < place && length > found.length) found = { length, from: earlier }
    }
    best.push(found)
  }
  const kept = new Set<string>()
  let at = best.reduce((top, one, index) => (one.length > (best[top]?.length ?? 0) ? index : top), 0)
  while (at >= 0 && best.length > 0) {
    kept.add(after[at] ?? '')
    at = best[at]?.from ?? -1
  }
  return new Set(after.filter(id => !kept.has(id)))
}

function byId({ steps }: Definition): ReadonlyMap<string, Step> {
  return new Map(allSteps(steps).map(step => [step.id, step]))
}

/** A step without what lies on its paths: that differs by itself. */
function ownText(step: Step): string {
  return text(mapLists(step, () => []))
}

function text(value: unknown): string {
  // The database stores keys in an order of its own.
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
