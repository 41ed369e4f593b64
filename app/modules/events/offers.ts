import type { Field, Measure } from '../../web/module.ts'

const usage = {
  relation: 'events.usage_day',
  on: 'day',
  of: 'name',
  ofLabel: 'events:measure.eventName',
  empty: 0,
  better: 'more',
  presence: 'events.sign_of_life',
} as const

/** Numbers about what an account does. Windowed by day, each also for one event by its name. */
export const measures: readonly Measure[] = [
  {
    ...usage,
    key: 'events.count',
    label: 'events:measure.count',
    unit: 'count',
    value: { take: 'sum', column: 'count' },
  },
  {
    ...usage,
    key: 'events.people',
    label: 'events:measure.people',
    unit: 'people',
    value: { take: 'different', column: 'contact_id', above: 0 },
  },
  {
    ...usage,
    key: 'events.days_active',
    label: 'events:measure.daysActive',
    unit: 'days',
    value: { take: 'different', column: 'day' },
  },
  {
    ...usage,
    key: 'events.breadth',
    label: 'events:measure.breadth',
    unit: 'kinds',
    value: { take: 'different', column: 'name' },
  },
  {
    ...usage,
    key: 'events.days_since_active',
    label: 'events:measure.daysSinceActive',
    unit: 'days',
    better: 'less',
    value: { take: 'daysSince', column: 'day' },
    empty: null,
  },
  {
    key: 'events.silence_days',
    label: 'events:measure.silenceDays',
    unit: 'days',
    better: 'less',
    relation: 'events.sign_of_life',
    value: { take: 'daysSince', column: 'last_day' },
    empty: null,
    past: { measure: 'events.days_since_active', window: 365 },
  },
]

/** Facts about an account for conditions, columns and sorting. */
export const fields: readonly Field[] = [
  {
    key: 'events.last_seen',
    label: 'events:field.lastSeen',
    type: 'date',
    relation: 'events.sign_of_life',
    column: 'last_at',
    moment: true,
  },
  {
    key: 'events.first_seen',
    label: 'events:field.firstSeen',
    type: 'date',
    relation: 'events.sign_of_life',
    column: 'first_at',
    moment: true,
  },
]
