import type { TextKey } from '../../../web/i18n.ts'
import type { Field, Offers } from '../../../web/module.ts'
import type { KnownTrait } from '../traits/queries.ts'
import type { SortKey } from './query.ts'

/** A column that the list of accounts can show beside the name. */
export type ListColumn =
  | { readonly key: OwnColumn; readonly label: TextKey; readonly sort?: SortKey }
  | { readonly key: string; readonly trait: KnownTrait }
  | { readonly key: string; readonly field: Field }

const own = {
  externalId: { label: 'customers:field.external_id' },
  stage: { label: 'customers:field.stage' },
  kind: { label: 'customers:field.kind' },
  owner: { label: 'customers:field.owner' },
  plan: { label: 'customers:field.plan' },
  amount: { label: 'customers:field.monthly_amount', sort: 'amount' },
  renews: { label: 'customers:field.renews_on', sort: 'renews' },
  since: { label: 'customers:field.customer_since', sort: 'since' },
  created: { label: 'customers:field.created_at', sort: 'created' },
  contacts: { label: 'customers:measure.contacts' },
} as const satisfies Record<string, { label: string; sort?: SortKey }>

export type OwnColumn = keyof typeof own

/** All columns there are: of accounts themselves, of what other modules know about them, and traits. */
export function availableColumns(offers: Offers, traits: readonly KnownTrait[]): readonly ListColumn[] {
  const owned = Object.entries(own).map(([key, column]) => ({ key: key as OwnColumn, ...column }))
  const offered = [...offers.fields.values()]
    .filter(field => !field.key.startsWith('customers.'))
    .map(field => ({ key: field.key, field }))
  return [...owned, ...offered, ...traits.map(trait => ({ key: `trait.${trait.key}`, trait }))]
}

/** The columns with these keys, in this order; unknown ones are left out. */
export function chosenColumns(keys: readonly string[], available: readonly ListColumn[]): readonly ListColumn[] {
  return keys.flatMap(key => available.find(column => column.key === key) ?? [])
}
