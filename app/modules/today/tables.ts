import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { AnswerKind } from './judging/quiet.ts'
import type { Risk, Value } from './judging/ranking.ts'
import type { Signal, SignalKey } from './judging/signals.ts'

/** Written as JSON text, read as an object. */
type Json<T> = ColumnType<T, string, string>

interface SettingTable {
  one: Generated<boolean>
  effect: number
  effect_weight: number
  updated_at: Date
  updated_by: string | null
}

export interface ReferenceTable {
  one: Generated<boolean>
  computed_at: Date
  judged_day: string | null
  base_risk: number | null
  risk_count: Generated<number>
  listening: boolean
  active_accounts: Generated<number>
  calm_accounts: Generated<number>
  events_today: Generated<number>
  figures_at: Date | null
}

export interface CandidateTable {
  account_id: number
  owner_id: string | null
  signals: Json<readonly Signal[]>
  strongest: SignalKey | null
  value: number | null
  value_from: Value['from']
  currency: string
  score: number | null
  risk: number
  risk_from: Risk['from']
  effect: number
  reach: number
  minutes: number
  gain: number
  rate: number
  quiet_until: Date | null
  since: Date
  computed_at: Date
}

export interface AnswerTable {
  id: GeneratedAlways<number>
  account_id: number
  staff_id: string | null
  list_staff_id: string | null
  day: string
  kind: AnswerKind
  minutes: number | null
  /** The minutes are the estimate, taken with one press. */
  estimated: Generated<boolean>
  note: string | null
  until: Date | null
  signals: Json<readonly Signal[]>
  suggestion: string
  task_id: number | null
  sentiment_id: number | null
  score: number | null
  risk: number
  gain: number
  sample: Generated<boolean>
  at: Date
  withdrawn_at: Date | null
  withdrawn_by: string | null
}

interface ListItemTable {
  id: GeneratedAlways<number>
  staff_id: string | null
  day: string
  account_id: number
  position: number
  entered_at: Date
  reasons: Json<readonly Signal[]>
  left_at: Date | null
  left_as: 'answered' | 'settled' | 'outranked' | null
}

interface LeftOutTable {
  account_id: number
  play_id: number
  since: Date
  until: Date
  strongest: SignalKey
  returns_above: number
  back_at: Date | null
  back_as: 'urgent' | 'ended' | null
}

declare module '../../platform/tables.ts' {
  interface Tables {
    'today.setting': SettingTable
    'today.reference': ReferenceTable
    'today.typical_amount': { currency: string; median: number; accounts: number; factor: number }
    'today.portfolio': { owner_id: string | null; accounts: number; signalled: number }
    'today.rhythm': { account_id: number; last_day: string; active_days: number; span_days: number }
    'today.candidate': CandidateTable
    'today.answer': AnswerTable
    'today.list_item': ListItemTable
    'today.left_out': LeftOutTable
    'today.met': { task_id: number; account_id: number; at: Date; signals: Json<readonly Signal[]> }
    'today.working_week': { staff_id: string; minutes: number[] }
    'today.working_day': { staff_id: string; day: string; minutes: number }
  }
}
