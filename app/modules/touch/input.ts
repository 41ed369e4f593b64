import { z } from 'zod'
import { optionalText, readNumber, requiredText } from '../../web/forms.ts'
import type { TextKey } from '../../web/i18n.ts'
import { wasField } from '../../web/was.ts'
import { type TouchKind, touchKinds } from './mix.ts'
import type { ModelInput } from './models.ts'

/** A whole number in a range, as people type it; null for an empty field. */
const whole = (most: number, message: TextKey) =>
  z
    .string()
    .optional()
    .transform((text = '', context) => {
      if (text.trim() === '') return null
      const number = readNumber(text)
      if (number !== undefined && Number.isInteger(number) && number >= 0 && number <= most) return number
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    })

const share = whole(100, 'touch:form.shareRange')
const purpose = optionalText(300).transform(text => text ?? '')

/** The form of a model. */
export const modelForm = z
  .object({
    name: requiredText(100),
    segment: z
      .string()
      .regex(/^\d{0,15}$/, 'web:form.invalid')
      .optional(),
    high: share,
    low: share,
    tech: share,
    community: share,
    high_for: purpose,
    low_for: purpose,
    tech_for: purpose,
    community_for: purpose,
    minutes: whole(10_000, 'touch:form.minutesRange'),
    note: optionalText(2000),
    was: wasField,
  })
  .transform((typed, context): { readonly input: ModelInput; readonly was: string | undefined } => {
    const refuse = (field: string, message: TextKey) => context.addIssue({ code: 'custom', path: [field], message })
    const shares = byKind(kind => typed[kind] ?? 0)
    const stated = touchKinds.some(kind => typed[kind] !== null)
    const purposes = byKind(kind => typed[`${kind}_for`])
    if (stated && shares.high + shares.low + shares.tech + shares.community !== 100)
      refuse('high', 'touch:form.sharesSum')
    if (!stated && touchKinds.every(kind => purposes[kind] === '')) refuse('high', 'touch:form.mixMissing')
    if (typed.minutes === null) refuse('minutes', 'web:form.required')
    const segmentId = typed.segment ? Number(typed.segment) : null
    const { name, minutes, note = '', was } = typed
    return { input: { name, segmentId, shares: stated ? shares : null, purposes, minutes: minutes ?? 0, note }, was }
  })

function byKind<T>(value: (kind: TouchKind) => T): Readonly<Record<TouchKind, T>> {
  return { high: value('high'), low: value('low'), tech: value('tech'), community: value('community') }
}

export const missedDays = [30, 45, 60, 90, 180] as const
