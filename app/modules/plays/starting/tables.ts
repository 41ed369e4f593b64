import type { ColumnType, GeneratedAlways } from 'kysely'

/** A row of `plays.candidate`. */
export interface CandidateTable {
  id: GeneratedAlways<number>
  play_id: number
  account_id: number | null
  contact_id: number | null
  key: string
  cause: ColumnType<Readonly<Record<string, string | number | null>>, string, string>
  standing: boolean
  found_at: Date
  again_at: Date | null
}
