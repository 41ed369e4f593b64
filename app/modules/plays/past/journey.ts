import type { Action, Step, Until } from '../definition/definition.ts'
import { millisecondsOf } from '../definition/definition.ts'

/** Something that happened on the way, as the engine notes it. */
export interface Happened {
  readonly at: Date
  readonly step: string
  readonly what: string
  readonly detail: Readonly<Record<string, string | number>> | null
  /** What was done; its detail is known when it is written down. */
  readonly done?: Action
}

/** The way of one enrollment up to now. */
export interface Journey {
  readonly happened: readonly Happened[]
  /** Where it waits, since when and until when; undefined when it is through. */
  readonly waits:
    | { readonly step: string; readonly since: Date; readonly until: Date; readonly why: string }
    | undefined
  readonly endedAt: Date | undefined
}

/**
 * The way somebody took through these steps who began `at`; what they waited for came true at `metAt`, or never. Steps that divide
 * are not walked: throws.
 */
export function walk(steps: readonly Step[], at: Date, metAt: Date | undefined, now: Date): Journey {
  const happened: Happened[] = [{ at, step: steps[0]?.id ?? '', what: 'entered', detail: null }]
  let [since, last] = [at, steps[0]]
  for (const step of steps) {
    const left = leave(step, since, metAt)
    if (left.at > now) return { happened, waits: waiting(step, since, left.at), endedAt: undefined }
    since = left.at
    last = step
    happened.push({
      at: since,
      step: step.id,
      what: left.what,
      detail: null,
      ...(step.kind === 'action' && { done: step }),
    })
    if (step.kind === 'until' && step.onLimit === 'end' && left.what === 'limit_reached') break
  }
  happened.push({ at: since, step: last?.id ?? '', what: 'ended', detail: { by: 'finished' } })
  return { happened, waits: undefined, endedAt: since }
}

function leave(step: Step, since: Date, metAt: Date | undefined): { readonly at: Date; readonly what: string } {
  if (step.kind === 'action') return { at: since, what: 'done' }
  if (step.kind === 'wait') return { at: new Date(since.getTime() + millisecondsOf(step.for)), what: 'waited' }
  if (step.kind === 'until') return leaveUntil(step, since, metAt)
  throw new Error(`nobody walks through a ${step.kind} afterwards`)
}

function leaveUntil({ limit }: Until, since: Date, metAt: Date | undefined) {
  const end = new Date(since.getTime() + millisecondsOf(limit))
  if (!metAt || metAt > end) return { at: end, what: 'limit_reached' }
  return { at: metAt > since ? metAt : since, what: 'condition_met' }
}

function waiting({ id, kind }: Step, since: Date, until: Date): Journey['waits'] {
  return { step: id, since, until, why: kind === 'until' ? 'condition' : 'delay' }
}
