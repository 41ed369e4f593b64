import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { About } from './about.ts'

/** What other modules may read with SQL. */
export const publishedViews = [
  'segments.segment_fact',
  'segments.membership_fact',
  'segments.membership_log_fact',
  'segments.contact_membership_fact',
  'segments.contact_membership_log_fact',
] as const

/** Set when the row is made. */
type Stamp = ColumnType<Date, Date | undefined, Date>

export type EvaluationStatus = 'waiting' | 'running' | 'done' | 'failed'
export type MembershipKind = 'entered' | 'left'
/** Something about it changed, the segment was made or edited, or a day went by. */
export type MembershipCause = 'change' | 'definition' | 'day'

interface SegmentTable {
  id: GeneratedAlways<number>
  about: Generated<About>
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
  done: Generated<number>
  total: Generated<number>
  problem: string | null
  finished_at: Date | null
}

interface LogColumns {
  id: GeneratedAlways<number>
  segment_id: number
  kind: MembershipKind
  cause: MembershipCause
  at: Date
}

type Account = { account_id: number }
type Contact = { contact_id: number }
type MembershipTable = { segment_id: number; entered_at: Date }

declare module '../../platform/tables.ts' {
  interface Tables {
    'segments.segment': SegmentTable
    'segments.reference': { segment_id: number; uses_id: number }
    'segments.play_reference': { segment_id: number; play_id: number }
    'segments.membership': MembershipTable & Account
    'segments.membership_log': LogColumns & Account
    'segments.contact_membership': MembershipTable & Contact
    'segments.contact_membership_log': LogColumns & Contact
    'segments.evaluation': EvaluationTable
    'segments.count_day': { segment_id: number; day: string; members: number }
    'segments.daily_round': {
      one: Generated<boolean>
      day: string
      about: Generated<About>
      last_id: Generated<number>
      finished_at: Date | null
    }
    'segments.crowd': { account_id: number; marked_at: Date | null; last_contact_id: Generated<number> }
    'segments.segment_fact': { segment_id: number; about: About; name: string; version: number; sample: boolean }
    'segments.membership_fact': MembershipTable & Account
    'segments.membership_log_fact': LogColumns & Account
    'segments.contact_membership_fact': MembershipTable & Contact
    'segments.contact_membership_log_fact': LogColumns & Contact
  }
}
