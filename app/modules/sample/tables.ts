import type { ColumnType, Generated } from 'kysely'

export const stages = ['events', 'contracts', 'scores', 'course', 'learning'] as const
export type Stage = (typeof stages)[number]

export interface LoadingTable {
  one: Generated<boolean>
  status: 'waiting' | 'running' | 'done' | 'failed'
  stage: ColumnType<Stage, Stage | undefined, Stage>
  progress: ColumnType<number, number | undefined, number>
  error: string | null
  requested_by: string | null
  started_at: ColumnType<Date, Date | undefined, Date>
  finished_at: Date | null
}

declare module '../../platform/tables.ts' {
  interface Tables {
    'sample.loading': LoadingTable
  }
}
