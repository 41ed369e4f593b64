/** Why a file as a whole cannot be read: names of texts under `imports:unreadable`. */
export type UnreadableReason =
  | 'empty'
  | 'spreadsheet'
  | 'binary'
  | 'header_only'
  | 'too_many_columns'
  | 'open_quote'
  | 'long_row'
  | 'malformed'
  | 'gone'

/** The file cannot be read as a table; nothing of it is taken in. */
export class Unreadable extends Error {
  override name = 'Unreadable'
  readonly reason: UnreadableReason
  readonly values: Readonly<Record<string, string | number>>

  constructor(reason: UnreadableReason, values: Readonly<Record<string, string | number>> = {}) {
    super(reason)
    this.reason = reason
    this.values = values
  }
}
