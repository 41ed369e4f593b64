import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Verdict } from './estimates/comparison.ts'
import type { OutcomeKind } from './estimates/moments.ts'
import type { FileColumn, Plan } from './experiments/plan.ts'
import type { Failure, Reading } from './experiments/reading.ts'

/** What other modules may read with SQL. */
export const publishedViews = ['effects.contact_effect'] as const

/** Of a play: reached, held out of it, held out of all plays. */
export type PlayArm = 'treated' | 'held_out' | 'company'

/** What all plays together are looked at by. */
export const companyOutcomes = ['retained', 'active_days'] as const
export type CompanyOutcome = (typeof companyOutcomes)[number]

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

interface SumColumns {
  day: string
  n: number
  y: number
  yy: number
  x: number
  xx: number
  xy: number
}

/** Why the outcome of a play cannot be looked at: the last part of a text key. */
export const courseProblems = ['measure_gone', 'only_present', 'failed'] as const
export type CourseProblem = (typeof courseProblems)[number]

interface PlayCourseTable {
  play_id: number
  outcome: ColumnType<unknown, string, string>
  through: string | null
  problem: CourseProblem | null
  looked_at: Date
}

interface PlaySumTable extends SumColumns {
  play_id: number
  segment_id: number | null
  arm: PlayArm
  version_number: number
  missing: Generated<number>
  despite: Generated<number>
}

interface PathSumTable extends SumColumns {
  play_id: number
  step: string
  path: string
  version_number: number
  missing: Generated<number>
}

interface PlayBeforeTable extends Omit<SumColumns, 'day'> {
  play_id: number
  segment_id: number | null
  asked: number
  a_week: number | null
  standing: number | null
  looked_on: string
}

interface CompanySumTable extends SumColumns {
  outcome: CompanyOutcome
  arm: 'treated' | 'company'
  changes: number
}

interface PlayResultTable {
  play_id: number
  verdict: Verdict
  kind: OutcomeKind
  better: 'more' | 'less'
  treated: number
  held_out: number
  treated_mean: number | null
  held_out_mean: number | null
  difference: number | null
  error: number | null
  low: number | null
  high: number | null
  p: number
  mismatch: Generated<boolean>
  minutes: Generated<number>
  messages: Generated<number>
  kept_at: Date | null
  kept_by: string | null
  computed_at: Date
}

interface PlayMetTable {
  play_id: number
  arm: 'treated' | 'held_out'
  day: string
  settled: boolean
  accounts: number
  met: number
  minutes: number
  by_play: number
  by_play_minutes: number
}

interface MetByPeopleTable {
  one: Generated<boolean>
  met: number
  met_stayed: number
  not_met: number
  not_met_stayed: number
  looked_on: string
}

interface TouchTimingTable {
  within: number | null
  accounts: number
  stayed: number
}

interface ContactEffectView {
  play_id: number
  effect: number
  accounts: number
}

declare module '../../platform/tables.ts' {
  interface Tables {
    'effects.experiment': ExperimentTable
    'effects.experiment_chunk': { experiment_id: number; position: number; bytes: Buffer }
    'effects.experiment_sum': ExperimentSumTable
    'effects.experiment_fault': ExperimentFaultTable
    'effects.play_course': PlayCourseTable
    'effects.play_sum': PlaySumTable
    'effects.path_sum': PathSumTable
    'effects.play_before': PlayBeforeTable
    'effects.company_sum': CompanySumTable
    'effects.play_result': PlayResultTable
    'effects.play_met': PlayMetTable
    'effects.met_by_people': MetByPeopleTable
    'effects.touch_timing': TouchTimingTable
    'effects.contact_effect': ContactEffectView
  }
}
