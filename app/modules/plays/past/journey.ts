import type { StepAnswer } from '../../../web/play-kinds.ts'
import type { Action, AskedAnswer, Definition, Split, SplitPath, Step, Until } from '../definition/definition.ts'
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
  /** The name of the exit by which they left. */
  readonly exit?: string
}

/** What somebody answered, so many hours after they were asked. */
export interface PastAnswer {
  readonly is: StepAnswer
  readonly afterHours: number
}

/** How somebody went. */
export interface Walk {
  /** When they began. */
  readonly at: Date
  /** When what they waited for came true; never when left out. */
  readonly metAt?: Date | undefined
  readonly answer?: PastAnswer | undefined
  /** The path of a random split that they were drawn into. */
  readonly drawn: (split: Split) => SplitPath | undefined
  readonly now: Date
}

type Way = Pick<Definition, 'steps' | 'exits'>

/**
 * The way somebody took through these steps. They leave by exits that ask for an answer, not by others. Steps that ask for
 * conditions of that time are not walked: throws.
 */
export function walk({ steps, exits }: Way, { at, metAt, answer, drawn, now }: Walk): Journey {
  const done = new Map<string, Date>()
  const answeredAt = (asked: AskedAnswer) => momentOf(asked, answer, done)
  const happened: Happened[] = [{ at, step: steps[0]?.id ?? '', what: 'entered', detail: null }]
  let [since, last] = [at, steps[0]]
  for (const { step, into } of taken(steps, drawn)) {
    const met = step.kind === 'until' && step.answer ? answeredAt(step.answer) : metAt
    const left = leave(step, since, met)
    const out = leavingBefore(left.at < now ? left.at : now, exits, answeredAt)
    if (out) {
      const detail = { by: 'exit', ...(out.name && { detail: out.name }) }
      happened.push({ at: out.at, step: step.id, what: 'ended', detail })
      return { happened, waits: undefined, endedAt: out.at, exit: out.name }
    }
    if (left.at > now) return { happened, waits: waiting(step, since, left.at), endedAt: undefined }
    since = left.at
    last = step
    done.set(step.id, since)
    happened.push({
      at: since,
      step: step.id,
      what: left.what,
      detail: into ? { path: into.id, name: into.name } : null,
      ...(step.kind === 'action' && { done: step }),
    })
    if (step.kind === 'until' && step.onLimit === 'end' && left.what === 'limit_reached') break
  }
  happened.push({ at: since, step: last?.id ?? '', what: 'ended', detail: { by: 'finished' } })
  return { happened, waits: undefined, endedAt: since }
}

interface Taken {
  readonly step: Step
  /** Of a split: the path that was taken. */
  readonly into?: SplitPath | undefined
}

/** The steps one after the other, those of the paths taken behind where they part. */
function taken(steps: readonly Step[], drawn: Walk['drawn']): readonly Taken[] {
  return steps.flatMap((step): readonly Taken[] => {
    if (step.kind !== 'split') return [{ step }]
    const into = drawn(step)
    return [{ step, into }, ...taken(into?.steps ?? [], drawn)]
  })
}

/** By which exit they leave before that moment, and when. */
function leavingBefore(
  end: Date,
  exits: Definition['exits'],
  answeredAt: (asked: AskedAnswer) => Date | undefined,
): { readonly at: Date; readonly name: string } | undefined {
  for (const { name, answer } of exits) {
    const at = answer && answeredAt(answer)
    if (at && at < end) return { at, name }
  }
  return undefined
}

/** When the answer that is asked for was given; undefined when it was not, or was another one. */
function momentOf(
  { step, is }: AskedAnswer,
  answer: PastAnswer | undefined,
  done: ReadonlyMap<string, Date>,
): Date | undefined {
  const asked = done.get(step)
  if (!asked || !answer || (is !== 'any' && is !== answer.is)) return undefined
  return new Date(asked.getTime() + answer.afterHours * 3_600_000)
}

function leave(step: Step, since: Date, metAt: Date | undefined): { readonly at: Date; readonly what: string } {
  if (step.kind === 'action') return { at: since, what: 'done' }
  if (step.kind === 'split') return { at: since, what: 'took' }
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
