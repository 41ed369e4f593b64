import { z } from 'zod'
import { optionalText, requiredText } from '../../web/forms.ts'
import { wasField } from '../../web/was.ts'
import { moves } from './day/order.ts'
import { readDue } from './due.ts'
import { laterChoices } from './later.ts'
import type { TaskInput } from './task.ts'

const staffId = z
  .string()
  .regex(/^[\w-]{0,64}$/, 'tasks:form.notHere')
  .optional()
  .transform(id => id || null)

const contactId = z
  .string()
  .regex(/^\d{0,15}$/, 'tasks:form.notOfAccount')
  .optional()
  .transform(id => (id ? Number(id) : null))

const numberOf = (text: string) => (/^\d{1,5}$/.test(text) ? Number(text) : Number.NaN)

const estimate = z
  .string({ error: 'web:form.required' })
  .trim()
  .transform(numberOf)
  .pipe(
    z
      .number({ error: 'tasks:form.minutesRange' })
      .min(1, 'tasks:form.minutesRange')
      .max(480, 'tasks:form.minutesRange'),
  )

/** Undefined where the form does not ask for it, and so leaves it as it is. */
const proposal = z
  .string()
  .trim()
  .max(4000, 'web:form.tooLong')
  .optional()
  .transform(text => (text === undefined ? undefined : text || null))

/** Minutes spent, or nothing said. */
const spentMinutes = z
  .string()
  .trim()
  .optional()
  .transform(text => (text ? numberOf(text) : null))
  .pipe(z.number({ error: 'tasks:form.spentRange' }).min(0).max(1440, 'tasks:form.spentRange').nullable())

/** The fields of the form about a task; a due day is meant in the zone of the person who fills it in. */
export const taskForm = (timeZone: string) =>
  z
    .object({
      title: requiredText(200),
      reason: optionalText(2000),
      proposal,
      assigneeId: staffId,
      contactId,
      dueOn: z.string({ error: 'web:form.required' }).trim().min(1, 'web:form.required'),
      dueTime: optionalText(5),
      minutes: estimate,
    })
    .transform((fields, context): TaskInput => {
      const due = readDue(fields.dueOn, fields.dueTime, timeZone)
      if (!due) context.addIssue({ code: 'custom', message: 'tasks:form.noDay', path: ['dueOn'] })
      const { title, reason, proposal, assigneeId, contactId, minutes } = fields
      return {
        title,
        reason: reason ?? null,
        proposal,
        assigneeId,
        contactId,
        minutes,
        timeZone,
        due: due ?? { at: new Date(0) },
      }
    })

/** `estimated` where one press takes the estimate as spent. */
export const completionForm = z.object({
  minutes: spentMinutes,
  note: optionalText(2000),
  estimated: z
    .literal('on')
    .optional()
    .transform(value => value === 'on'),
})

export const alternativeForm = z.object({ minutes: spentMinutes, note: requiredText(2000) })

export const snoozeForm = z.object({
  choice: z.enum(laterChoices, { error: 'web:form.invalid' }),
  date: optionalText(10),
})

/** Usual reasons why something is not needed. */
export const dismissalReasons = ['already', 'settled', 'not_wanted', 'mistaken'] as const

/** A usual reason, or one in the person's own words. */
export const dismissalForm = z
  .object({ reason: z.enum(dismissalReasons).optional(), note: optionalText(2000) })
  .refine(({ reason, note }) => reason || note, { message: 'tasks:outcome.reasonNeeded', path: ['note'] })

export const assignmentForm = z.object({ assigneeId: staffId, was: wasField })

export const moveForm = z.object({ move: z.enum(moves, { error: 'web:form.invalid' }) })

export const commentForm = z.object({ body: requiredText(4000) })

export const collaboratorForm = z.object({
  staffId: z.string({ error: 'tasks:form.notHere' }).regex(/^[\w-]{1,64}$/, 'tasks:form.notHere'),
})

export const minutesForm = z.object({ minutes: spentMinutes })
