import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

/** What other modules may read with SQL. */
export const publishedViews = [
  'segments.segment_fact',
  'segments.membership_fact',
  'segments.membership_log_fact',
] as const

/** Set when the row is made. */
type Stamp = ColumnType<Date, Date | undefined, Date>

export type EvaluationStatus = 'waiting' | 'running' | 'done' | 'failed'
export type MembershipKind = 'entered' | 'left'
/** Something about the account changed, the segment was made or edited, or a day went by. */
export type MembershipCause = 'change' | 'definition' | 'day'

interface SegmentTable {
  id: GeneratedAlways<number>
  name: string
  description: Generated<string>
  /** Written as JSON text. */
  condition: ColumnType<unknown, string, string>
  version: Generated<number>
  condition_version: Generated<number>
  created_by: string | null
  sample: Generated<boolean>
  created_at: Stamp
  updated_at: Stamp
}

interface EvaluationTable {
  segment_id: number
  members: Generated<number>
  condition_version: Generated<number>
  status: Generated<EvaluationStatus>
  accounts_done: Generated<number>
  accounts_total: Generated<number>
  problem: string | null
  finished_at: Date | null
}

interface MembershipLogTable {
  id: GeneratedAlways<number>
  segment_id: number
  account_id: number
  kind: MembershipKind
  cause: MembershipCause
  at: Date
}

declare module '../../platform/tables.ts' {
  interface Tables {
    'segments.segment': SegmentTable
    'segments.reference': { segment_id: number; uses_id: number }
    'segments.membership': { segment_id: number; account_id: number; entered_at: Date }
    'segments.membership_log': MembershipLogTable
    'segments.evaluation': EvaluationTable
    'segments.count_day': { segment_id: number; day: string; members: number }
    'segments.daily_round': {
      one: Generated<boolean>
      day: string
      last_account_id: Generated<number>
      finished_at: Date | null
    }
    'segments.segment_fact': { segment_id: number; name: string; version: number; sample: boolean }
    'segments.membership_fact': { segment_id: number; account_id: number; entered_at: Date }
    'segments.membership_log_fact': MembershipLogTable
  }
}
