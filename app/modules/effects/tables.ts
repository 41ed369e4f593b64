import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { FileColumn, Plan } from './experiments/plan.ts'
import type { Failure, Reading } from './experiments/reading.ts'

/** Written as JSON text, read as an object. */
type JsonColumn<T> = ColumnType<T | null, string | null | undefined, string | null>

/** Where an experiment stands; see the migration. */
export type ExperimentStatus = 'arriving' | 'looking' | 'choosing' | 'reading' | 'done' | 'unreadable'

interface ExperimentTable {
  id: GeneratedAlways<number>
  name: string
  file_name: string
  bytes: Generated<number>
  status: Generated<ExperimentStatus>
  reading: JsonColumn<Reading>
  columns: JsonColumn<readonly FileColumn[]>
  plan: JsonColumn<Plan>
  failure: JsonColumn<Failure>
  rows_done: Generated<number>
  rows_total: Generated<number>
  faults: Generated<number>
  version: Generated<number>
  staff_id: string | null
  created_at: ColumnType<Date, Date | undefined, never>
  read_at: Date | null
}

interface ExperimentSumTable {
  experiment_id: number
  arm: string
  day: string | null
  n: number
  y: number
  yy: number
  x: number
  xx: number
  xy: number
}

interface ExperimentFaultTable {
  experiment_id: number
  row_number: number
  column_name: string
  value: string
  fault: string
}

declare module '../../platform/tables.ts' {
  interface Tables {
    'effects.experiment': ExperimentTable
    'effects.experiment_chunk': { experiment_id: number; position: number; bytes: Buffer }
    'effects.experiment_sum': ExperimentSumTable
    'effects.experiment_fault': ExperimentFaultTable
  }
}
