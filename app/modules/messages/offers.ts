import type { ContactOffers, Measure } from '../../web/module.ts'

const read = {
  relation: 'messages.read_fact',
  value: { take: 'rows' },
  unit: 'count',
  better: 'more',
  on: 'day',
  empty: 0,
} as const

/** How many messages on the company's own pages were read by an account's people. */
export const messageMeasures: readonly Measure[] = [{ ...read, key: 'messages.read', label: 'messages:measure.read' }]

/** The same of one contact, and whether mail reaches them. */
export const contactOffers: ContactOffers = {
  measures: [{ ...read, key: 'messages.contact_read', label: 'messages:measure.read' }],
  fields: [
    {
      key: 'messages.contact_unsubscribed',
      label: 'messages:field.unsubscribed',
      type: 'boolean',
      relation: 'messages.receiver_fact',
      column: 'unsubscribed',
    },
    {
      key: 'messages.contact_reachable',
      label: 'messages:field.reachable',
      type: 'boolean',
      relation: 'messages.receiver_fact',
      column: 'reachable',
    },
  ],
}
