import { z } from 'zod'
import { readNumber } from '../../../web/forms.ts'
import { wasField } from '../../../web/was.ts'
import type { Plan } from './plan.ts'

/** A value of a column, as one choice: which column holds the arms is chosen with the control. */
export function armValue(column: number, value: string): string {
  return `${column}:${value}`
}

const percent = (least: number, most: number) =>
  z
    .string({ error: 'web:form.required' })
    .transform(text => readNumber(text))
    .refine(value => value !== undefined && value > least && value < most, 'effects:choose.percent')
    .transform(value => (value ?? 0) / 100)

const column = z
  .string({ error: 'web:form.required' })
  .regex(/^\d{1,3}$/, 'web:form.required')
  .transform(Number)
const noColumn = z
  .string()
  .regex(/^\d{0,3}$/)
  .optional()
  .transform(text => (text ? Number(text) : null))

const question = {
  better: z.enum(['more', 'less'], { error: 'web:form.required' }),
  smallest: percent(0, 1000),
  controlShare: percent(0, 100),
}

/** The form in which columns are chosen. */
export const planForm = z
  .object({
    control: z.string({ error: 'web:form.required' }).regex(/^\d{1,3}:./s, 'web:form.required'),
    outcome: column,
    before: noColumn,
    day: noColumn,
    unit: noColumn,
    kind: z.enum(['number', 'share'], { error: 'web:form.required' }),
    ...question,
  })
  .transform(({ control, ...rest }): Plan => {
    const colon = control.indexOf(':')
    return { ...rest, arm: Number(control.slice(0, colon)), control: control.slice(colon + 1) }
  })

/** The form in which something else is asked of sums that are there. */
export const questionForm = z.object({
  control: z.string({ error: 'web:form.required' }).min(1).max(200),
  was: wasField,
  ...question,
})
