import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

/** Set when the row is made. */
type Stamp = ColumnType<Date, Date | undefined, Date>

interface ModelTable {
  id: GeneratedAlways<number>
  name: string
  segment_id: number | null
  position: number
  high: number | null
  low: number | null
  tech: number | null
  community: number | null
  high_for: string
  low_for: string
  tech_for: string
  community_for: string
  minutes: number
  note: string
  sample: Generated<boolean>
  created_at: Stamp
  updated_at: Stamp
  archived_at: Date | null
}

interface MonthTable {
  month: string
  counted_at: Date | null
  asked_at: Date | null
  settled: Generated<boolean>
  afterwards: Generated<boolean>
}

interface Counts {
  high: number
  low: number
  tech: number
  community: number
  said: number
  estimated: number
}

interface AccountMonthTable extends Counts {
  month: string
  account_id: number
  model_id: number
  last_person_at: Date | null
}

interface ModelMonthTable extends Counts {
  month: string
  model_id: number
  sample: boolean
  accounts: number
  reached: number
  enrolled: number
  minutes_each: number
  high_share: number | null
  low_share: number | null
  tech_share: number | null
  community_share: number | null
}

interface StandingTable {
  account_id: number
  model_id: number
  last_person_at: Date | null
  alone_since: Date
  stake: number
  by_people: boolean
  weighty: boolean
}

interface RepeatedTable {
  month: string
  kind: string
  play_id: number | null
  step: string | null
  task_id: number
  accounts: number
  tasks: number
  differently: number
  said: number
  estimated: number
}

declare module '../../platform/tables.ts' {
  interface Tables {
    'touch.model': ModelTable
    'touch.month': MonthTable
    'touch.account_month': AccountMonthTable
    'touch.model_month': ModelMonthTable
    'touch.standing': StandingTable
    'touch.repeated_account': Omit<RepeatedTable, 'accounts'> & { account_id: number }
    'touch.repeated': RepeatedTable
  }
}
