import { z } from 'zod'
import { timeZones } from '../../platform/time-zone.ts'
import { isDay, optionalText, requiredText } from '../../web/forms.ts'
import { wasField } from '../../web/was.ts'
import { standsForNobody } from './nobody.ts'
import { parseAmount } from './subscriptions/money.ts'
import { kinds, openStages, periods } from './tables.ts'
import { editableTypes } from './traits/set.ts'

const currencies = new Set(Intl.supportedValuesOf('currency'))

/** A day as 2026-11-22, or nothing. */
const optionalDay = z
  .string()
  .trim()
  .optional()
  .transform(text => text || undefined)
  .refine(day => day === undefined || isDay(day), 'customers:form.notDay')

/** The version that was on the screen. */
const version = z.coerce.number({ error: 'web:form.invalid' }).int().min(1).max(1_000_000_000)

/** An id from outside, or nothing. */
const externalId = optionalText(200).refine(id => id === undefined || !standsForNobody(id), 'customers:form.nobodysId')

const accountFields = {
  name: requiredText(500),
  externalId,
  kind: z.enum(kinds, { error: 'web:form.invalid' }),
  timeZone: optionalText(100).refine(zone => zone === undefined || timeZones.includes(zone), 'web:form.invalid'),
  customerSince: optionalDay,
}

export const newAccountForm = z.object({
  ...accountFields,
  stage: z.enum(openStages, { error: 'web:form.invalid' }),
  ownerId: optionalText(64),
  /** Set by the form that warned of accounts of the same name. */
  sure: z.string().optional(),
})

export const editAccountForm = z.object({ ...accountFields, version })

export const contactForm = z
  .object({
    name: optionalText(500),
    email: optionalText(320).refine(
      text => text === undefined || /^[^\s@]+@[^\s@]+$/.test(text),
      'customers:contact.notEmail',
    ),
    phone: optionalText(100),
    title: optionalText(200),
    externalId,
    version: version.optional(),
  })
  .refine(contact => contact.name !== undefined || contact.email !== undefined, {
    path: ['name'],
    message: 'customers:contact.needsName',
  })

export const subscriptionForm = z
  .object({
    plan: requiredText(200),
    amount: z.string().trim().max(40, 'web:form.tooLong').default(''),
    currency: z.string().refine(code => currencies.has(code), 'web:form.invalid'),
    period: z.enum(periods, { error: 'web:form.invalid' }),
    startedOn: optionalDay,
    renewsOn: optionalDay,
    externalId,
    version: version.optional(),
  })
  .transform((input, context) => {
    const monthlyAmount = parseAmount(input.amount, input.currency)
    if (input.amount !== '' && monthlyAmount === undefined) {
      context.addIssue({ code: 'custom', path: ['amount'], message: 'customers:subscription.notAmount' })
      return z.NEVER
    }
    if (input.startedOn && input.renewsOn && input.renewsOn < input.startedOn) {
      context.addIssue({ code: 'custom', path: ['renewsOn'], message: 'customers:subscription.renewsBefore' })
      return z.NEVER
    }
    return { ...input, monthlyAmount }
  })

export const endForm = z.object({ on: optionalDay, version })

export const cancellationForm = z.object({ on: optionalDay, reason: optionalText(2000) })

export const traitForm = z.object({
  key: requiredText(200),
  type: z.enum(editableTypes, { error: 'web:form.invalid' }),
  value: z.string().max(5000, 'web:form.tooLong').optional(),
  version,
})

export const traitRemovalForm = z.object({ key: z.string().min(1).max(5000), version })

export const labelForm = z.object({
  subject: z.enum(['account', 'contact']),
  key: z.string().min(1).max(200),
  label: optionalText(100),
  was: wasField,
})

/** Which trait a label was typed for that cannot be accepted. */
export const labelledTrait = labelForm.pick({ subject: true, key: true })
