import { Conflict, Invalid } from '../../../platform/errors.ts'

/** What became of a write: done, refused field by field, or too late because somebody else saved first. */
export type Saving<T> =
  | { readonly done: true; readonly result: T }
  | { readonly done: false; readonly errors: Readonly<Record<string, string>> }
  | { readonly done: false; readonly errors: undefined }

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
