import type { Db } from '../platform/db.ts'
import type { TextKey } from './i18n.ts'

export interface TimelineEntry {
  readonly at: Date
  readonly icon: string
  readonly tone: 'neutral' | 'good' | 'care' | 'bad' | 'accent'
  readonly text: TextKey
  readonly values?: Readonly<Record<string, string | number>>
  /** A second, quieter line, already in the person's own words (a note, a reason). */
  readonly note?: string
  readonly href?: string
}

/** Newest first, at most `limit`, strictly before `before`. */
export type TimelineReader = (
  db: Db,
  accountId: number,
  range: { readonly before: Date; readonly limit: number },
) => Promise<readonly TimelineEntry[]>

export interface Found {
  readonly kind: TextKey
  readonly title: string
  readonly detail: string
  readonly href: string
  /** Whether it is of the sample company. */
  readonly sample?: boolean
}

/** The best `limit` matches of what a person typed. */
export type SearchReader = (db: Db, query: string, limit: number) => Promise<readonly Found[]>
