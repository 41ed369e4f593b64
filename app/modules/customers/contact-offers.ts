import type { ContactOffers, Field } from '../../web/module.ts'

const fact = (column: string, label: Field['label'], type: Field['type'] = 'text'): Field => ({
  key: `customers.contact_${column}`,
  label,
  type,
  relation: 'customers.contact_fact',
  column,
})

/** What conditions can know about a contact itself. */
export const contactOffers: ContactOffers = {
  fields: [
    fact('name', 'customers:field.contactName'),
    fact('email', 'customers:field.email'),
    fact('phone', 'customers:field.phone'),
    fact('title', 'customers:field.title'),
    fact('external_id', 'customers:field.external_id'),
    fact('locale', 'customers:field.locale'),
    fact('time_zone', 'customers:field.time_zone'),
    fact('created_at', 'customers:field.created_at', 'date'),
  ],
  measures: [
    {
      key: 'customers.contact_accounts',
      label: 'customers:measure.contactAccounts',
      unit: 'count',
      better: 'more',
      relation: 'customers.membership_fact',
      value: { take: 'rows' },
      empty: 0,
    },
  ],
}
