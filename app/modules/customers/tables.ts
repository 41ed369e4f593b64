import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Json } from './traits/trait.ts'

/** What other modules may read with SQL. */
export const publishedViews = [
  'customers.account_fact',
  'customers.contact_fact',
  'customers.membership_fact',
  'customers.subscription_fact',
  'customers.trait_fact',
  'customers.trait_number_fact',
] as const

export const kinds = ['business', 'consumer', 'provider', 'taker'] as const
export type Kind = (typeof kinds)[number]

/** Stages an account can be put into by hand; it becomes cancelled only by a cancellation. */
export const openStages = ['prospect', 'trial', 'onboarding', 'active'] as const
export const stages = [...openStages, 'cancelled'] as const
export type OpenStage = (typeof openStages)[number]
export type Stage = (typeof stages)[number]

export const periods = ['month', 'year', 'other'] as const
export type Period = (typeof periods)[number]

export type CancellationSource = 'import' | 'staff' | 'subscription'
/** How an account, or a contact at it, came in. */
export type Origin = 'app' | 'import' | 'staff'
export type TraitSubject = 'account' | 'contact'
export type TraitType = 'text' | 'number' | 'boolean' | 'date' | 'mixed'

/** Written as JSON text, read as an object. */
type JsonColumn<T> = ColumnType<T, string | undefined, string>
/** Set by the database when nothing is given. */
type Stamp = ColumnType<Date, Date | undefined, Date>

/**
 * Of traits that were said more than once: when first, and since when with their present value (milliseconds since 1970).
 * Of those that were said once, both are their time in `traits_at`.
 */
export type TraitsSince = Readonly<Record<string, SaidSince>>
export type SaidSince = readonly [first: number, since: number]

export interface AccountTable {
  id: GeneratedAlways<number>
  external_id: string | null
  name: string
  kind: Generated<Kind>
  stage: Generated<Stage>
  owner_id: string | null
  time_zone: string | null
  plan: string | null
  /** Minor units; null when nobody said any. */
  monthly_amount: number | null
  currency: Generated<string>
  renews_on: string | null
  customer_since: string | null
  traits: JsonColumn<Record<string, Json>>
  traits_at: JsonColumn<Record<string, number>>
  traits_since: GeneratedAlways<TraitsSince>
  version: Generated<number>
  sample: Generated<boolean>
  created_at: Stamp
  updated_at: Stamp
  origin: Generated<Origin>
  search_grams: GeneratedAlways<string[]>
  search_text: GeneratedAlways<string>
  name_key: GeneratedAlways<string | null>
  whole_amount: GeneratedAlways<number | null>
}

export interface ContactTable {
  id: GeneratedAlways<number>
  external_id: string | null
  name: string | null
  email: string | null
  phone: string | null
  title: string | null
  time_zone: string | null
  locale: string | null
  traits: JsonColumn<Record<string, Json>>
  traits_at: JsonColumn<Record<string, number>>
  version: Generated<number>
  sample: Generated<boolean>
  created_at: Stamp
  updated_at: Stamp
  search_grams: GeneratedAlways<string[]>
  search_text: GeneratedAlways<string>
  email_domain: GeneratedAlways<string | null>
}

export interface SubscriptionTable {
  id: GeneratedAlways<number>
  account_id: number
  external_id: string | null
  plan: string
  /** Minor units; null when only the plan is known. */
  monthly_amount: number | null
  currency: string
  period: Generated<Period>
  started_on: string | null
  renews_on: string | null
  cancelled_at: Date | null
  current: Generated<boolean>
  version: Generated<number>
  created_at: Stamp
  updated_at: Stamp
}

export interface CancellationTable {
  account_id: number
  at: Date | null
  recorded_at: Stamp
  recorded_by: string | null
  source: CancellationSource
  reason: string | null
  stage_before: Generated<OpenStage>
  plan: string | null
  monthly_amount: number | null
}

interface DuplicateColumns {
  other_id: number
  found_at: Stamp
  dismissed_at: Date | null
  dismissed_by: string | null
}

declare module '../../platform/tables.ts' {
  interface Tables {
    'customers.account': AccountTable
    'customers.account_identity': { external_id: string; account_id: number }
    'customers.account_merge': { from_id: number; into_id: number; name: string; at: Date; by_staff_id: string | null }
    'customers.contact': ContactTable
    'customers.contact_identity': {
      kind: 'user' | 'anonymous'
      value: string
      contact_id: number
      joined_at: Stamp
    }
    'customers.membership': {
      account_id: number
      contact_id: number
      title: string | null
      first_at: Stamp
      last_at: Stamp
      origin: Generated<Origin>
    }
    'customers.subscription': SubscriptionTable
    'customers.cancellation': CancellationTable
    'customers.trait': {
      subject: TraitSubject
      key: string
      type: TraitType
      label: string | null
      first_seen_at: Stamp
    }
    'customers.account_change': { id: GeneratedAlways<number>; account_id: number; at: Stamp }
    'customers.account_bulk_change': { id: GeneratedAlways<number>; account_id: number; at: Stamp }
    'customers.contact_change': { id: GeneratedAlways<number>; contact_id: number; at: Stamp }
    'customers.refresh_failure': {
      account_id: number
      error: string
      attempts: Generated<number>
      failed_at: Date
      next_try_at: Date
    }
    'customers.account_duplicate': DuplicateColumns & { account_id: number; reason: 'name' | 'email_domain' }
    'customers.contact_duplicate': DuplicateColumns & { contact_id: number; reason: 'email' | 'name_at_account' }
    'customers.suppression': {
      kind: 'user' | 'anonymous' | 'email' | 'account'
      hash: Buffer
      at: Stamp
      by_staff_id: string | null
    }
    'customers.saved_view': {
      id: GeneratedAlways<number>
      staff_id: string
      name: string
      query: string
      shared: Generated<boolean>
      created_at: Stamp
    }
    'customers.account_fact': AccountFact
    'customers.contact_fact': ContactFact
    'customers.membership_fact': { account_id: number; contact_id: number; first_at: Date; last_at: Date }
    'customers.subscription_fact': SubscriptionFact
    'customers.trait_fact': { subject: TraitSubject; key: string; type: TraitType; label: string | null }
  }
}

/** A row of the view that other modules may read. */
export interface AccountFact {
  account_id: number
  name: string
  external_id: string | null
  kind: Kind
  stage: Stage
  owner_id: string | null
  time_zone: string | null
  plan: string | null
  monthly_amount: number | null
  currency: string
  renews_on: string | null
  customer_since: string | null
  traits: Record<string, Json>
  traits_at: Record<string, number>
  traits_since: TraitsSince
  created_at: Date
  sample: boolean
  origin: Origin
  cancelled: boolean
  cancelled_at: Date | null
  cancellation_recorded_at: Date | null
  last_plan: string | null
  last_monthly_amount: number | null
  period: Period | null
  started_on: string | null
}

/** The same of a contact. */
export interface ContactFact {
  contact_id: number
  /** What it is shown by: name, else mail address, else an id. */
  label: string
  name: string | null
  external_id: string | null
  email: string | null
  phone: string | null
  title: string | null
  locale: string | null
  time_zone: string | null
  traits: Record<string, Json>
  created_at: Date
  sample: boolean
}

export type SubscriptionFact = Pick<
  SubscriptionTable,
  'account_id' | 'plan' | 'monthly_amount' | 'currency' | 'started_on' | 'renews_on' | 'cancelled_at'
> & { period: Period }
