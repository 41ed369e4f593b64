import type { ColumnType, Generated } from 'kysely'

/** What is done to load it, in this order. */
export const stages = ['events', 'contracts', 'scores', 'course', 'learning'] as const
/** What is under way; `removal` once it is to go. */
export type Stage = (typeof stages)[number] | 'removal'

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
