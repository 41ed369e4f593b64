import { z } from 'zod'

/** A column of the file, as far as choosing needs it. */
export interface FileColumn {
  readonly heading: string
  readonly examples: readonly string[]
  /** All different values, when there are few enough to be arms. */
  readonly arms: readonly string[] | null
  /** Whether every value is a number, yes or no, or a day. */
  readonly number: boolean
  readonly flag: boolean
  readonly day: boolean
  /** What stands before decimals in it. */
  readonly decimal: 'point' | 'comma'
  readonly dateOrder: 'month' | 'day'
}

const column = z.int().min(0).max(499)

/** Which column is what, and what is asked of it. Columns by their position. */
export const planShape = z.strictObject({
  arm: column,
  /** The value of the arm column that others are compared with. */
  control: z.string().min(1).max(200),
  outcome: column,
  /** The same number before the experiment began. */
  before: column.nullable(),
  /** When a customer came in. */
  day: column.nullable(),
  /** Whose row it is. Whoever is there twice counts once: rows of one customer are no independent observations. */
  unit: column.nullable().default(null),
  kind: z.enum(['number', 'share']),
  better: z.enum(['more', 'less']),
  /** The smallest difference that matters: points of a share (0.01), a share of the mean of a number. */
  smallest: z.number().positive().max(10),
  /** Which share of the customers was meant to be in the control; the others have equal parts of the rest. */
  controlShare: z.number().gt(0).lt(1),
})
export type Plan = z.output<typeof planShape>

/** More values than this are no arms. */
export const mostArms = 12
