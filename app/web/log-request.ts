import { routePath } from 'hono/route'
import { log } from '../platform/log.ts'
import type { RequestContext } from './routes.ts'

/** From here on a person notices that they wait. */
const slowMs = 1000

/**
 * Tells of a request that took long or failed; of every other one only at level debug. By the pattern of its path, since links
 * that people got by mail hold a secret in theirs. What asks for no session, as apps do that send events, is counted in the
 * metrics only: under overload a line for each would make it worse.
 */
export function logRequest(c: RequestContext, reached: string, ms: number): void {
  const matters = (ms >= slowMs || c.res.status >= 500) && c.var.view !== undefined
  const level = matters ? 'info' : 'debug'
  if (!log.isLevelEnabled(level)) return
  const { requestId, staff } = c.var
  // What ended before its route was reached has it as the last that fits.
  const route = reached === 'none' ? routePath(c, -1) : reached
  const told = { requestId, method: c.req.method, route, status: c.res.status, ms: Math.round(ms) }
  log[level](staff ? { ...told, staff: staff.id } : told, 'request')
}
