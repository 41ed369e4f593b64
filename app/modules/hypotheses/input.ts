import { z } from 'zod'
import { optionalText, requiredText } from '../../web/forms.ts'
import { wasField } from '../../web/was.ts'
import { stances, states } from './tables.ts'

const idOrNone = z
  .string()
  .regex(/^\d{0,15}$/, 'web:form.invalid')
  .optional()
  .transform(id => (id ? Number(id) : null))

/** The fields of the form about a hypothesis. */
export const hypothesisForm = z
  .object({
    statement: requiredText(300),
    reason: optionalText(4000),
    segmentId: idOrNone,
    about: optionalText(300),
  })
  .transform(({ statement, reason, segmentId, about }) => ({
    statement,
    reason: reason ?? null,
    segmentId,
    about: about ?? null,
  }))

export const versionField = z.object({
  version: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
})

export const judgementForm = z.object({
  state: z.enum(states, { error: 'web:form.invalid' }),
  note: optionalText(2000),
  was: wasField,
})

const address = optionalText(2000).refine(
  text => text === undefined || (/^https?:\/\//.test(text) && URL.canParse(text)),
  'hypotheses:evidence.noUrl',
)

/** Evidence; the account as it was typed, or the one that was chosen of several that fit. */
export const evidenceForm = z.object({
  stands: z.enum(stances, { error: 'hypotheses:evidence.chooseSide' }),
  note: requiredText(4000),
  account: optionalText(300),
  accountId: idOrNone,
  contactId: idOrNone,
  figure: optionalText(100),
  source: optionalText(300),
  url: address,
})

export const playForm = z.object({
  playId: z
    .string({ error: 'hypotheses:plays.choose' })
    .regex(/^[1-9]\d{0,14}$/, 'hypotheses:plays.choose')
    .transform(Number),
})

/** What an account page sends along when something was seen there. */
export const accountQuery = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .transform(Number)
  .optional()
  .catch(undefined)
