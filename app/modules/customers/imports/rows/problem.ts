/** What can be wrong with a row, or odd about it: names of texts under `imports:problem`. */
export type ProblemName =
  | 'ragged'
  | 'missing_id'
  | 'bad_id'
  | 'nul'
  | 'broken_text'
  | 'too_long'
  | 'not_number'
  | 'not_flag'
  | 'not_left'
  | 'not_date'
  | 'not_kind'
  | 'not_stage'
  | 'not_period'
  | 'not_currency'
  | 'other_currency'
  | 'not_email'
  | 'negative'
  | 'too_large'
  | 'unknown_staff'
  | 'unknown_zone'
  | 'unknown_locale'
  | 'too_many_traits'
  | 'unknown_account'
  | 'erased'
  | 'duplicate'
  | 'stays_cancelled'

export type Detail = Readonly<Record<string, string | number>>

/** One thing about one row. With a warning the row is taken in all the same, except for `duplicate`, whose last row is. */
export interface Problem {
  readonly row: number
  readonly warning: boolean
  readonly column: string | null
  readonly value: string | null
  readonly name: ProblemName
  readonly detail: Detail
}

/** What a cell is refused for. */
export type Refusal = ProblemName | { readonly name: ProblemName; readonly detail: Detail }

/** What to show of a value: enough to find it, and nothing that the database or a page cannot hold. */
export function shownValue(text: string): string {
  const short = text.length > 200 ? `${text.slice(0, 200)}…` : text
  return short.replaceAll('\0', '␀').toWellFormed()
}
