import { getPath } from 'hono/utils/url'
import { paths } from '../paths.ts'

const slash = 0x2f
const tracking = [paths.trackingElsewhere, paths.trackingJitsuElsewhere].map(path => path.replace('*', ''))

/**
 * The path that a request is routed by. People write the host of the tracking API with a slash at its end, and their client
 * puts another before the call, or ends the call with one: what is meant is plain, and a redirect would lose what is sent.
 */
export function pathOf(request: Request): string {
  const path = getPath(request)
  if (!path.includes('//') && path.charCodeAt(path.length - 1) !== slash) return path
  const meant = path.replace(/\/{2,}/g, '/').replace(/\/$/, '')
  return tracking.some(folder => meant.startsWith(folder)) ? meant : path
}
