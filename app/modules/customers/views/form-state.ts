import type { FormErrors, FormValues } from '../../../web/forms.ts'

/** What a form shows: what was typed, and what is wrong with it. */
export interface FormState {
  readonly values: FormValues
  readonly errors: FormErrors
}

/** What was typed into a field. */
export function typed(form: FormState, name: string): string {
  const value = form.values[name]
  return typeof value === 'string' ? value : (value?.[0] ?? '')
}
