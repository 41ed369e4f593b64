import type { FormErrors, FormValues } from '../../../web/forms.ts'

/** What a form shows: what was typed, and what is wrong with it. */
export interface FormState {
  readonly values: FormValues
  readonly errors: FormErrors
}
