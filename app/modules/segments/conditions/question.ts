import { z } from 'zod'

const text = z.string().min(1).max(500)
const number = z.number().refine(Number.isFinite)
// The same choices are the same condition, in whichever order they were ticked.
const asSet = (texts: readonly string[]) => [...new Set(texts)].sort()
// Days on either side of it must be days too.
const day = z.iso.date().refine(text => text >= '1900' && text < '9999')
const days = z.int().min(0).max(3650)

/**
 * What is asked of a value. A missing value meets only `empty` and the negations: who has no plan, is not on the plan Free.
 * Texts are compared without regard to case and width. Days are days of the company: `last` 7 is from 7 days ago until
 * today, `next` 7 from today until in 7 days, `ago` 7 is earlier than 7 days ago, `ahead` 7 later than in 7 days.
 */
export const questionShape = z.discriminatedUnion('is', [
  z.strictObject({ is: z.enum(['same', 'different', 'contains', 'lacks', 'starts']), text }),
  z.strictObject({ is: z.enum(['equal', 'unequal', 'less', 'at_most', 'more', 'at_least']), number }),
  z.strictObject({ is: z.literal('between'), from: number, to: number }),
  /** Measures: zero, or nothing known. */
  z.strictObject({ is: z.literal('none') }),
  z.strictObject({ is: z.enum(['yes', 'no']) }),
  z.strictObject({ is: z.enum(['before', 'after', 'on']), day }),
  z.strictObject({ is: z.enum(['last', 'next', 'ago', 'ahead']), days }),
  z.strictObject({ is: z.enum(['one_of', 'none_of']), texts: z.array(text).min(1).max(50).transform(asSet) }),
  z.strictObject({ is: z.enum(['empty', 'known']) }),
])
export type Question = z.output<typeof questionShape>
export type Asked = Question['is']

/** What kind of value a condition looks at. */
export type ValueType = 'text' | 'number' | 'measure' | 'boolean' | 'date' | 'choice'

const numbers = ['less', 'at_most', 'more', 'at_least', 'between', 'equal', 'unequal'] as const

/** What can be asked of each type, in the order in which it is offered. */
export const asksOf: Readonly<Record<ValueType, readonly Asked[]>> = {
  text: ['same', 'different', 'contains', 'lacks', 'starts', 'empty', 'known'],
  number: [...numbers, 'empty', 'known'],
  measure: [...numbers, 'none', 'empty', 'known'],
  boolean: ['yes', 'no', 'empty', 'known'],
  date: ['last', 'next', 'ago', 'ahead', 'before', 'after', 'on', 'empty', 'known'],
  choice: ['one_of', 'none_of', 'empty', 'known'],
}

/** Which input a question needs beside itself. */
export function inputOf(asked: Asked): 'text' | 'number' | 'two_numbers' | 'day' | 'days' | 'choices' | undefined {
  if (['same', 'different', 'contains', 'lacks', 'starts'].includes(asked)) return 'text'
  if (asked === 'between') return 'two_numbers'
  if (numbers.some(one => one === asked)) return 'number'
  if (['before', 'after', 'on'].includes(asked)) return 'day'
  if (['last', 'next', 'ago', 'ahead'].includes(asked)) return 'days'
  if (['one_of', 'none_of'].includes(asked)) return 'choices'
  return undefined
}
