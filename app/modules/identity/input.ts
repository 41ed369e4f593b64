import { z } from 'zod'
import { roles } from '../../web/access.ts'
import { optionalText, requiredText } from '../../web/forms.ts'
import type { TextKey } from '../../web/i18n.ts'
import { wasField } from '../../web/was.ts'
import { passwordProblem } from './password.ts'
import { tagsIn } from './strengths.ts'

/** Schemas of fields that several forms have. Messages are text keys. */

export const personName = requiredText(100)

export const emailAddress = z
  .string({ error: 'web:form.required' })
  .trim()
  .min(1, 'web:form.required')
  .max(254, 'web:form.tooLong')
  .pipe(z.email('identity:form.email'))
  .transform(address => address.toLowerCase())

export const typedPassword = z
  .string({ error: 'web:form.required' })
  .min(1, 'web:form.required')
  .max(1000, 'identity:password.long')

/** Boxes of one name arrive as nothing, one text, or several. */
export const roleList = z.preprocess(
  value => (value === undefined ? [] : [value].flat()),
  z.array(z.enum(roles)).min(1, 'identity:form.role'),
)

/** What somebody is good at: tags that were chosen, and others that were written. */
export const strengthsForm = z
  .object({
    strengths: z.preprocess(
      value => (value === undefined ? [] : [value].flat()),
      z.array(z.string().max(100, 'web:form.tooLong')).max(100, 'identity:strengths.tooMany'),
    ),
    more: optionalText(400),
    was: wasField,
  })
  .transform(({ strengths, more, was }) => ({ tags: [...strengths, ...tagsIn(more ?? '')], was }))

/** The error beside the field of a new password, if there is one. */
export function newPasswordError(password: string, known: readonly string[]): TextKey | undefined {
  const problem = passwordProblem(password, known)
  return problem && `identity:password.${problem}`
}
