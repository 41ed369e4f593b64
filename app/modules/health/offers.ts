import type { Field, Measure } from '../../web/module.ts'
import { sentimentDays } from './sentiments.ts'

const relation = 'health.account_health'

export const healthMeasures: readonly Measure[] = [
  {
    key: 'health.sentiment',
    label: 'health:measure.sentiment',
    unit: 'points',
    better: 'more',
    relation: 'health.current_sentiment',
    value: { take: 'greatest', column: 'value' },
    empty: null,
    past: { measure: 'health.sentiment_noted', window: sentimentDays },
  },
  {
    key: 'health.sentiment_noted',
    label: 'health:measure.sentimentNoted',
    unit: 'points',
    better: 'more',
    relation: 'health.sentiment_note',
    on: 'day',
    value: { take: 'last', column: 'latest', places: 1000 },
    empty: null,
  },
]

export const healthFields: readonly Field[] = [
  {
    key: 'health.score',
    label: 'health:field.score',
    type: 'number',
    relation,
    column: 'score',
    verdict: 'health.band',
    sort: 'ascending',
    listed: 10,
  },
  {
    key: 'health.band',
    label: 'health:field.band',
    type: 'choice',
    relation,
    column: 'band',
    choices: [
      { value: 'good', label: 'health:band.good', tone: 'good' },
      { value: 'care', label: 'health:band.care', tone: 'care' },
      { value: 'bad', label: 'health:band.bad', tone: 'bad' },
      { value: 'unknown', label: 'health:band.unknown' },
    ],
  },
  { key: 'health.change', label: 'health:field.change', type: 'number', relation, column: 'change' },
  {
    key: 'health.risk',
    label: 'health:field.risk',
    type: 'number',
    relation: 'health.account_risk',
    column: 'risk',
    share: true,
    sort: 'descending',
    listed: 20,
  },
  { key: 'health.overridden', label: 'health:field.overridden', type: 'boolean', relation, column: 'overridden' },
]
