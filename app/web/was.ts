import { z } from 'zod'
import { Conflict } from '../platform/errors.ts'
import type { TextKey } from './i18n.ts'

type Shown = string | number | boolean | null | undefined | readonly (string | number)[]

/** What a form says when somebody else, or the same person in another window, saved since it was opened. */
export const changedMeanwhile: TextKey = 'web:form.changedMeanwhile'

/** What a form showed, as its hidden field `was` (see `wordOf`) brings it back; a form may do without. */
export const wasField = z.string().max(100_000, 'web:form.invalid').optional()

/** What a form shows of what is stored, as a word for its hidden field `was`. */
export function wordOf(...shown: readonly Shown[]): string {
  return JSON.stringify(shown.map(value => value ?? null))
}

/**
 * Refuses to write over what was not on the screen: throws Conflict when what is `stored` now, read under a lock, is not
 * what the form showed. Whoever is told sends the new word along, and so writes over it knowingly.
 */
export function refuseLate(was: string | undefined, ...stored: readonly Shown[]): void {
  if (was !== undefined && was !== wordOf(...stored)) throw new Conflict(changedMeanwhile)
}

/** Whether this was thrown because somebody else saved first. */
export function isLate(error: unknown): error is Conflict {
  return error instanceof Conflict && error.key === changedMeanwhile
}
