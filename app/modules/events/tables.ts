import type { ColumnType, Generated } from 'kysely'

type Written<T> = ColumnType<T, T, T>

export interface WriteKeyTable {
  id: Generated<number>
  name: string
  key: string
  replaces_id: number | null
  created_by: string | null
  created_at: ColumnType<Date, Date | undefined, never>
  revoked_at: Date | null
  last_used_at: Date | null
}

export interface EventTable {
  account_id: number
  contact_id: number
  occurred_at: Date
  received_at: Date
  message: string
  write_key_id: number | null
  sample: boolean
  type: 'track' | 'page' | 'screen'
  name: string
  anonymous_id: string | null
  properties: ColumnType<Record<string, unknown>, string, string>
  context: ColumnType<Record<string, unknown> | null, string | null, string | null>
}

export interface UsageDayTable {
  account_id: number
  day: string
  contact_id: number
  name: string
  count: number
  last_at: Date
}

export interface SignOfLifeTable {
  account_id: number
  first_at: Date | null
  last_at: Date
  last_day: string
}

export interface ArrivalTable {
  id: Generated<number>
  received_at: Date
  write_key_id: number | null
  type: string
  name: string
  occurred_at: Date
  account_id: number
  contact_id: number
  person: string | null
}

export interface RefusalTable {
  id: Generated<number>
  received_at: Date
  write_key_id: number | null
  code: string
  type: string | null
  name: string | null
  message_id: string | null
  content: string | null
  more: Written<number>
}

export interface SettlementTable {
  id: Generated<number>
  kind: 'anonymous' | 'contact' | 'account'
  anonymous_id: string | null
  from_id: number | null
  into_id: number
  at: Date
}

export interface CalendarTable {
  one: Generated<boolean>
  time_zone: string
  previous_zone: string | null
  counted_from: string | null
  kept_from: string | null
  begun_at: Date | null
  finished_at: Date | null
  months_done: number
  months_total: number
}

export interface HeardTable {
  id: Generated<number>
  message: string
  name: string
  account_id: number
  contact_id: number
  anonymous_id: string | null
  at: Date
  properties: ColumnType<Record<string, unknown>, string, string>
  heard_at: Date
}

declare module '../../platform/tables.ts' {
  interface Tables {
    'events.write_key': WriteKeyTable
    'events.receipt': { message: string; received_on: string }
    'events.event': EventTable
    'events.usage_day': UsageDayTable
    'events.sign_of_life': SignOfLifeTable
    'events.anonymous_membership': { anonymous_id: string; account_id: number; first_at: Date; last_at: Date }
    'events.arrival': ArrivalTable
    'events.refusal': RefusalTable
    'events.unattached': { contact_id: number; at: Date }
    'events.settlement': SettlementTable
    'events.calendar': CalendarTable
    'events.watched': { name: string }
    'events.heard': HeardTable
  }
}
