import type { DateOrder } from '../values/date.ts'
import type { Money } from '../values/money.ts'
import type { Decimal } from '../values/number.ts'

export const subjects = ['accounts', 'contacts'] as const
export type Subject = (typeof subjects)[number]

/** What a column of a file of accounts can become, beside a trait. */
export const accountFields = [
  'external_id',
  'name',
  'kind',
  'stage',
  'owner',
  'time_zone',
  'customer_since',
  'plan',
  'monthly_amount',
  'currency',
  'period',
  'started_on',
  'renews_on',
  'cancelled',
  'cancelled_at',
  'cancellation_reason',
] as const
export type AccountField = (typeof accountFields)[number]

/** The same for a file of contacts. */
export const contactFields = [
  'external_id',
  'name',
  'family_name',
  'given_name',
  'email',
  'phone',
  'title',
  'accounts',
  'time_zone',
  'locale',
] as const
export type ContactField = (typeof contactFields)[number]

export type Field = AccountField | ContactField

/** Types a trait can have when it comes from a column. */
export const columnTypes = ['text', 'number', 'boolean', 'date'] as const
export type ColumnType = (typeof columnTypes)[number]

/** What becomes of one column: it may feed a field and a trait, one of them, or nothing. */
export interface ColumnPlan {
  readonly field: Field | null
  readonly trait: { readonly key: string; readonly type: ColumnType } | null
}

/** What becomes of a file: per column, in their order, and how its numbers and dates are meant. */
export interface Plan {
  readonly columns: readonly ColumnPlan[]
  readonly money: Money
  readonly dateOrder: DateOrder
  readonly decimal: Decimal
}

/** The fields of a subject. */
export function fieldsOf(subject: Subject): readonly Field[] {
  return subject === 'accounts' ? accountFields : contactFields
}

/** Where the field comes from: the column's index, or undefined. */
export function columnOf(plan: Plan, field: Field): number | undefined {
  const index = plan.columns.findIndex(column => column.field === field)
  return index < 0 ? undefined : index
}
