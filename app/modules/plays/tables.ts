import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { CandidateTable } from './starting/tables.ts'
import type { ReceiverTable, WebhookDeliveryTable } from './webhooks/tables.ts'

/** What other modules may read with SQL. */
export const publishedViews = [
  'plays.play_fact',
  'plays.arm_fact',
  'plays.drawn_fact',
  'plays.enrollment_fact',
  'plays.version_fact',
  'plays.split_fact',
  'plays.path_fact',
  'plays.kept_from_people_fact',
] as const

/** Set when the row is made. */
type Stamp = ColumnType<Date, Date | undefined, Date>
/** Written as JSON text. */
type Json = ColumnType<unknown, string, string>

export const playStates = ['draft', 'live', 'paused', 'archived'] as const
export type PlayState = (typeof playStates)[number]

export const endings = ['finished', 'exit', 'stopped', 'archived', 'moved', 'problem'] as const
/** Why an enrollment is over. */
export type Ending = (typeof endings)[number]

export const arms = ['treated', 'held_out'] as const
export type Arm = (typeof arms)[number]

interface SettingTable {
  one: Generated<boolean>
  holdout: Generated<number>
  salt: Generated<string>
  webhook_secret: string | null
  limits_version: Generated<number>
  updated_at: Stamp
  updated_by: string | null
}

interface PlayTable {
  id: GeneratedAlways<number>
  name: string
  description: Generated<string>
  about: 'account' | 'contact'
  owner_id: string | null
  salt: Generated<string>
  state: Generated<PlayState>
  template: string | null
  draft: Json
  revision: Generated<number>
  live_version_id: number | null
  trigger_cursor: Generated<number>
  standing_due_at: Date | null
  live_since: Date | null
  problem: string | null
  problem_at: Date | null
  start_again_at: Date | null
  given_up: Generated<number>
  given_up_at: Date | null
  settling: Generated<boolean>
  sample: Generated<boolean>
  created_by: string | null
  created_at: Stamp
  updated_at: Stamp
}

interface DraftChangeTable {
  play_id: number
  revision: number
  draft: ColumnType<unknown, string | null, string | null>
  what: string
  step: string | null
  undone: Generated<boolean>
  staff_id: string | null
  at: Stamp
}

interface PlayVersionTable {
  id: GeneratedAlways<number>
  play_id: number
  number: number
  definition: Json
  published_at: Stamp
  published_by: string | null
  under_way: Generated<'finish' | 'move'>
  listens: Generated<boolean>
  asks_plays: Generated<readonly number[]>
}

interface ArmTable {
  play_id: number
  account_id: number
  arm: Arm
  level: 'play' | 'company' | null
  version_id: number
  cause: ColumnType<unknown, string | undefined, string>
  entered_at: Date
  despite_at: Date | null
  sample: Generated<boolean>
}

interface DrawnPathTable {
  play_id: number
  step: string
  account_id: number
  path: string
  version_number: number
  taken_at: Date
}

interface EnrollmentTable {
  id: GeneratedAlways<number>
  play_id: number
  version_id: number
  account_id: number
  contact_id: number | null
  key: Generated<string>
  cause: ColumnType<unknown, string | undefined, string>
  step: string | null
  wake_at: Date | null
  held_wake_at: Date | null
  waiting: string | null
  waiting_since: Date | null
  waiting_limit: Date | null
  passages: Generated<number>
  entered_at: Date
  ended_at: Date | null
  ended_by: Ending | null
  ended_detail: string | null
  sample: Generated<boolean>
}

interface PassageTable {
  enrollment_id: number
  number: number
  at: Date
  step: string
  what: string
  detail: ColumnType<unknown, string | null, string | null>
}

interface PassedOverTable {
  play_id: number
  account_id: number
  contact_id: Generated<number>
  reason: string
  at: Date
}

interface HealthSeenTable {
  account_id: number
  band: string | null
  risk: number | null
}

interface NewsTable {
  id: GeneratedAlways<number>
  account_id: number
}

interface PlayFact {
  play_id: number
  name: string
  about: 'account' | 'contact'
  state: PlayState
  owner_id: string | null
  sample: boolean
  outcome: unknown
  holdout: number | null
  version_number: number | null
  first_published_at: Date | null
}

interface ArmFact {
  play_id: number
  account_id: number
  arm: Arm
  level: 'play' | 'company' | null
  version_number: number
  entered_at: Date
  despite: boolean
  sample: boolean
}

interface VersionFact {
  play_id: number
  version_number: number
  holdout: number
  published_at: Date
}

interface SplitFact {
  play_id: number
  version_number: number
  step: string
  path: string
  name: string
  share: number
  place: number
}

interface EnrollmentFact {
  enrollment_id: number
  play_id: number
  version_number: number
  account_id: number
  contact_id: number | null
  step: string | null
  state: 'under_way' | 'ended'
  entered_at: Date
  ended_at: Date | null
  ended_by: Ending | null
  sample: boolean
}

declare module '../../platform/tables.ts' {
  interface Tables {
    'plays.setting': SettingTable
    'plays.play': PlayTable
    'plays.draft_change': DraftChangeTable
    'plays.play_version': PlayVersionTable
    'plays.arm': ArmTable
    'plays.drawn_path': DrawnPathTable
    'plays.enrollment': EnrollmentTable
    'plays.passage': PassageTable
    'plays.passed_over': PassedOverTable
    'plays.health_seen': HealthSeenTable
    'plays.news': NewsTable
    'plays.candidate': CandidateTable
    'plays.webhook_delivery': WebhookDeliveryTable
    'plays.receiver': ReceiverTable
    'plays.play_fact': PlayFact
    'plays.arm_fact': ArmFact
    'plays.enrollment_fact': EnrollmentFact
    'plays.version_fact': VersionFact
    'plays.split_fact': SplitFact
    'plays.path_fact': DrawnPathTable
  }
}
