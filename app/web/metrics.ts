import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export const registry = new Registry()
collectDefaultMetrics({ register: registry })

export const requestSeconds = new Histogram({
  name: 'banso_http_request_seconds',
  help: 'Time to answer a request, by route and status',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  registers: [registry],
})

/** A number that only grows, for modules: name without the banso_ prefix. */
export function counter(name: string, help: string, labelNames: string[] = []): Counter {
  return new Counter({ name: `banso_${name}`, help, labelNames, registers: [registry] })
}

/** A number that goes up and down. */
export function gauge(name: string, help: string, labelNames: string[] = []): Gauge {
  return new Gauge({ name: `banso_${name}`, help, labelNames, registers: [registry] })
}
