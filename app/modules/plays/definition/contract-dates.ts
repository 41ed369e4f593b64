import type { TextKey } from '../../../web/i18n.ts'

/** A date that each contract of an account has of its own. */
export interface ContractDate {
  readonly column: 'renews_on' | 'started_on' | 'cancelled_at'
  /** Where it is no field of accounts, under which that one of several contracts is known. */
  readonly label?: TextKey
}

/** The dates of contracts, by the names under which plays know them. Ends may lie ahead: they are announced. */
export const contractDates: ReadonlyMap<string, ContractDate> = new Map([
  ['customers.renews_on', { column: 'renews_on' }],
  ['customers.started_on', { column: 'started_on' }],
  ['contract.ends_on', { column: 'cancelled_at', label: 'plays:trigger.date.contractEnds' }],
])
