import type { Field, Measure } from '../../web/module.ts'
import { kinds, periods, stages } from './tables.ts'

const fact = (key: string, type: Field['type'], column: string, more: Partial<Field> = {}): Field => ({
  key: `customers.${key}`,
  label: `customers:field.${key}` as Field['label'],
  type,
  relation: 'customers.account_fact',
  column,
  ...more,
})

/** What conditions, columns and the risk model can know about an account itself. */
export const customerFields: readonly Field[] = [
  fact('name', 'text', 'name'),
  fact('external_id', 'text', 'external_id'),
  fact('stage', 'choice', 'stage', {
    choices: stages.map(value => ({ value, label: `customers:stage.${value}` })),
  }),
  fact('kind', 'choice', 'kind', { choices: kinds.map(value => ({ value, label: `customers:kind.${value}` })) }),
  fact('owner', 'text', 'owner_id'),
  fact('plan', 'text', 'plan'),
  fact('monthly_amount', 'money', 'monthly_amount'),
  fact('currency', 'text', 'currency'),
  fact('renews_on', 'date', 'renews_on'),
  fact('customer_since', 'date', 'customer_since'),
  fact('period', 'choice', 'period', {
    choices: periods.map(value => ({ value, label: `customers:period.${value}` })),
  }),
  fact('started_on', 'date', 'started_on'),
  fact('cancelled', 'boolean', 'cancelled'),
  fact('cancelled_at', 'date', 'cancelled_at', { moment: true }),
]

/** Numbers about an account that come from here. */
export const customerMeasures: readonly Measure[] = [
  {
    key: 'customers.contacts',
    label: 'customers:measure.contacts',
    unit: 'people',
    better: 'more',
    relation: 'customers.membership_fact',
    value: { take: 'rows' },
    empty: 0,
  },
  {
    key: 'customers.trait',
    label: 'customers:measure.trait',
    unit: 'number',
    better: 'more',
    relation: 'customers.trait_number_fact',
    value: { take: 'greatest', column: 'number' },
    of: 'key',
    ofLabel: 'customers:measure.traitKey',
    ofNeeded: true,
    empty: null,
  },
]
