import { z } from 'zod'
import { type Group, measureUseShape, readCondition } from '../../segments/index.ts'

/** What keeps a play within what a person can oversee; `amount` is of a duration, two years in minutes and more. */
export const limits = { steps: 60, depth: 5, paths: 6, exits: 5, amount: 9_999_999 } as const

/** Between which numbers something makes sense; what is between them is published. */
export const bounds = {
  reentryDays: { min: 1, max: 3650 },
  windowDays: { min: 1, max: 730 },
  /** Percent. */
  matters: { min: 0.1, max: 1000 },
} as const

/** Units of durations, in the order in which they are offered. */
export const units = ['minutes', 'hours', 'days', 'weeks'] as const

const id = z.string().regex(/^[a-z]\d{1,4}$/)
const name = z.string().max(100)
const durationShape = z.strictObject({ amount: z.int().min(0).max(limits.amount), unit: z.enum(units) })
export type Duration = z.output<typeof durationShape>

/** A condition as segments store it; null while none is chosen. */
const conditionShape = z
  .unknown()
  .transform((stored, context): Group | null => {
    if (stored === null || stored === undefined) return null
    const root = readCondition({ v: 1, root: stored })
    if (!root) context.addIssue({ code: 'custom', message: 'plays:problem.condition' })
    return root ?? null
  })
  .pipe(z.custom<Group | null>())

const settingValue = z.union([z.string().max(20_000), z.number(), z.boolean(), z.array(z.string().max(500)).max(50)])
export type SettingValue = z.output<typeof settingValue>
export type Settings = Readonly<Record<string, SettingValue>>

export const answerQuestions = ['any', 'accepted', 'declined', 'none'] as const
/** What was answered to a step that asks something: either, this, or nothing (yet). */
const answerShape = z.strictObject({ step: id, is: z.enum(answerQuestions) })
export type AskedAnswer = z.output<typeof answerShape>

/** What has to be true: a condition, an answer, or both. None of them while nothing is chosen. */
export interface Asked {
  readonly condition: Group | null
  readonly answer?: AskedAnswer | undefined
}

/** Does something, as a module offers it: `action` is the key of the offered step. */
const actionShape = z.strictObject({
  id,
  kind: z.literal('action'),
  action: z.string().min(1).max(100),
  settings: z.record(z.string().max(50), settingValue),
})
const waitShape = z.strictObject({ id, kind: z.literal('wait'), for: durationShape })
/** Waits until the condition holds, at most so long; then goes on, or ends. */
const untilShape = z.strictObject({
  id,
  kind: z.literal('until'),
  condition: conditionShape,
  answer: answerShape.optional(),
  limit: durationShape,
  onLimit: z.enum(['go_on', 'end']),
})
const endShape = z.strictObject({ id, kind: z.literal('end') })
/** The first path whose condition holds, else `otherwise`. */
const branchShape = z.strictObject({
  id,
  kind: z.literal('branch'),
  paths: z
    .array(
      z.strictObject({
        id,
        name,
        condition: conditionShape,
        answer: answerShape.optional(),
        get steps() {
          return stepsShape
        },
      }),
    )
    .min(1)
    .max(limits.paths),
  get otherwise() {
    return stepsShape
  },
})
/** One of the paths at random, by their shares in percent; an account always takes the same one. */
const splitShape = z.strictObject({
  id,
  kind: z.literal('split'),
  paths: z
    .array(
      z.strictObject({
        id,
        name,
        share: z.int().min(0).max(100),
        get steps() {
          return stepsShape
        },
      }),
    )
    .min(2)
    .max(limits.paths),
})

export type Action = z.output<typeof actionShape>
export type Wait = z.output<typeof waitShape>
export type Until = z.output<typeof untilShape>
export type End = z.output<typeof endShape>
interface Path {
  readonly id: string
  readonly name: string
  readonly steps: readonly Step[]
}
export interface BranchPath extends Path, Asked {}
export interface SplitPath extends Path {
  readonly share: number
}
export interface Branch {
  readonly id: string
  readonly kind: 'branch'
  readonly paths: readonly BranchPath[]
  readonly otherwise: readonly Step[]
}
export interface Split {
  readonly id: string
  readonly kind: 'split'
  readonly paths: readonly SplitPath[]
}
export type Step = Action | Wait | Until | End | Branch | Split

const stepsShape: z.ZodType<readonly Step[]> = z
  .array(z.discriminatedUnion('kind', [actionShape, waitShape, untilShape, endShape, branchShape, splitShape]))
  .max(limits.steps)

/** What starts a play: `kind` is the key of an offered trigger (`segment`, `event`, `health.band` …). */
const triggerShape = z.strictObject({
  kind: z.string().min(1).max(100),
  settings: z.record(z.string().max(50), settingValue),
  /** Of events: what has to be true of their properties, as the events module reads it. */
  properties: z.array(z.unknown()).max(10).optional(),
})
export type Trigger = z.output<typeof triggerShape>

/** A number of days as it was typed: what is out of bounds is said by `problemsOf`, and stays in its field. */
const typedDays = z.int().min(-limits.amount).max(limits.amount)

/** Whether somebody may enter again: never, after so many days since the last time ended, or with every new cause. */
const reentryShape = z.strictObject({
  rule: z.enum(['never', 'after_days', 'always']),
  days: typedDays.optional(),
  /** Of events: the property that says what it is about. Nobody enters twice with the same value of it. */
  property: z.string().max(200).optional(),
})
export type Reentry = z.output<typeof reentryShape>

export const subscriptionStates = ['retained', 'expanded', 'renewed'] as const
/** The smallest change that would matter, as a share of the mean of those held out; as it was typed where that is no number. */
const matters = z.union([z.number(), z.string().max(100)]).optional()
/** What the play is meant to change, and how many days after entry it is looked at; exactly one. */
const outcomeShape = z.discriminatedUnion('kind', [
  /** A measure over the days after entry. */
  z.strictObject({
    kind: z.literal('measure'),
    use: measureUseShape,
    better: z.enum(['more', 'less']),
    days: typedDays.optional(),
    matters,
  }),
  /** The share of accounts that did it at least once within the days. */
  z.strictObject({
    kind: z.literal('event'),
    event: z.string().max(500),
    better: z.enum(['more', 'less']),
    days: typedDays.optional(),
    matters,
  }),
  /** What answers to a survey say on average: a number that an event carries, of accounts that answered within the days. */
  z.strictObject({
    kind: z.literal('survey'),
    event: z.string().max(500),
    property: z.string().max(200),
    better: z.enum(['more', 'less']),
    days: typedDays.optional(),
    matters,
  }),
  /** The share of accounts of which it is true after the days. */
  z.strictObject({
    kind: z.literal('subscription'),
    state: z.enum(subscriptionStates),
    days: typedDays.optional(),
    matters,
  }),
])
export type Outcome = z.output<typeof outcomeShape>

const exitShape = z.strictObject({ id, name, condition: conditionShape, answer: answerShape.optional() })

const definitionShape = z.strictObject({
  v: z.literal(1),
  trigger: triggerShape.nullable(),
  audience: conditionShape,
  reentry: reentryShape,
  steps: stepsShape,
  exits: z.array(exitShape).max(limits.exits),
  outcome: outcomeShape.nullable(),
  /** Share that is kept out at random. */
  holdout: z.number().min(0).max(1),
})

/**
 * What a play does, as it is stored; also while it is being written: then what is not chosen yet is null, empty or absent.
 * `problemsOf` says what is missing, and nothing is published with a problem.
 */
export interface Definition {
  readonly v: 1
  readonly trigger: Trigger | null
  readonly audience: Group | null
  readonly reentry: Reentry
  readonly steps: readonly Step[]
  readonly exits: readonly (Asked & { readonly id: string; readonly name: string })[]
  readonly outcome: Outcome | null
  readonly holdout: number
}

/** Reads a stored definition. Throws when it is none that this version understands. */
export function readDefinition(stored: unknown): Definition {
  return definitionShape.parse(stored)
}

/** The same; undefined when it is none. */
export function definitionIn(stored: unknown): Definition | undefined {
  return definitionShape.safeParse(stored).data
}

/** The definition as it is stored. */
export function writeDefinition(definition: Definition): string {
  return JSON.stringify(definition)
}

/** How long a duration is, in milliseconds. */
export function millisecondsOf({ amount, unit }: Duration): number {
  return amount * { minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 }[unit]
}
