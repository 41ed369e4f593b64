declare module 'pg-copy-streams' {
  import type { Writable } from 'node:stream'
  import type { Submittable } from 'pg'

  /** A query that takes what is written to it as the rows of `copy … from stdin`. */
  export function from(text: string): Writable & Submittable
}
