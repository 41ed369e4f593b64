import type { ContactOffers } from '../../web/module.ts'

const usage = { relation: 'events.usage_day', on: 'day', of: 'name', empty: 0, better: 'more' } as const

/**
 * Numbers about what a contact does, in all of its accounts together. Windowed by day, each also for one event by its name.
 * Of a person nobody ever saw it is known that they did nothing.
 */
export const contactOffers: ContactOffers = {
  measures: [
    {
      ...usage,
      key: 'events.contact_count',
      label: 'events:measure.count',
      unit: 'count',
      value: { take: 'sum', column: 'count' },
    },
    {
      ...usage,
      key: 'events.contact_days_active',
      label: 'events:measure.daysActive',
      unit: 'days',
      value: { take: 'different', column: 'day' },
    },
    {
      ...usage,
      key: 'events.contact_breadth',
      label: 'events:measure.breadth',
      unit: 'kinds',
      value: { take: 'different', column: 'name' },
    },
    {
      ...usage,
      key: 'events.contact_days_since_active',
      label: 'events:measure.daysSinceActive',
      unit: 'days',
      better: 'less',
      value: { take: 'daysSince', column: 'day' },
      empty: null,
    },
  ],
}
