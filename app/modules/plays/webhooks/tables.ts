import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

/** A row of `plays.webhook_delivery`. */
export interface WebhookDeliveryTable {
  id: GeneratedAlways<number>
  enrollment_id: number
  play_id: number
  step: string
  url: string
  host: ColumnType<string, never, never>
  body: ColumnType<unknown, string, string>
  state: Generated<'waiting' | 'sent' | 'failed'>
  attempts: Generated<number>
  next_try_at: Date | null
  status: number | null
  reason: string | null
  created_at: Date
  ended_at: Date | null
}

/** A row of `plays.receiver`. */
export interface ReceiverTable {
  host: string
  failures: number
  failing_since: Date
  failed_at: Date
  status: number | null
  reason: string | null
  next_at: Date
}
