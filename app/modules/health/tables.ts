import type { ColumnType, Generated } from 'kysely'

/** What a model that was learned is in until it has predicted for everybody: what is shown is still what others said. */
export const predictingStage = 'predicting'

export type RunStatus = 'waiting' | 'running' | 'done' | 'failed'
export type Band = 'good' | 'care' | 'bad' | 'unknown'

interface ModelTable {
  id: Generated<number>
  name: string
  segment_id: number | null
  position: number
  created_at: ColumnType<Date, Date | undefined, never>
  archived_at: Date | null
}

interface ModelVersionTable {
  id: Generated<number>
  model_id: number
  number: number
  definition: ColumnType<unknown, string, never>
  note: string | null
  published_by: string | null
  published_at: ColumnType<Date, Date | undefined, never>
}

interface PercentileTable {
  version_id: number
  position: number
  cuts: number[]
  computed_at: ColumnType<Date, Date | undefined, Date>
}

interface ScoreTable {
  account_id: number
  version_id: number
  computed: number | null
  score: number | null
  band: Band
  overridden: boolean
  confidence: number
  values: (number | null)[]
  points: (number | null)[]
  contributions: (number | null)[]
  week_ago: number | null
  computed_at: Date
  day: string | null
  since: Date | null
  values_then: (number | null)[] | null
}

interface ScoreCountTable {
  version_id: number
  band: Band
  bin: number | null
  accounts: number
  overridden: number
  scores: number
  confidence: number
}

interface ScoreDayTable {
  account_id: number
  day: string
  version_id: number
  score: number | null
  band: Band
  confidence: number
  values: (number | null)[]
  points: (number | null)[]
  contributions: (number | null)[]
  at: Date
  unknowable: ColumnType<number[] | null, number[] | null | undefined, number[] | null>
}

interface RecomputationTable {
  id: Generated<number>
  cause: 'hour' | 'model'
  status: ColumnType<RunStatus, RunStatus | undefined, RunStatus>
  progress: ColumnType<number, number | undefined, number>
  accounts: number | null
  moved: number | null
  heard: ColumnType<number | null, number | null | undefined, number | null>
  error: string | null
  created_at: ColumnType<Date, Date | undefined, never>
  finished_at: Date | null
}

interface OverrideTable {
  id: Generated<number>
  account_id: number
  score: number
  computed: number | null
  reason: string
  staff_id: string
  created_at: ColumnType<Date, Date | undefined, never>
  expires_at: Date
  ended_at: Date | null
  ended_by: string | null
}

interface SentimentTable {
  id: Generated<number>
  account_id: number
  value: number
  computed: number | null
  day: string
  note: string | null
  staff_id: string
  created_at: ColumnType<Date, Date | undefined, never>
  expires_at: Date
  sample: ColumnType<boolean, boolean | undefined, boolean>
  withdrawn_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  withdrawn_by: ColumnType<string | null, string | null | undefined, string | null>
}

export interface RiskModelTable {
  id: Generated<number>
  status: 'training' | 'ready' | 'refused' | 'failed'
  kind: 'dated' | 'undated' | null
  horizon_days: number | null
  progress: ColumnType<number, number | undefined, number>
  stage: string | null
  model: ColumnType<unknown, string | null | undefined, string | null>
  report: ColumnType<unknown, string | null | undefined, string | null>
  reason: string | null
  error: string | null
  requested_by: string | null
  created_at: ColumnType<Date, Date | undefined, never>
  finished_at: Date | null
  active: ColumnType<boolean, boolean | undefined, boolean>
  sample: ColumnType<boolean, boolean | undefined, boolean>
}

interface RiskTable {
  account_id: number
  risk_model_id: number
  probability: number
  reasons: ColumnType<unknown, string, string>
  week_ago: number | null
  computed_at: Date
}

interface RiskDayTable {
  account_id: number
  day: string
  risk_model_id: number
  probability: number
  reason: ColumnType<unknown, string | null, string | null>
  at: Date
}

interface BacktestTable {
  id: Generated<number>
  status: 'running' | 'done' | 'failed'
  progress: ColumnType<number, number | undefined, number>
  report: ColumnType<unknown, string | null | undefined, string | null>
  error: string | null
  requested_by: string | null
  created_at: ColumnType<Date, Date | undefined, never>
  finished_at: Date | null
}

interface AccountHealthView {
  account_id: number
  score: number | null
  band: Band
  computed: number | null
  overridden: boolean
  confidence: number
  week_ago: number | null
  change: number | null
  computed_at: Date
  risk: number | null
  risk_week_ago: number | null
}

declare module '../../platform/tables.ts' {
  interface Tables {
    'health.model': ModelTable
    'health.model_version': ModelVersionTable
    'health.percentile': PercentileTable
    'health.score': ScoreTable
    'health.score_count': ScoreCountTable
    'health.score_day': ScoreDayTable
    'health.score_course': ScoreDayTable
    'health.backfill': { one: Generated<boolean>; since: string; done_at: Date }
    'health.recomputation': RecomputationTable
    'health.override': OverrideTable
    'health.sentiment': SentimentTable
    'health.risk_model': RiskModelTable
    'health.risk': RiskTable
    'health.risk_count': { bin: number; accounts: number }
    'health.risk_day': RiskDayTable
    'health.backtest': BacktestTable
    'health.account_health': AccountHealthView
    'health.account_risk': { account_id: number; risk: number }
  }
}
