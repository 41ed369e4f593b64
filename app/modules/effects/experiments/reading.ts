import type { Delimiter, Encoding } from '../../customers/index.ts'

/** How the bytes become a table. */
export interface Reading {
  readonly encoding: Encoding
  readonly delimiter: Delimiter
}

/** Why a file cannot be read: a key under `imports:unreadable` or `effects:failure`, with values. */
export interface Failure {
  readonly reason: string
  readonly values: Readonly<Record<string, string | number>>
}
