import type { ColumnType, Generated } from 'kysely'

export interface EntryTable {
  id: Generated<number>
  at: ColumnType<Date, Date | undefined, never>
  actor_kind: 'staff' | 'system' | 'key' | 'command'
  actor_id: string | null
  name: string
  account_id: number | null
  contact_id: number | null
  subject_id: string | null
  data: ColumnType<Record<string, unknown>, string, never>
  ip: string | null
  sample: ColumnType<boolean, boolean | undefined, never>
}

declare module '../../platform/tables.ts' {
  interface Tables {
    'activity.entry': EntryTable
  }
}
