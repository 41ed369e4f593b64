import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Plan, Subject } from './mapping/plan.ts'
import type { FileProfile } from './mapping/profile.ts'
import type { Reading } from './reading/rows.ts'

/**
 * Where an import stands: uploading → checking → ready → running → done. A file that cannot be read is unreadable until
 * somebody says how to read it; running can also end failed or stopped.
 */
export type ImportStatus = 'uploading' | 'checking' | 'ready' | 'unreadable' | 'running' | 'done' | 'failed' | 'stopped'

/** Why it ended: a key under `imports:failure` or `imports:unreadable` with values. */
export interface Failure {
  readonly reason: string
  readonly values: Readonly<Record<string, string | number>>
}

/** Written as JSON text, read as an object. */
type JsonColumn<T> = ColumnType<T | null, string | null | undefined, string | null>

export interface ImportTable {
  id: GeneratedAlways<number>
  subject: Subject
  staff_id: string | null
  file_name: string
  bytes: Generated<number>
  status: Generated<ImportStatus>
  reading: JsonColumn<Reading>
  profile: JsonColumn<FileProfile>
  plan: JsonColumn<Plan>
  version: Generated<number>
  phase: 'reading' | 'writing' | null
  rows_total: Generated<number>
  rows_done: Generated<number>
  created_count: Generated<number>
  updated_count: Generated<number>
  failed_count: Generated<number>
  warning_count: Generated<number>
  stop_asked: Generated<boolean>
  failure: JsonColumn<Failure>
  created_at: ColumnType<Date, Date | undefined, never>
  started_at: Date | null
  finished_at: Date | null
}

declare module '../../../platform/tables.ts' {
  interface Tables {
    'customers.import': ImportTable
    'customers.import_error': {
      id: GeneratedAlways<number>
      import_id: number
      row_number: number
      warning: Generated<boolean>
      column_name: string | null
      value: string | null
      message: string
      detail: ColumnType<Record<string, string | number>, string | undefined, string>
    }
    'customers.import_account': { import_id: number; account_id: number }
    'customers.import_chunk': { import_id: number; position: number; bytes: Buffer }
  }
}
