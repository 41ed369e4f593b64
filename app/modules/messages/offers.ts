import type { ContactOffers, Measure } from '../../web/module.ts'

const read = {
  relation: 'messages.read_fact',
  value: { take: 'rows' },
  unit: 'count',
  better: 'more',
  on: 'day',
  empty: 0,
} as const

const accepted = { ...read, relation: 'messages.accepted_fact', label: 'messages:measure.accepted' } as const
const declined = { ...read, relation: 'messages.declined_fact', label: 'messages:measure.declined' } as const

/** What an account's people did with messages: read them on the company's own pages, answered invitations. */
export const messageMeasures: readonly Measure[] = [
  { ...read, key: 'messages.read', label: 'messages:measure.read' },
  { ...accepted, key: 'messages.accepted' },
  { ...declined, key: 'messages.declined' },
]

/** The same of one contact, and whether mail reaches them. */
export const contactOffers: ContactOffers = {
  measures: [
    { ...read, key: 'messages.contact_read', label: 'messages:measure.read' },
    { ...accepted, key: 'messages.contact_accepted' },
    { ...declined, key: 'messages.contact_declined' },
  ],
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
