import { Conflict, Invalid } from '../../../platform/errors.ts'
import { type Form, type FormState, withErrors } from '../../../web/forms.ts'

/** What became of a write: done, refused field by field, or too late because somebody else saved first. */
export type Saving<T> = { readonly done: true; readonly result: T } | Refused

interface Refused {
  readonly done: false
  /** By field; none when it came too late. */
  readonly errors: Readonly<Record<string, string>> | undefined
}

/** Runs a write, and turns what a person can mend into something a form can show; everything else is thrown on. */
export async function saving<T>(write: () => Promise<T>): Promise<Saving<T>> {
  try {
    return { done: true, result: await write() }
  } catch (error) {
    if (error instanceof Invalid) return { done: false, errors: error.fields }
    if (error instanceof Conflict && error.key === 'customers:form.changedMeanwhile') {
      return { done: false, errors: undefined }
    }
    throw error
  }
}

/** The form as it is shown again after a refusal, and with which status: with both versions when it came too late. */
export function shownAgain<T>(
  form: Form<T>,
  { errors }: Refused,
): { readonly form: FormState; readonly conflict: boolean; readonly status: 409 | 422 } {
  return errors
    ? { form: withErrors(form, errors), conflict: false, status: 422 }
    : { form, conflict: true, status: 409 }
}
