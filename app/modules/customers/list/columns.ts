import type { TextKey } from '../../../web/i18n.ts'
import type { Field, Offers } from '../../../web/module.ts'
import type { KnownTrait } from '../traits/queries.ts'
import type { SortKey } from './query.ts'

/** A column that the list of accounts can show beside the name. */
export type ListColumn =
  | { readonly key: OwnColumn; readonly label: TextKey; readonly sort?: SortKey; readonly listed?: number }
  | { readonly key: string; readonly trait: KnownTrait }
  | { readonly key: string; readonly field: Field }

// `listed` as fields of other modules have it: the place among the usual columns.
const own = {
  externalId: { label: 'customers:field.external_id' },
  stage: { label: 'customers:field.stage', listed: 50 },
  kind: { label: 'customers:field.kind' },
  owner: { label: 'customers:field.owner', listed: 60 },
  plan: { label: 'customers:field.plan' },
  amount: { label: 'customers:field.monthly_amount', sort: 'amount', listed: 30 },
  currency: { label: 'customers:field.currency' },
  renews: { label: 'customers:field.renews_on', sort: 'renews', listed: 40 },
  since: { label: 'customers:field.customer_since', sort: 'since' },
  created: { label: 'customers:field.created_at', sort: 'created' },
  contacts: { label: 'customers:measure.contacts' },
} as const satisfies Record<string, { label: string; sort?: SortKey; listed?: number }>

export type OwnColumn = keyof typeof own

/** All columns there are: of accounts themselves, of what other modules know about them, and traits. */
export function availableColumns(offers: Offers, traits: readonly KnownTrait[]): readonly ListColumn[] {
  const owned = Object.entries(own).map(([key, column]) => ({ key: key as OwnColumn, ...column }))
  const offered = [...offers.fields.values()]
    .filter(field => !field.key.startsWith('customers.'))
    .map(field => ({ key: field.key, field }))
  return [...owned, ...offered, ...traits.map(trait => ({ key: `trait.${trait.key}`, trait }))]
}

/** The columns of a list for which nobody chose any. */
export function usualColumns(available: readonly ListColumn[]): readonly ListColumn[] {
  return available
    .flatMap(column => {
      const place = 'field' in column ? column.field.listed : 'listed' in column ? column.listed : undefined
      return place === undefined ? [] : [{ column, place }]
    })
    .sort((a, b) => a.place - b.place)
    .map(({ column }) => column)
}

/** Keys of the fields that a list can be sorted by. */
export function sortableFields({ fields }: Pick<Offers, 'fields'>): readonly string[] {
  return [...fields.values()].filter(field => field.sort && !field.key.startsWith('customers.')).map(field => field.key)
}

/** The columns with these keys, in this order; unknown ones are left out. */
export function chosenColumns(keys: readonly string[], available: readonly ListColumn[]): readonly ListColumn[] {
  return keys.flatMap(key => available.find(column => column.key === key) ?? [])
}
