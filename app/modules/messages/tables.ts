import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

/** What other modules may read with SQL. */
export const publishedViews = [
  'messages.message_fact',
  'messages.receiver_fact',
  'messages.read_fact',
  'messages.answer_fact',
  'messages.accepted_fact',
  'messages.declined_fact',
] as const

export const messageKinds = ['email', 'in_app', 'notice'] as const
export type MessageKind = (typeof messageKinds)[number]

/** In this order a mail goes through them; see db/migrations/0012_messages.sql. */
export const messageStates = ['waiting', 'sending', 'handing_over', 'sent', 'failed', 'unclear', 'dropped'] as const
export type MessageState = (typeof messageStates)[number]

/** What of the outbox a list shows. */
export const outboxViews = ['all', 'waiting', 'sent', 'failed', 'unclear', 'dropped'] as const
export type OutboxView = (typeof outboxViews)[number]

/** How an invitation can be answered. */
export const answers = ['accepted', 'declined'] as const
export type Answer = (typeof answers)[number]

export const suppressionReasons = ['unsubscribed', 'bounced', 'added', 'imported', 'erased'] as const
export type SuppressionReason = (typeof suppressionReasons)[number]

export type Happening =
  | 'waited'
  | 'deferred'
  | 'sent'
  | 'failed'
  | 'unclear'
  | 'dropped'
  | 'sent_again'
  | 'read'
  | 'clicked'
  | 'dismissed'
  | Answer
  | 'bounced'
  | 'unsubscribed'
  | 'subscribed'

interface SettingsTable {
  one: Generated<boolean>
  per_day: Generated<number>
  per_week: Generated<number>
  opens_at: Generated<number>
  closes_at: Generated<number>
  business_days: Generated<number[]>
  per_minute: Generated<number>
  in_app_secret: string | null
  holidays: Generated<string>
  closed_days: ColumnType<Date[], string[], string[]>
  version: Generated<number>
}

interface ContentTable {
  id: GeneratedAlways<number>
  digest: Buffer
  kind: MessageKind
  subject: string
  body: string
  placement: 'banner' | 'dialog' | null
  action_label: string | null
  action_url: string | null
  accept_label: string | null
  decline_label: string | null
  created_at: Generated<Date>
}

interface MessageTable {
  id: GeneratedAlways<number>
  key: string
  content_id: number
  kind: MessageKind
  contact_id: number | null
  account_id: number | null
  play_id: number
  step: string
  version: number
  filled: ColumnType<readonly string[], string, string>
  address: string | null
  locale: 'ja' | 'en'
  time_zone: string
  state: MessageState
  created_at: Date
  send_after: Date
  attempts: Generated<number>
  worker: string | null
  sent_at: Date | null
  read_at: Date | null
  read_on: string | null
  clicked_at: Date | null
  dismissed_at: Date | null
  bounced_at: Date | null
  answer: Generated<Answer | null>
  answered_at: Generated<Date | null>
  answered_on: Generated<string | null>
  sample: Generated<boolean>
}

interface TraceTable {
  id: GeneratedAlways<number>
  message_id: number
  at: Date
  what: Happening
  detail: string | null
  staff_id: string | null
}

interface SuppressionTable {
  hash: Buffer
  address: string | null
  reason: SuppressionReason
  note: string | null
  message_id: number | null
  at: Date
  staff_id: string | null
}

declare module '../../platform/tables.ts' {
  interface Tables {
    'messages.settings': SettingsTable
    'messages.pace': { one: Generated<boolean>; next_at: Date }
    'messages.server': {
      what: 'sending' | 'bounces'
      reached_at: Date | null
      failing_since: Date | null
      failed_at: Date | null
      error: string | null
    }
    'messages.content': ContentTable
    'messages.message': MessageTable
    'messages.trace': TraceTable
    'messages.suppression': SuppressionTable
  }
}
