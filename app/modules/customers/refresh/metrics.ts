import { Histogram } from 'prom-client'
import { counter, registry } from '../../../web/metrics.ts'

export const accountsRefreshed = counter('accounts_refreshed_total', 'Accounts brought up to date after changes')

export const refreshSeconds = new Histogram({
  name: 'banso_refresh_seconds',
  help: 'Time to bring one batch of changed accounts up to date',
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  registers: [registry],
})
